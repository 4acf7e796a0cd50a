using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using KetenHub.Api;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Fuzz;

/// <summary>Whatever the bytes are, the readers of events, signatures, tokens and settings give numbered errors and nothing else.</summary>
public sealed class ReaderFuzzTests
{
    private const string Canary = "kanarie-4711";

    private static readonly PartnerList Partners = SettingsFolder.ReadPartners(null);

    public static TheoryData<string, string> Known => new(File.ReadLines(Path.Combine(Tidy.Repository.Root, "tests/KetenHub.Tests/Fuzz/corpus/README.md"))
        .Where(line => line.StartsWith("| event-", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells => (cells[1], cells[2])));

    [Theory]
    [MemberData(nameof(Known))]
    public void What_is_a_known_trick_gets_its_number(string name, string numbers) =>
        Assert.Equal(numbers, string.Join(' ', Read(Fuzzing.Corpus("event").Single(file => file.Name == name).Bytes).Problems.Select(problem => problem.Kind.Number).Distinct()));

    [Fact]
    public void Every_file_of_the_corpus_is_looked_at() =>
        Assert.Equal(Fuzzing.Corpus("event").Select(file => file.Name), Known.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Fact]
    public void No_changed_event_gets_anything_but_numbered_errors() => Changed("event", 4000);

    [Fact]
    public void No_changed_question_about_a_person_gets_anything_but_numbered_errors() => Changed("question", 2000);

    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_once_reached_a_new_branch_gets_nothing_else_either(string name)
    {
        var target = FuzzTarget.All.Single(target => target.Name == name);
        var found = target.ReadFound();
        Assert.NotEmpty(found);
        Assert.All(found, target.Look);
    }

    [Fact]
    public void No_tree_of_JSON_gets_anything_but_numbered_errors_that_hold_no_value_of_it()
    {
        var texts = Gen.Elements(Canary, "", "nl.vreemdelingenketen.case-signal.v1", "application/json", "1.0", "v-nummer", "9000000001", "2026-03-02T09:00:00Z", "\u0000", "😀", Events.SourceOf("coa"));
        var names = Gen.Elements("specversion", "id", "source", "type", "time", "data", "person", "identifiers", "scheme", "value", "kind", "observedAt", "sequence", "subject", "dataref", Canary);
        var tree = Gen.Sized(size => Tree(Math.Min(size, 4)));
        Prop.ForAll(tree.ToArbitrary(), node =>
        {
            var text = $"{{\"specversion\":\"1.0\",\"type\":\"nl.vreemdelingenketen.case-signal.v1\",\"x\":{node},\"data\":{node}}}";
            var problems = Read(Encoding.UTF8.GetBytes(text)).Problems;
            Fuzzing.AreNumbered(problems);
            return problems.Count > 0 && problems.All(problem => !$"{problem.Where} {problem.Detail}".Contains(Canary, StringComparison.Ordinal));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithReplay(new Replay(new Rnd(20_261_129UL), Microsoft.FSharp.Core.FSharpOption<int>.None)).WithQuietOnSuccess(true));

        Gen<string> Tree(int depth) => depth <= 0 ? Leaf() : Gen.OneOf(
            Leaf(),
            Gen.ArrayOf(Tree(depth - 1), 2).Select(items => $"[{string.Join(',', items)}]"),
            Gen.Zip(Gen.ArrayOf(names, 3), Gen.ArrayOf(Tree(depth - 1), 3)).Select(pair =>
                $"{{{string.Join(',', pair.Item1.Zip(pair.Item2).DistinctBy(field => field.First).Select(field => $"{JsonSerializer.Serialize(field.First)}:{field.Second}"))}}}"));

        Gen<string> Leaf() => Gen.OneOf(texts.Select(text => JsonSerializer.Serialize(text)), Gen.Elements("null", "true", "0", "-1", "1e400", "1.5", "[]", "{}"));
    }

    [Fact]
    public void No_signature_does_more_than_being_refused() => Changed("signature", 2000);

    [Fact]
    public void No_list_of_tokens_and_no_settings_stop_with_anything_but_a_number()
    {
        using var folder = new Folder();
        var tokens = new TokenFile(folder.Path);
        tokens.Add("coa", ApiToken.OfPartners, DateTimeOffset.UnixEpoch, DateTimeOffset.UtcNow, "note");
        Fuzzing.Try(new Mutator([tokens.ReadBytes()], 5), 1000, bytes => Numbered(() => tokens.Parse(bytes)));
        var partners = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "partners.json"));
        var policy = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "policy.json"));
        var file = Path.Combine(folder.Path, "settings.json");
        Fuzzing.Try(new Mutator([partners], 6), 300, bytes => Numbered(() => PartnersFile.Read(Written(bytes))));
        Fuzzing.Try(new Mutator([policy], 7), 300, bytes => Numbered(() => PolicyFile.Read(Written(bytes), Partners)));

        string Written(byte[] bytes)
        {
            File.WriteAllBytes(file, bytes);
            return file;
        }
    }

    private static void Changed(string name, int least)
    {
        var target = FuzzTarget.All.Single(target => target.Name == name);
        Fuzzing.Try(new Mutator([.. target.Seeds, .. target.ReadFound()], 20261129), least, target.Look);
    }

    private static ReadMessage Read(byte[] body) => Intake.Read(new InboundMessage("coa", CloudEvent.ContentType, body), Partners.Find("coa")!);

    private static void Numbered(Action read)
    {
        try
        {
            read();
        }
        catch (KetenHubException refused)
        {
            Fuzzing.AreNumbered(refused.Problems);
        }
    }

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo made = Directory.CreateTempSubdirectory("ketenhub-fuzz-");

        public string Path => made.FullName;

        public void Dispose() => made.Delete(recursive: true);
    }
}
