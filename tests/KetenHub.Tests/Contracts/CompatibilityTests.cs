using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace KetenHub.Tests.Contracts;

/// <summary>A published schema only ever gets optional fields. Everything else is a new version beside it.</summary>
public sealed class CompatibilityTests
{
    private const string Publish = "KETENHUB_PUBLISH=1 dotnet test tests/KetenHub.Tests";

    private static readonly string Snapshot = Path.Combine(ContractFiles.Root, "published.json");

    private static JsonObject Published => JsonNode.Parse(File.ReadAllText(Snapshot))!.AsObject();

    [Fact]
    public void No_published_schema_changed_incompatibly()
    {
        var breaks = PublishedSchemas.Compare(Published, PublishedSchemas.Current()).Where(difference => !difference.Compatible).ToList();
        Assert.True(breaks.Count == 0, $"Undo these, or make a .v2 schema beside the old one:\n{string.Join('\n', breaks)}");
    }

    /// <summary>With KETENHUB_PUBLISH=1 this records compatible additions in place of reporting them.</summary>
    [Fact]
    public void Every_addition_to_a_schema_is_recorded_as_published()
    {
        var current = PublishedSchemas.Current();
        var published = File.Exists(Snapshot) ? Published : [];
        var differences = PublishedSchemas.Compare(published, current);
        if (Environment.GetEnvironmentVariable("KETENHUB_PUBLISH") == "1" && differences.All(difference => difference.Compatible))
        {
            File.WriteAllText(Snapshot, PublishedSchemas.Write(current));
            return;
        }
        var additions = differences.Where(difference => difference.Compatible).ToList();
        Assert.True(additions.Count == 0, $"These are compatible; publish them with {Publish}\n{string.Join('\n', additions)}");
    }

    private const string Before = """
        {"type":"object","required":["kind","list"],"properties":{
          "kind":{"title":"Kind","type":"string","enum":["A","B"]},
          "name":{"type":"string","minLength":1,"maxLength":64},
          "number":{"type":"string","pattern":"^[0-9]+$"},
          "count":{"type":"integer","minimum":1,"maximum":9},
          "place":{"allOf":[{"$ref":"../Shared/location.v1.schema.json"}]},
          "list":{"type":"array","minItems":1,"items":{"type":"object","required":["code"],"properties":{"code":{"type":"string"}}}}
        },"allOf":[{"if":{"required":["name"]},"then":{"required":["count"]}}]}
        """;

    [Theory]
    [InlineData("removed field", "\"number\":{\"type\":\"string\",\"pattern\":\"^[0-9]+$\"},", "", "/number: was removed")]
    [InlineData("renamed field", "\"number\":", "\"nummer\":", "/number: was removed")]
    [InlineData("new required field", "\"properties\":{\n  \"kind\"", "\"properties\":{\n  \"list2\":{},\n  \"kind\"", "/list2: is new and required")]
    [InlineData("optional became required", "[\"kind\",\"list\"]", "[\"kind\",\"list\",\"name\"]", "/name: required was false and is true")]
    [InlineData("required became optional", "[\"kind\",\"list\"]", "[\"list\"]", "/kind: required was true and is false")]
    [InlineData("removed enum value", "[\"A\",\"B\"]", "[\"A\"]", "/kind: value \"B\" was removed")]
    [InlineData("added enum value", "[\"A\",\"B\"]", "[\"A\",\"B\",\"C\"]", "/kind: value \"C\" was added")]
    [InlineData("narrower length", "\"maxLength\":64", "\"maxLength\":63", "/name: maxLength was 64 and is 63")]
    [InlineData("wider length", "\"maxLength\":64", "\"maxLength\":65", "/name: maxLength was 64 and is 65")]
    [InlineData("new bound", "\"minLength\":1,", "\"minLength\":1,\"pattern\":\"^a\",", "/name: pattern was absent")]
    [InlineData("narrower minimum", "\"minimum\":1", "\"minimum\":2", "/count: minimum was 1 and is 2")]
    [InlineData("narrower maximum", "\"maximum\":9", "\"maximum\":8", "/count: maximum was 9 and is 8")]
    [InlineData("more items needed", "\"minItems\":1", "\"minItems\":2", "/list: minItems was 1 and is 2")]
    [InlineData("changed pattern", "^[0-9]+$", "^[0-9]*$", "/number: pattern was")]
    [InlineData("changed type", "\"integer\"", "\"number\"", "/count: type was \"integer\" and is \"number\"")]
    [InlineData("changed reference", "location.v1", "location.v2", "/place: allOf was")]
    [InlineData("changed condition", "\"then\":{\"required\":[\"count\"]}", "\"then\":{\"required\":[\"number\"]}", "(whole): allOf was")]
    [InlineData("field in a list removed", "\"properties\":{\"code\":{\"type\":\"string\"}}", "\"properties\":{}", "/list/*/code: was removed")]
    [InlineData("closed for more fields", "\"type\":\"object\",\"required\":[\"kind\"", "\"additionalProperties\":false,\"type\":\"object\",\"required\":[\"kind\"", "(whole): additionalProperties")]
    public void The_comparison_finds_a(string edit, string was, string becomes, string difference)
    {
        var after = Before.Replace("\r", "", StringComparison.Ordinal);
        Assert.Contains(was, after, StringComparison.Ordinal);
        after = after.Replace(was, becomes, StringComparison.Ordinal);
        if (edit == "new required field")
            after = after.Replace("[\"kind\",\"list\"]", "[\"kind\",\"list\",\"list2\"]", StringComparison.Ordinal);

        var found = Compare(Before, after);

        Assert.Contains(found, item => !item.Compatible && item.ToString().Contains(difference, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"name\":{", "\"extra\":{\"type\":\"string\"},\"name\":{", "/extra")]
    [InlineData("\"name\":{", "\"extra\":{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{\"a\":{}}},\"name\":{", "/extra/a")]
    [InlineData("\"title\":\"Kind\"", "\"title\":\"Kind of signal\",\"description\":\"What was seen.\"", null)]
    public void The_comparison_allows_an_optional_field_and_better_texts(string was, string becomes, string? added)
    {
        var found = Compare(Before, Before.Replace(was, becomes, StringComparison.Ordinal));
        Assert.All(found, item => Assert.True(item.Compatible, item.ToString()));
        Assert.Equal(added is not null, found.Any(item => item.Field == added));
    }

    [Fact]
    public void The_comparison_finds_a_removed_schema_and_allows_a_new_one()
    {
        Assert.False(Assert.Single(PublishedSchemas.Compare(Wrap(Before), [])).Compatible);
        Assert.True(Assert.Single(PublishedSchemas.Compare([], Wrap(Before))).Compatible);
    }

    private static IReadOnlyList<Difference> Compare(string before, string after) => PublishedSchemas.Compare(Wrap(before), Wrap(after));

    private static JsonObject Wrap(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return new JsonObject { ["test"] = PublishedSchemas.Of(document.RootElement) };
    }
}
