using System.Text;
using System.Text.Json;
using KetenHub.Contracts;
using Xunit;

namespace KetenHub.Tests.Contracts;

/// <summary>Records and schemas accept the same, so that partners can check what they send before they send it.</summary>
public sealed class SchemaAgreementTests
{
    // Fixed, so that a failure comes back; change it to look elsewhere.
    private const int Seed = 20261122;
    private const int Further = 1000;
    private const int Doubles = 1000;
    private const int EnvelopeChanges = 500;

    private sealed record Case(string Name, string Schema, Mutant Mutant, bool RecordAccepts);

    [Fact]
    public async Task Records_and_schemas_accept_the_same_examples_and_mutations()
    {
        var cases = Examples().Concat(Mutated()).Concat(Envelopes()).ToList();

        var disagreements = await Disagreements(ContractFiles.Root, cases);

        Assert.True(disagreements.Count == 0, $"{disagreements.Count} of {cases.Count}:\n" + string.Join('\n', disagreements.Take(40)));
        // A comparison of refusals only, or of acceptances only, would show nothing.
        Assert.InRange(cases.Count(item => item.RecordAccepts), 500, cases.Count - 2000);
    }

    [Theory]
    [InlineData("\"maxLength\": 64", "\"maxLength\": 65", "/caseNumber")]
    [InlineData("\"Reappeared\",", "", "/kind")]
    [InlineData("14:00", "14:30", "/observedAt")]
    [InlineData("\"observedAt\"\n  ]", "\"observedAt\", \"place\"\n  ]", "/place")]
    public async Task The_comparison_finds_a_schema_that_was_changed_alone(string was, string becomes, string pointer)
    {
        var folder = Directory.CreateTempSubdirectory("keten-schemas-");
        try
        {
            ContractFiles.CopySchemas(folder.FullName);
            var type = MessageTypes.Of(Reading.Of(ContractFiles.Bytes("CaseSignal/examples/good/full.json")).Record!);
            var file = Path.Combine(folder.FullName, ContractFiles.Schema(type));
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.Contains(was, text, StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, text.Replace(was, becomes, StringComparison.Ordinal), TestContext.Current.CancellationToken);

            var disagreements = await Disagreements(folder.FullName,
                [.. Changes(type).Where(item => item.Change.Aimed).Select(item => CaseOf(type, Mutations.Apply(item.Data, item.Change)))]);

            Assert.Contains(disagreements, line => line.Contains(pointer, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<string>> Disagreements(string schemas, IReadOnlyList<Case> cases)
    {
        var verdicts = await IndependentValidator.Judge(
            schemas, [.. cases.Select(item => (item.Schema, item.Mutant.Json))], TestContext.Current.CancellationToken);
        return [.. cases.Zip(verdicts)
            .Where(pair => pair.Second != (pair.First.RecordAccepts, pair.First.RecordAccepts))
            .Select(pair => $"{pair.First.Name} {pair.First.Mutant.Pointer} ({pair.First.Mutant.Mutation}): "
                + $"record {Said(pair.First.RecordAccepts)}, 2020-12 {Said(pair.Second.Newest)}, draft-07 {Said(pair.Second.Draft07)}")];
    }

    private static string Said(bool accepts) => accepts ? "accepts" : "refuses";

    // Good ones, and the bad ones that are bad by their data.
    private static IEnumerable<Case> Examples() =>
        from type in ContractFiles.Types
        from kind in new[] { "good", "bad" }
        from example in ContractFiles.Examples(ContractFiles.Folder(type), kind)
        select CaseOf(type, new Mutant("", example, JsonSerializer.Serialize(Data(example))));

    // Every change aimed at a field, once per field: the parts that messages share are the same file and the same code
    // everywhere. Then a sample of all changes in all places, and of two changes at once.
    private static IEnumerable<Case> Mutated()
    {
        var random = new Random(Seed);
        var changes = (from type in ContractFiles.Types from item in Changes(type) select (type, item.Example, item.Data, item.Change)).ToArray();
        var firstSeen = new Dictionary<string, (MessageType, string)>(StringComparer.Ordinal);
        var aimed = changes.Where(item =>
        {
            var field = item.Change.Pointer.LastIndexOf('/') == 0 ? $"{item.type.Name}{item.Change.Pointer}" : item.Change.Pointer;
            firstSeen.TryAdd(field, (item.type, item.Example));
            return item.Change.Aimed && firstSeen[field] == (item.type, item.Example);
        }).ToArray();
        random.Shuffle(changes);
        return aimed.Concat(changes.Take(Further)).Select(item => CaseOf(item.type, Mutations.Apply(item.Data, item.Change)))
            .Concat(changes.TakeLast(Doubles).Select(item => CaseOf(item.type, Twice(item.type, item.Data, item.Change, random))));
    }

    private static Mutant Twice(MessageType type, JsonElement data, Change change, Random random)
    {
        var first = Mutations.Apply(data, change);
        using var once = JsonDocument.Parse(first.Json);
        var changes = Mutations.Of(once.RootElement, Vocabulary(type)).ToArray();
        if (changes.Length == 0)
            return first;
        var second = Mutations.Apply(once.RootElement, changes[random.Next(changes.Length)]);
        return second with { Pointer = $"{first.Pointer} and {second.Pointer}", Mutation = $"{first.Mutation} and {second.Mutation}" };
    }

    private static IEnumerable<(string Example, JsonElement Data, Change Change)> Changes(MessageType type) =>
        from example in ContractFiles.Examples(ContractFiles.Folder(type), "good")
        let data = Data(example)
        let vocabulary = Vocabulary(type)
        from change in Mutations.Of(data, vocabulary)
        select (example, data, change);

    private static JsonElement Data(string example) => ContractFiles.Json(example).GetProperty("data");

    // What the record lists, at any depth, and what the schema lists.
    private static IReadOnlyList<string> Vocabulary(MessageType type) =>
        [.. Listed(type.Record).Concat(Listed(ContractFiles.Json(ContractFiles.Schema(type)))).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Listed(Type record) =>
        from property in record.GetProperties()
        let of = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType
        let item = of.IsGenericType ? of.GetGenericArguments()[0] : of
        from name in item.IsEnum ? Enum.GetNames(item) : item.Assembly == record.Assembly ? Listed(item) : []
        select name;

    private static IEnumerable<string> Listed(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().SelectMany(keyword => keyword.Name == "enum" && keyword.Value.ValueKind == JsonValueKind.Array
            ? keyword.Value.EnumerateArray().Select(value => value.GetString()!) : Listed(keyword.Value)),
        JsonValueKind.Array => schema.EnumerateArray().SelectMany(Listed),
        _ => [],
    };

    private static Case CaseOf(MessageType type, Mutant mutant)
    {
        using var document = JsonDocument.Parse(mutant.Json);
        var problems = new List<Problem>();
        _ = type.Read(new Fields(document.RootElement, "", problems));
        return new Case(type.Name, ContractFiles.Schema(type), mutant, problems.Count == 0);
    }

    private static IEnumerable<Case> Envelopes()
    {
        var changes = (from example in ContractFiles.Examples("CloudEvents", "good")
                       let json = ContractFiles.Json(example)
                       from change in Mutations.Of(json, [])
                       select (json, change)).ToArray();
        new Random(Seed).Shuffle(changes);
        return changes.Take(EnvelopeChanges).Select(item => Mutations.Apply(item.json, item.change))
            .Select(mutant => new Case("cloud-event", ContractFiles.EnvelopeSchema, mutant, ReadsAsEvent(mutant.Json)));
    }

    private static bool ReadsAsEvent(string json)
    {
        var problems = new List<Problem>();
        return CloudEventReader.Read(CloudEvent.ContentType, Encoding.UTF8.GetBytes(json), problems) is not null && problems.Count == 0;
    }
}
