using System.Reflection;
using System.Xml.Linq;
using KetenHub.Commands;
using KetenHub.Contracts;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Check;
using KetenHub.Tests.Tidy;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>What <c>ketenhub adapter new</c> and <c>dotnet new ketenhub-adapter</c> begin with. The templates are compiled into this assembly, which lists
/// them as an assembly outside the hub would.</summary>
public sealed class AdapterTemplateTests : IDisposable
{
    private const string Home = "src/KetenHub.Partners/Adapters";
    private const string Templates = "src/KetenHub.Templates/adapter";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-new-");

    public static TheoryData<string> Kinds => [.. AdapterTemplate.Kinds.Select(kind => kind.ToString())];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_new_adapter_gets_its_certificate_as_it_is(string kind)
    {
        var line = Line(kind);
        var samples = AdapterSamples.Read(Path.Combine(Repository.Root, Templates, kind.ToLowerInvariant(), "samples"));
        var certificate = await AdapterCheck.RunAsync(line, samples, TestContext.Current.CancellationToken);
        Assert.True(certificate.Passed, certificate.Text());
        Assert.NotEmpty(samples.Good);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_readme_has_the_table_of_its_settings(string kind) => Assert.EndsWith(
        $"## Settings\n\n{AdapterSettings.Markdown(Line(kind).Settings)}", Repository.Text($"{Templates}/{kind.ToLowerInvariant()}/README.md"), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_command_writes_every_file_under_its_own_name_and_a_line_in_its_place(string kind)
    {
        PutRegistry();
        var name = $"haven-b2-{kind.ToLowerInvariant()}";
        var (repository, written) = AdapterTemplate.Write(folder.CreateSubdirectory("deep/down").FullName, name, Enum.Parse<AdapterKind>(kind));
        Assert.Equal(folder.FullName, repository);
        var home = Path.Combine(folder.FullName, Home, $"HavenB2{kind}");
        var template = Path.Combine(Repository.Root, Templates, kind.ToLowerInvariant());
        Assert.Equal(FilesOf(template).Select(file => file.Replace($"Naam{kind}", $"HavenB2{kind}", StringComparison.Ordinal)).Order(StringComparer.Ordinal), FilesOf(home));
        Assert.All(FilesOf(home), file => Assert.DoesNotMatch("Naam[HFW]|naam-", File.ReadAllText(Path.Combine(home, file))));
        Assert.Contains($"class HavenB2{kind}Adapter", File.ReadAllText(Path.Combine(home, $"HavenB2{kind}Adapter.cs")), StringComparison.Ordinal);
        Assert.Equal(FilesOf(home).Count + 1, written.Count);
        var names = File.ReadAllLines(Path.Combine(folder.FullName, Home, "AdapterRegistry.cs")).Where(line => line.StartsWith("        new(\"", StringComparison.Ordinal)).ToList();
        Assert.Equal(AdapterRegistry.All.Count + 1, names.Count);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Contains($"\"{name}\"", names[3], StringComparison.Ordinal);
        // Nothing that was written is written over.
        Assert.Equal("KH108", Refused(() => AdapterTemplate.Write(folder.FullName, name, Enum.Parse<AdapterKind>(kind))));
    }

    [Fact]
    public void A_name_that_is_no_name_or_is_taken_and_a_folder_elsewhere_are_refused()
    {
        Assert.Equal("KH108", Refused(() => AdapterTemplate.Write(folder.FullName, "haven-http", AdapterKind.Http)));
        PutRegistry();
        foreach (var name in new[] { "Haven", "haven_http", "../haven", "2haven", "haven-", "", "ind-http" })
            Assert.Equal("KH108", Refused(() => AdapterTemplate.Write(folder.FullName, name, AdapterKind.Http)));
        Assert.Equal(["AdapterRegistry.cs"], FilesOf(Path.Combine(folder.FullName, Home)));
    }

    [Fact]
    public void An_assembly_that_lists_no_adapter_or_is_none_says_so_with_its_number()
    {
        Assert.Equal("KH517", Refused(() => AdapterAssembly.Read(typeof(Message).Assembly.Location)));
        Assert.Equal("KH517", Refused(() => AdapterAssembly.Read(Path.Combine(Repository.Root, "README.md"))));
        Assert.Equal("KH517", Refused(() => AdapterAssembly.Read(Path.Combine(folder.FullName, "none.dll"))));
        Assert.Equal("KH510", Refused(() => AdapterAssembly.BuiltIn.Get("none")));
    }

    [Fact]
    public void The_template_asks_for_the_packages_of_this_version() => Assert.Equal(
        XDocument.Parse(Repository.Text("Directory.Build.props")).Descendants("Version").Single().Value,
        XDocument.Parse(Repository.Text($"{Templates}/outside/NaamProject.csproj.xml")).Descendants("PackageReference").Single().Attribute("Version")!.Value);

    public void Dispose() => folder.Delete(recursive: true);

    private static AdapterLine Line(string kind) => AdapterAssembly.Of(Assembly.GetExecutingAssembly()).Get($"naam-{kind.ToLowerInvariant()}");

    private static string Refused(Action action) => Assert.Throws<KetenHubException>(action).Problems[0].Kind.Number;

    private static List<string> FilesOf(string folder) => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];

    private void PutRegistry()
    {
        Directory.CreateDirectory(Path.Combine(folder.FullName, Home));
        File.Copy(Path.Combine(Repository.Root, Home, "AdapterRegistry.cs"), Path.Combine(folder.FullName, Home, "AdapterRegistry.cs"));
    }
}
