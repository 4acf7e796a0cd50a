using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using KetenHub.Api;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Tests.Contracts;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Fuzz;

/// <summary>Whatever the bytes are, the readers of events, signatures, tokens and settings give numbered errors and nothing else.</summary>
public sealed class ReaderFuzzTests
{
    private const string Canary = "kanarie-4711";

    private static readonly PartnerList Partners = SettingsFolder.ReadPartners(null);

    private static IReadOnlyList<byte[]> Seeds => [.. ContractFiles.Examples("good").Concat(ContractFiles.Examples("bad")).Select(ContractFiles.Bytes), .. Fuzzing.Corpus("event").Select(file => file.Bytes)];

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
    public void No_changed_event_gets_anything_but_numbered_errors() => Fuzzing.Try(new Mutator(Seeds, 20261129), 4000, body =>
    {
        var read = Read(body);
        Fuzzing.AreNumbered(read.Problems);
        Assert.Equal(read.IsUsable, read.Message is not null);
        if (!read.IsUsable)
            return;
        // What is taken means the same to whoever reads it again.
        var again = Read(CloudEventWriter.Write(read.Event!));
        Assert.Equal(CloudEventWriter.Data(read.Message!).GetRawText(), CloudEventWriter.Data(again.Message!).GetRawText());
        Assert.Equal(read.Key, again.Key);
    });

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
    public void No_signature_does_more_than_being_refused()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var keys = new Dictionary<string, byte[]> { ["k"] = key.ExportSubjectPublicKeyInfo() };
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var seeds = new[] { "k", "" }.Select(id => Encoding.ASCII.GetBytes(EventSignature.Sign("{}"u8, key, id, now)))
            .Append(Encoding.ASCII.GetBytes($"{System.Buffers.Text.Base64Url.EncodeToString("{\"alg\":\"ES256\",\"kid\":\"k\",\"iat\":-1}"u8)}..AA")).ToArray();
        Fuzzing.Try(new Mutator(seeds, 4), 2000, bytes =>
        {
            var problem = EventSignature.Check(Encoding.Latin1.GetString(bytes), "{}"u8, keys, TimeSpan.FromDays(1), now);
            Assert.True(problem is null || problem.Kind == Errors.SignatureInvalid || problem.Kind == Errors.SignatureOld);
        });
    }

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
