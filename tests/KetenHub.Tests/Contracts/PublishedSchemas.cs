using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KetenHub.Tests.Contracts;

/// <summary>One difference between the published schemas and the schemas as they now stand.</summary>
internal sealed record Difference(string Schema, string Field, string What, bool Compatible)
{
    public override string ToString() => $"{Schema} {(Field.Length == 0 ? "(whole)" : Field)}: {What}";
}

/// <summary>What a schema promises, per field: whether it is required and every rule; no titles, descriptions or examples.
/// Compatible is only: a new schema, and a new optional field. A wider bound or a new listed value breaks receivers,
/// a narrower one breaks senders.</summary>
internal static class PublishedSchemas
{
    private static readonly string[] Texts = ["$schema", "$comment", "title", "description", "examples", "properties", "required", "items"];

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The promises of every schema in the contracts folder.</summary>
    public static JsonObject Current() =>
        new(ContractFiles.Schemas.Select(schema => KeyValuePair.Create(schema, (JsonNode?)Of(ContractFiles.Json(schema)))));

    /// <summary>The promises of one schema.</summary>
    public static JsonObject Of(JsonElement schema)
    {
        var fields = new JsonObject();
        Add(fields, schema, "", required: true);
        return fields;
    }

    /// <summary>As text, one line per field so that a change is one line in a review.</summary>
    public static string Write(JsonObject published)
    {
        var text = new StringBuilder("{");
        foreach (var (schema, i) in published.Select((schema, i) => (schema, i)))
        {
            text.Append(i == 0 ? "\n" : ",\n").Append("  ").Append(JsonSerializer.Serialize(schema.Key)).Append(": {");
            foreach (var (field, j) in schema.Value!.AsObject().Select((field, j) => (field, j)))
                text.Append(j == 0 ? "\n" : ",\n").Append("    ").Append(JsonSerializer.Serialize(field.Key)).Append(": ").Append(field.Value!.ToJsonString(Readable));
            text.Append("\n  }");
        }
        return text.Append("\n}\n").ToString();
    }

    /// <summary>Every difference, compatible or not.</summary>
    public static IReadOnlyList<Difference> Compare(JsonObject published, JsonObject current)
    {
        var differences = new List<Difference>();
        foreach (var (schema, fields) in published)
        {
            if (current[schema] is JsonObject now)
                Compare(schema, fields!.AsObject(), now, differences);
            else
                differences.Add(new(schema, "", "was removed", Compatible: false));
        }
        differences.AddRange(current.Where(schema => !published.ContainsKey(schema.Key))
            .Select(schema => new Difference(schema.Key, "", "is new", Compatible: true)));
        return differences;
    }

    private static void Compare(string schema, JsonObject published, JsonObject current, List<Difference> differences)
    {
        foreach (var (field, rules) in published)
        {
            if (current[field] is JsonObject now)
                differences.AddRange(Rules(rules!.AsObject(), now).Select(what => new Difference(schema, field, what, Compatible: false)));
            else
                differences.Add(new(schema, field, "was removed", Compatible: false));
        }
        foreach (var (field, rules) in current.Where(field => !published.ContainsKey(field.Key)))
        {
            // What stands under a new optional field is only asked of those who send that field.
            var underNew = published.ContainsKey(field[..field.LastIndexOf('/')]) is false;
            var required = rules!["required"]!.GetValue<bool>();
            differences.Add(new(schema, field, required && !underNew ? "is new and required" : "is new", Compatible: underNew || !required));
        }
    }

    private static IEnumerable<string> Rules(JsonObject published, JsonObject current)
    {
        foreach (var rule in published.Select(rule => rule.Key).Union(current.Select(rule => rule.Key), StringComparer.Ordinal))
        {
            var (was, now) = (published[rule], current[rule]);
            if (JsonNode.DeepEquals(was, now))
                continue;
            if (rule == "enum" && was is JsonArray before && now is JsonArray after)
            {
                var (old, values) = (before.Select(Text).ToList(), after.Select(Text).ToList());
                foreach (var value in old.Except(values))
                    yield return $"value {value} was removed";
                foreach (var value in values.Except(old))
                    yield return $"value {value} was added, which receivers of this version do not know";
            }
            else
            {
                yield return $"{rule} was {Text(was)} and is {Text(now)}";
            }
        }
    }

    private static string Text(JsonNode? node) => node?.ToJsonString(Readable) ?? "absent";

    private static void Add(JsonObject fields, JsonElement schema, string path, bool required)
    {
        var rules = new JsonObject { ["required"] = required };
        foreach (var keyword in schema.EnumerateObject().Where(keyword => !Texts.Contains(keyword.Name, StringComparer.Ordinal)))
            rules[keyword.Name] = JsonNode.Parse(keyword.Value.GetRawText());
        fields[path] = rules;
        var needed = schema.TryGetProperty("required", out var names)
            ? names.EnumerateArray().Select(name => name.GetString()!).ToHashSet(StringComparer.Ordinal) : [];
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
                Add(fields, property.Value, $"{path}/{property.Name}", needed.Contains(property.Name));
        }
        if (schema.TryGetProperty("items", out var items))
            Add(fields, items, $"{path}/*", required: true);
    }
}
