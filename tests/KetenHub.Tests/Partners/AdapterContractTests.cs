using KetenHub.Partners.Adapters;
using KetenHub.Partners.Check;
using KetenHub.Tests.Tidy;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>Every adapter of the registry, without a test of its own. <c>ketenhub adapter check NAME</c> runs the same suite.</summary>
public sealed class AdapterContractTests
{
    private const string Home = "src/KetenHub.Partners/Adapters";

    public static TheoryData<string> Names => [.. AdapterRegistry.All.Select(line => line.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_adapter_gets_its_certificate(string name)
    {
        var line = AdapterRegistry.Find(name)!;
        var samples = AdapterSamples.BuiltIn(AdapterAssembly.BuiltIn.Assembly, line);
        var certificate = await AdapterCheck.RunAsync(line, samples, TestContext.Current.CancellationToken);
        Assert.True(certificate.Passed, certificate.Text());
        TestContext.Current.SendDiagnosticMessage(certificate.Text());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_folder_has_the_fixed_parts_and_its_readme_the_table_of_its_settings(string name)
    {
        var line = AdapterRegistry.Find(name)!;
        var files = Repository.Files.Where(file => file.StartsWith($"{Home}/{line.Folder}/", StringComparison.Ordinal)).ToList();
        Assert.All(new[] { $"{line.Folder}Adapter.cs", $"{line.Folder}Mapping.cs", $"{line.Folder}Settings.cs", "README.md" },
            part => Assert.Contains($"{Home}/{line.Folder}/{part}", files));
        // A README that says something else than the check at start would be believed.
        Assert.Contains($"## Settings\n\n{AdapterSettings.Markdown(line.Settings)}", Repository.Text($"{Home}/{line.Folder}/README.md"), StringComparison.Ordinal);
        Assert.Equal(files.Count(file => file.Contains("/samples/", StringComparison.Ordinal)), typeof(AdapterRegistry).Assembly.GetManifestResourceNames()
            .Count(resource => resource.StartsWith($"Adapters/{line.Folder}/samples/", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_registry_and_the_folders_are_the_same_and_sorted()
    {
        var folders = Directory.GetDirectories(Path.Combine(Repository.Root, Home)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(folders, AdapterRegistry.All.Select(line => line.Folder));
    }
}
