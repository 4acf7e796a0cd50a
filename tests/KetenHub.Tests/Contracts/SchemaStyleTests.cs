using System.Text.Json;
using Xunit;

namespace KetenHub.Tests.Contracts;

public sealed class SchemaStyleTests
{
    // Mean the same in 2020-12 and in draft-07, so that partners may use tools of either.
    private static readonly string[] Keywords =
    [
        "$schema", "$comment", "$ref", "title", "description", "examples", "type", "enum", "const", "properties", "required", "additionalProperties",
        "items", "minItems", "maxItems", "uniqueItems", "minLength", "maxLength", "pattern", "format", "minimum", "maximum",
        "allOf", "not", "if", "then", "else",
    ];

    public static TheoryData<string> Schemas => [.. ContractFiles.Schemas];

    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_schema_uses_only_keywords_that_both_drafts_share(string schema)
    {
        foreach (var (pointer, subschema) in Subschemas(ContractFiles.Json(schema), ""))
        {
            Assert.All(subschema.EnumerateObject(), keyword => Assert.Contains(keyword.Name, Keywords));
            // In draft-07 whatever stands beside a $ref is ignored.
            Assert.True(!subschema.TryGetProperty("$ref", out _) || subschema.EnumerateObject().Count() == 1, $"{schema} {pointer}");
            Assert.False(subschema.TryGetProperty("additionalProperties", out var open) && open.ValueKind != JsonValueKind.True, $"{schema} {pointer} is closed.");
        }
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Every_field_has_a_title_a_description_and_an_example(string schema)
    {
        var fields = Subschemas(ContractFiles.Json(schema), "")
            .Where(item => !item.Pointer.Contains("/allOf", StringComparison.Ordinal) && !item.Schema.TryGetProperty("$ref", out _)).ToList();
        Assert.All(fields, field =>
        {
            Assert.True(field.Schema.TryGetProperty("title", out var title) && title.GetString()!.Length > 0, $"{field.Pointer} has no title.");
            Assert.True(field.Schema.TryGetProperty("description", out var text) && text.GetString()!.Length > 2, $"{field.Pointer} has no description.");
            var value = field.Pointer.Length > 0 && !field.Schema.TryGetProperty("properties", out _) && !field.Schema.TryGetProperty("not", out _);
            Assert.True(!value || (field.Schema.TryGetProperty("examples", out var examples) && examples.GetArrayLength() > 0), $"{field.Pointer} has no example.");
        });
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Every_reference_resolves_to_a_file(string schema)
    {
        var folder = Path.GetDirectoryName(Path.Combine(ContractFiles.Root, schema))!;
        foreach (var (pointer, subschema) in Subschemas(ContractFiles.Json(schema), ""))
        {
            if (subschema.TryGetProperty("$ref", out var reference))
                Assert.True(File.Exists(Path.Combine(folder, reference.GetString()!)), $"{schema} {pointer} refers to a file that is not there.");
        }
    }

    [Fact]
    public async Task Every_example_value_in_a_schema_is_accepted_by_that_schema()
    {
        var folder = Directory.CreateTempSubdirectory("keten-schemas-");
        try
        {
            ContractFiles.CopySchemas(folder.FullName);
            var cases = new List<(string Schema, string Data)>();
            foreach (var schema in ContractFiles.Schemas)
            {
                foreach (var (_, field) in Subschemas(ContractFiles.Json(schema), "").Where(item => item.Schema.TryGetProperty("examples", out _)).ToList())
                {
                    // Each field becomes a schema of its own, beside the file it comes from so that references hold.
                    var name = $"{Path.GetDirectoryName(schema)}/{cases.Count}.schema.json";
                    await File.WriteAllTextAsync(Path.Combine(folder.FullName, name),
                        $$"""{"$schema":"https://json-schema.org/draft/2020-12/schema","allOf":[{{field.GetRawText()}}]}""", TestContext.Current.CancellationToken);
                    cases.AddRange(field.GetProperty("examples").EnumerateArray().Select(example => (name, JsonSerializer.Serialize(example))));
                }
            }
            var verdicts = await IndependentValidator.Judge(folder.FullName, cases, TestContext.Current.CancellationToken);
            Assert.True(cases.Count > 100);
            Assert.Empty(cases.Zip(verdicts).Where(pair => pair.Second != (true, true)).Select(pair => pair.First));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Each_schema_names_the_dataschema_that_events_carry()
    {
        foreach (var type in ContractFiles.Types)
        {
            Assert.Equal(type.DataSchema, ContractFiles.Json(ContractFiles.Schema(type)).GetProperty("$comment").GetString());
            Assert.Contains(type.EventType, ContractFiles.Json(ContractFiles.Schema(type)).GetProperty("description").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_schema_is_left_over()
    {
        var known = ContractFiles.Types.Select(ContractFiles.Schema).Append(ContractFiles.EnvelopeSchema);
        Assert.All(ContractFiles.Schemas.Except(known), schema => Assert.StartsWith("Shared/", schema, StringComparison.Ordinal));
    }

    private static IEnumerable<(string Pointer, JsonElement Schema)> Subschemas(JsonElement schema, string pointer)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return [];
        return schema.EnumerateObject().SelectMany(keyword => keyword.Name switch
        {
            "properties" => keyword.Value.EnumerateObject().SelectMany(field =>
                Subschemas(field.Value, $"{pointer}{(pointer.Contains("/allOf", StringComparison.Ordinal) ? "/allOf" : "")}/{field.Name}")),
            "items" => Subschemas(keyword.Value, $"{pointer}/*"),
            "allOf" => keyword.Value.EnumerateArray().SelectMany((part, i) => Subschemas(part, $"{pointer}/allOf/{i}")),
            "if" or "then" or "else" or "not" => Subschemas(keyword.Value, $"{pointer}/allOf/{keyword.Name}"),
            _ => [],
        }).Prepend((pointer, schema));
    }
}
