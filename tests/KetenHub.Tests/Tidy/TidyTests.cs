using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KetenHub.Commands;
using KetenHub.Contracts;
using KetenHub.Embedded;
using Xunit;

namespace KetenHub.Tests.Tidy;

public sealed partial class TidyTests
{
    [Fact]
    public void The_stores_are_twins_same_migrations_and_a_file_for_a_file()
    {
        static IEnumerable<string> Names(string engine, string folder) => Directory.GetFiles(Path.Combine(Repository.Root, "src", "KetenHub.Storage", engine, folder))
            .Select(file => Path.GetFileName(file)!.Replace(engine, "", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        Assert.Equal(Names("Sqlite", "Migrations"), Names("Postgres", "Migrations"));
        // Without a gap: what fills one later would be passed over where the next number was applied already.
        var numbers = Names("Sqlite", "Migrations").Select(name => int.Parse(name[..3], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
        // What only one engine needs is its own: a pool, a writer and statements here, commands there.
        Assert.Equal(
            ["Board.cs", "Checkpoints.cs", "Desk.cs", "Direction.cs", "Errors.cs", "Overview.cs", "Reads.cs", "Store.cs", "Tx.Direction.cs", "Tx.Write.cs", "Tx.cs"],
            Names("Sqlite", "").Intersect(Names("Postgres", "")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_arrows_in_the_readme_are_the_project_references()
    {
        var table = ArrowRow().Matches(Repository.Text("src/README.md"))
            .ToDictionary(row => row.Groups["project"].Value, row => string.Join(", ", Ticked().Matches(row.Groups["references"].Value).Select(name => name.Groups[1].Value).Order(StringComparer.Ordinal)));
        var projects = Projects().ToDictionary(
            project => Path.GetDirectoryName(project)! is "contracts" ? "contracts/KetenHub.Contracts" : Path.GetDirectoryName(project)!,
            project => string.Join(", ", References(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension)
                .Select(name => name == "KetenHub.Contracts" ? "contracts/KetenHub.Contracts" : $"src/{name}").Order(StringComparer.Ordinal)));
        Assert.Equal(projects.OrderBy(pair => pair.Key), table.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void No_file_is_longer_than_400_lines() =>
        Assert.Empty(Repository.Under(".cs", "src", "contracts", "tests").Where(file => Repository.Text(file).Count(c => c == '\n') > 400).Order(StringComparer.Ordinal));

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var named = Repository.Under(".cs", "src", "contracts").SelectMany(file => TypeName().Matches(Repository.Text(file)).Select(type => type.Groups[1].Value));
        Assert.DoesNotContain(named, name => Idle().IsMatch(name));
        Assert.Matches(Idle(), "FieldsHelper");
    }

    [Fact]
    public void Nothing_is_left_undone_in_the_code() =>
        Assert.Empty(Repository.Under(".cs", "src", "contracts").Where(file => Undone().IsMatch(Repository.Text(file))).Order(StringComparer.Ordinal));

    [Fact]
    public void Only_the_store_knows_SQL_packages_and_only_the_bus_knows_MassTransit()
    {
        Assert.Equal(["src/KetenHub.Storage/KetenHub.Storage.csproj"],
            Projects().Where(project => References(project, "PackageReference").Any(package => package is "Dapper" or "Microsoft.Data.Sqlite")));
        Assert.All(Projects().Where(project => References(project, "PackageReference").Any(package => package.StartsWith("MassTransit", StringComparison.Ordinal))),
            project => Assert.Contains(Path.GetFileNameWithoutExtension(project), new[] { "KetenHub.Broker", "KetenHub.Partners", "KetenHub" }));
        string[] bus = ["src/KetenHub.Broker/", "src/KetenHub.Partners/", "src/KetenHub/Embedded/"];
        Assert.Empty(Repository.Under(".cs", "src").Where(file => UsesMassTransit().IsMatch(Repository.Text(file)) && !Array.Exists(bus, file.StartsWith)).Order(StringComparer.Ordinal));
        Assert.Empty(Repository.Under(".cs", "src").Where(file => UsesSql().IsMatch(Repository.Text(file)) && !file.StartsWith("src/KetenHub.Storage/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_adapter_sees_no_bus_and_only_the_calls_to_partners_know_Polly()
    {
        Assert.Empty(Repository.Under(".cs", "src/KetenHub.Partners/Adapters", "src/KetenHub.Partners/Check", "src/KetenHub.Partners/Http")
            .Where(file => UsesMassTransit().IsMatch(Repository.Text(file))).Order(StringComparer.Ordinal));
        Assert.Equal(["src/KetenHub.Partners/Http"],
            Repository.Under(".cs", "src").Where(file => UsesPolly().IsMatch(Repository.Text(file))).Select(Path.GetDirectoryName).Distinct());
    }

    [Fact]
    public void Every_command_named_in_a_readme_exists()
    {
        // Commands are made by their classes; the text of Program.cs would tell less.
        var exist = typeof(ErrorsCommand).Assembly.GetTypes().Where(type => type.Namespace == "KetenHub.Commands" && type.Name.EndsWith("Command", StringComparison.Ordinal))
            .Select(type => type.Name[..^"Command".Length].ToLowerInvariant()).ToHashSet();
        foreach (var file in Repository.Files.Where(file => file.EndsWith("README.md", StringComparison.Ordinal)))
            Assert.All(CommandInText().Matches(Repository.Text(file)), match => Assert.Contains(match.Groups[1].Value, exist));
    }

    [Fact]
    public void Every_test_named_as_a_control_of_a_threat_exists()
    {
        var named = TestInText().Matches(Repository.Text("deploy/THREATS.md")).Select(match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value)).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, test => Assert.Contains(
            Repository.Under(".cs", "tests").Where(file => Path.GetFileNameWithoutExtension(file).Split('.')[0] == test.Class).Select(Repository.Text),
            text => text.Contains($" {test.Method}(", StringComparison.Ordinal)));
    }

    [Fact]
    public void Relative_links_lead_somewhere()
    {
        var broken = from file in Repository.Files
                     where file.EndsWith(".md", StringComparison.Ordinal)
                     from link in Link().Matches(Repository.Text(file)).Select(match => match.Groups[1].Value.Split('#')[0])
                     where link.Length > 0 && !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal)
                     let target = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, Uri.UnescapeDataString(link)))
                     where !File.Exists(target) && !Directory.Exists(target)
                     select $"{file}: {link}";
        Assert.Empty(broken);
    }

    [Fact]
    public void The_page_of_errors_is_what_the_command_prints() =>
        Assert.Equal(ErrorsCommand.Markdown(), Repository.Text("contracts/Errors/README.md"));

    [Fact]
    public void Error_numbers_are_unique_and_ordered_and_say_what_why_and_what_to_do()
    {
        Assert.Equal(Errors.All.Select(error => error.Number).Distinct().Order(StringComparer.Ordinal), Errors.All.Select(error => error.Number));
        Assert.All(Errors.All, error =>
        {
            Assert.Matches(@"^KH[1-5][0-9]{2}\z", error.Number);
            Assert.DoesNotMatch(@"[.!]\z", error.Title);
            Assert.All(new[] { error.Because, error.DoThis }, text => Assert.Matches(@"^\S.+[.]\z", text));
        });
    }

    [Fact]
    public void Every_error_is_used()
    {
        var code = string.Concat(Repository.Under(".cs", "src", "contracts").Where(file => !file.StartsWith("contracts/Errors/", StringComparison.Ordinal)).Select(Repository.Text));
        var names = typeof(Errors).GetFields().Where(field => field.FieldType == typeof(ErrorKind))
            .Select(field => (field.Name, ((ErrorKind)field.GetValue(null)!).Number));
        Assert.Empty(names.Where(error => !Regex.IsMatch(code, $@"Errors\.{error.Name}\b|\b{error.Number}:")).Select(error => $"{error.Number} {error.Name}"));
    }

    [Fact]
    public void Package_versions_are_exact()
    {
        var packages = XDocument.Parse(Repository.Text("Directory.Packages.props")).Descendants("PackageVersion").ToList();
        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.Matches(@"^[0-9]+(\.[0-9]+){2,3}(-beta\.[0-9]+)?\z", package.Attribute("Version")!.Value));
        Assert.All(Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)),
            project => Assert.DoesNotContain(XDocument.Parse(Repository.Text(project)).Descendants("PackageReference"), package => package.Attribute("Version") is not null));
    }

    [Fact]
    public void No_tracked_file_names_a_folder_of_a_machine_or_a_source_of_packages() =>
        Assert.Empty(Repository.Files.Where(file => file != "tests/KetenHub.Tests/Tidy/TidyTests.cs" && MachinePath().IsMatch(Repository.Text(file))).Order(StringComparer.Ordinal));

    [Fact]
    public void The_settings_that_come_with_the_hub_are_valid()
    {
        var (partners, policy) = SettingsFolder.Read(Path.Combine(Repository.Root, "src/KetenHub/partners.json"), Path.Combine(Repository.Root, "src/KetenHub/policy.json"));
        Assert.Contains(partners.All, partner => partner.Code == policy.Roles.Departure);
        // A look-up by reference is logged with this purpose, which must be one.
        Assert.All(partners.All.SelectMany(partner => partner.Receives.Values), purpose => Assert.InRange(purpose.Length, 5, 200));
    }

    private static IEnumerable<string> Projects() => Repository.Under(".csproj", "src", "contracts");

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Parse(Repository.Text(project)).Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);

    [GeneratedRegex(@"^\| `(?<project>[^`]+)` \|(?<references>( `[^`]+`,?)*) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ArrowRow();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Ticked();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+(?:struct\s+|class\s+)?([A-Z]\w*)")]
    private static partial Regex TypeName();

    [GeneratedRegex("^(Helper|Manager|Base|Default)|(Helper|Helpers|Manager|Base|Default)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Idle();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException")]
    private static partial Regex Undone();

    [GeneratedRegex(@"^using MassTransit", RegexOptions.Multiline)]
    private static partial Regex UsesMassTransit();

    [GeneratedRegex(@"^using Polly", RegexOptions.Multiline)]
    private static partial Regex UsesPolly();

    [GeneratedRegex(@"^using (Dapper|Microsoft\.Data\.Sqlite)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex UsesSql();

    [GeneratedRegex(@"`ketenhub ([a-z]+)")]
    private static partial Regex CommandInText();

    [GeneratedRegex(@"`(\w+Tests|OneSenderAgainstTheOthers)\.(\w+)`")]
    private static partial Regex TestInText();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"/(work|root)/|/home/[a-z]|/tmp/wt|nuget\.org/v3|<packageSources>|--source http")]
    private static partial Regex MachinePath();
}
