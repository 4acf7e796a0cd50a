using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Contracts;
using Xunit;

namespace KetenHub.Tests.Contracts;

public sealed class ExampleTests
{
    public static TheoryData<string> Good => [.. ContractFiles.Examples("good")];

    public static TheoryData<string> Bad => [.. ContractFiles.Examples("bad")];

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_example_reads_without_problems_and_survives_being_written(string example)
    {
        var first = Reading.Of(ContractFiles.Bytes(example));
        Assert.Equal("", first.Numbers);

        var written = CloudEventWriter.Write(first.Event! with { Data = CloudEventWriter.Data(first.Record!) });
        var second = Reading.Of(written);

        Assert.Equal("", second.Numbers);
        Assert.True(JsonElement.DeepEquals(CloudEventWriter.Data(first.Record!), CloudEventWriter.Data(second.Record!)));
        Assert.Equal(written, CloudEventWriter.Write(second.Event!));
        if (!example.StartsWith("CloudEvents/", StringComparison.Ordinal))
            Assert.Empty(Lost(ContractFiles.Json(example), JsonNode.Parse(written)!, ""));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_example_gives_exactly_the_number_in_its_name(string example)
    {
        var number = Path.GetFileName(example).Split('-')[0];
        Assert.Equal(number, Reading.Of(ContractFiles.Bytes(example)).Numbers);
    }

    [Fact]
    public void Every_type_has_a_schema_and_at_least_two_good_and_three_bad_examples()
    {
        foreach (var type in ContractFiles.Types)
        {
            var folder = ContractFiles.Folder(type);
            Assert.Contains(ContractFiles.Schema(type), ContractFiles.Schemas);
            Assert.True(ContractFiles.Examples(folder, "good").Count >= 2, $"{type.Name} has too few good examples.");
            Assert.True(ContractFiles.Examples(folder, "bad").Count >= 3, $"{type.Name} has too few bad examples.");
            Assert.All(ContractFiles.Examples(folder, "good"), example => Assert.Same(type, Reading.Of(ContractFiles.Bytes(example)).Type));
        }
    }

    [Fact]
    public void The_full_example_of_each_type_uses_every_field_that_its_conditions_allow()
    {
        var unused = from type in ContractFiles.Types
                     let used = ContractFiles.Examples(ContractFiles.Folder(type), "good")
                         .SelectMany(example => ContractFiles.Json(example).GetProperty("data").EnumerateObject())
                         .Select(field => field.Name).ToHashSet(StringComparer.Ordinal)
                     from field in ContractFiles.Json(ContractFiles.Schema(type)).GetProperty("properties").EnumerateObject()
                     where !used.Contains(field.Name)
                     select $"{type.Name} {field.Name}";
        Assert.Empty(unused);
    }

    [Fact]
    public void Every_example_uses_identifiers_that_nobody_has()
    {
        foreach (var example in ContractFiles.Examples("good"))
        {
            var reading = Reading.Of(ContractFiles.Bytes(example));
            Assert.StartsWith("0000000000000000", CloudEventReader.OinOf(reading.Event!.Source), StringComparison.Ordinal);
            if (reading.Record is KetenMessage message)
                Assert.All(message.Person.Identifiers, id => Assert.Matches(id.Scheme == PersonIdentifier.Notification ? "^01900000-0000-7000-8000-" : "^(000000000[0-9]|TEST-.*)$", id.Value));
        }
    }

    // What the example holds and the written event does not; a time may be written in another form of the same moment.
    private static IEnumerable<string> Lost(JsonElement example, JsonNode? written, string path)
    {
        switch (example.ValueKind)
        {
            case JsonValueKind.Object:
                return example.EnumerateObject().SelectMany(field => Lost(field.Value, (written as JsonObject)?[field.Name], $"{path}/{field.Name}"));
            case JsonValueKind.Array:
                return example.EnumerateArray().SelectMany((item, i) => Lost(item, written is JsonArray list && i < list.Count ? list[i] : null, $"{path}/{i}"));
            case JsonValueKind.String when written is JsonValue value && value.TryGetValue<string>(out var text)
                && (text == example.GetString() || (example.TryGetDateTimeOffset(out var moment) && moment == value.GetValue<DateTimeOffset>())):
                return [];
            default:
                return JsonNode.DeepEquals(JsonNode.Parse(example.GetRawText()), written) ? [] : [path];
        }
    }
}
