using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace KetenHub.Tests.Tidy;

/// <summary>What <c>deploy/sbom</c> says of what ketenhub is made of.</summary>
public sealed class SbomTests
{
    // Each may be used under the EUPL-1.2 without asking anything of who runs it.
    private static readonly string[] Licences =
        ["MIT", "Apache-2.0", "BSD-3-Clause", "PostgreSQL", "MS-PL OR Apache-2.0", "Apache-2.0 OR MPL-2.0", "file LICENSE.txt in the package"];

    [Fact]
    public async Task The_bill_of_materials_names_every_package_that_ships_with_its_licence_and_how_it_came_in()
    {
        var bill = await PrintedAsync();
        var shipped = JsonNode.Parse(Repository.Text("src/KetenHub/packages.lock.json"))!["dependencies"]!.AsObject().SelectMany(framework => framework.Value!.AsObject())
            .Where(package => package.Value!["type"]!.ToString() != "Project" && package.Key is not ("Meziantou.Analyzer" or "Microsoft.CodeAnalysis.BannedApiAnalyzers"))
            .Select(package => $"pkg:nuget/{package.Key}@{package.Value!["resolved"]}").ToHashSet();
        var parts = bill["components"]!.AsArray().Select(part => part!).ToDictionary(part => part["bom-ref"]!.ToString());
        Assert.Equal(shipped.Append("pkg:generic/dotnet-runtime@10.0.0").Order(StringComparer.Ordinal), parts.Keys.Order(StringComparer.Ordinal));
        Assert.All(parts.Values, part => Assert.Contains(Licence(part["licenses"]!.AsArray().Single()!), Licences));

        // From ketenhub every part is reached.
        var needs = bill["dependencies"]!.AsArray().ToDictionary(entry => entry!["ref"]!.ToString(), entry => entry!["dependsOn"]!.AsArray().Select(other => other!.ToString()).ToList());
        var (reached, next) = (new HashSet<string>(), new Queue<string>([bill["metadata"]!["component"]!["bom-ref"]!.ToString()]));
        while (next.TryDequeue(out var part))
        {
            if (reached.Add(part))
                needs.GetValueOrDefault(part, []).ForEach(next.Enqueue);
        }
        Assert.Empty(parts.Keys.Except(reached));
    }

    [Fact]
    public async Task The_same_checkout_has_the_same_bill_of_materials() =>
        Assert.Equal((await PrintedAsync()).ToJsonString(), (await PrintedAsync()).ToJsonString());

    private static string Licence(JsonNode licence) => (licence["expression"] ?? licence["license"]!["id"] ?? licence["license"]!["name"]!).ToString();

    private static async Task<JsonNode> PrintedAsync()
    {
        using var sbom = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Repository.Root, "deploy/sbom"), "0.0.0", "10.0.0"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var printed = await sbom.StandardOutput.ReadToEndAsync();
        await sbom.WaitForExitAsync();
        Assert.Equal(0, sbom.ExitCode);
        return JsonNode.Parse(printed)!;
    }
}
