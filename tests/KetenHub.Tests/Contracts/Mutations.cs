using System.Text.Json;
using System.Text.Json.Nodes;

namespace KetenHub.Tests.Contracts;

/// <summary>Changed JSON, and what was changed where.</summary>
internal sealed record Mutant(string Pointer, string Mutation, string Json);

/// <summary>One change that can be made: where, what, and the JSON to put there (null: nothing). Aimed says that it is meant
/// for this sort of field, for example an impossible date for a time.</summary>
internal sealed record Change(string Pointer, string Mutation, string? Replacement, bool Aimed = true);

/// <summary>Changes valid JSON in the ways that people and systems get it wrong.</summary>
internal static class Mutations
{
    private static readonly Dictionary<string, string> Moments = new(StringComparer.Ordinal)
    {
        ["thirtieth of February"] = "2026-02-30T10:00:00Z",
        ["29 February of a common year"] = "2026-02-29T10:00:00Z",
        ["29 February of a leap year"] = "2028-02-29T10:00:00Z",
        ["29 February 2100"] = "2100-02-29T10:00:00Z",
        ["31 April"] = "2026-04-31T10:00:00+02:00",
        ["offset +14:00"] = "2026-02-28T10:00:00+14:00",
        ["offset -14:00"] = "2026-02-28T10:00:00-14:00",
        ["offset +14:30"] = "2026-02-28T10:00:00+14:30",
        ["offset -00:00"] = "2026-02-28T10:00:00-00:00",
        ["offset without colon"] = "2026-02-28T10:00:00+0100",
        ["no offset"] = "2026-02-28T10:00:00",
        ["date only"] = "2026-02-28",
        ["leap second"] = "2026-12-31T23:59:60Z",
        ["hour 24"] = "2026-12-31T24:00:00Z",
        ["seven digits of a second"] = "2026-12-31T23:59:59.1234567Z",
        ["eight digits of a second"] = "2026-12-31T23:59:59.12345678Z",
        ["point without digits"] = "2026-12-31T23:59:59.Z",
        ["comma for point"] = "2026-12-31T23:59:59,5Z",
        ["lower-case t"] = "2026-12-31t23:59:59Z",
        ["space for T"] = "2026-12-31 23:59:59Z",
        ["year 1899"] = "1899-12-31T23:59:59Z",
        ["year 1900"] = "1900-01-01T00:00:00+14:00",
        ["year 2199"] = "2199-12-31T23:59:59-14:00",
        ["year 2200"] = "2200-01-01T00:00:00Z",
    };

    /// <summary>Every single change of this JSON. <paramref name="vocabulary"/>: listed values worth trying in any text field.</summary>
    public static IEnumerable<Change> Of(JsonElement json, IReadOnlyList<string> vocabulary) =>
        from node in Nodes(json, "")
        from change in Replacements(node.Value, vocabulary)
        select new Change(node.Pointer, change.Name, change.Json, change.Aimed);

    private static IEnumerable<(string Pointer, JsonElement Value)> Nodes(JsonElement json, string pointer)
    {
        var children = json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject().Select(field => (field.Name, field.Value)),
            JsonValueKind.Array => json.EnumerateArray().Select((item, i) => ($"{i}", item)),
            _ => [],
        };
        return children.SelectMany(child =>
            Nodes(child.Item2, $"{pointer}/{child.Item1}").Prepend(($"{pointer}/{child.Item1}", child.Item2)));
    }

    private static List<(string Name, string? Json, bool Aimed)> Replacements(JsonElement value, IReadOnlyList<string> vocabulary)
    {
        var raw = value.GetRawText();
        var changes = new List<(string, string?, bool)>
        {
            ("dropped", null, true), ("null", "null", true), ("true", "true", true), ("0", "0", true), ("empty text", "\"\"", true),
            ("text", "\"x\"", true), ("empty list", "[]", true), ("empty object", "{}", true), ("in a list", $"[{raw}]", true),
            ("in an object", $$"""{"x":{{raw}}}""", true),
        };
        changes.AddRange(value.ValueKind switch
        {
            JsonValueKind.String => Texts(value.GetString()!, vocabulary),
            JsonValueKind.Number => Numbers(raw),
            JsonValueKind.Array => Lists(value, raw),
            JsonValueKind.Object => [("unknown field", raw == "{}" ? """{"unknownField":[{}]}""" : $$"""{"unknownField":[{}],{{raw.TrimStart()[1..]}}""", true)],
            _ => [("false", "false", true), ("false as text", "\"false\"", true)],
        });
        return changes;
    }

    private static IEnumerable<(string Name, string? Json, bool Aimed)> Texts(string text, IReadOnlyList<string> vocabulary)
    {
        (string, string)[] changes =
        [
            ("upper case", text.ToUpperInvariant()), ("lower case", text.ToLowerInvariant()), ("space after", text + " "),
            ("space before", " " + text), ("newline after", text + "\n"), ("Unknown", "Unknown"), ("arabic digits", "٠١٢٣٤٥٦٧٨٩"),
            ("v-nummer", "v-nummer"), ("own scheme", "coa-nummer"), ("10 digits", "0000000009"), ("9 digits", "000000009"), ("20 digits", new string('0', 20)),
        ];
        var lengths = new[] { 1, 2, 3, 19, 20, 21, 40, 41, 64, 65, 100, 101, 200, 201, 500, 501, 2000, 2001 }
            .SelectMany(n => new[] { ($"{n} letters", new string('a', n)), ($"{n} astral", string.Concat(Enumerable.Repeat("\U0001F600", n))) });
        var isMoment = Moments.ContainsValue(text) || (text.Length > 18 && text[10] == 'T');
        var isListed = vocabulary.Contains(text, StringComparer.Ordinal);
        return changes.Select(change => (change.Item1, change.Item2, true))
            .Concat(lengths.Select(length => (length.Item1, length.Item2, !isMoment && !isListed)))
            .Concat(Moments.Select(moment => (moment.Key, moment.Value, isMoment)))
            .Concat(vocabulary.Select(word => ("listed value", word, isListed)))
            .Select(change => (change.Item1, (string?)JsonSerializer.Serialize(change.Item2), change.Item3));
    }

    private static IEnumerable<(string Name, string? Json, bool Aimed)> Numbers(string raw) =>
        new[]
        {
            "1.0", "1.5", "1e0", "-0", "-1", "1e20", "1e400", "1e-30", "0.9999999999999999999999", "1.0000000000000000000001",
            "5", "6", "365", "366", "100000", "1e5", "100001", "2147483648", "-2147483649", $"\"{raw}\"",
        }.Select(number => (number, (string?)number, true));

    private static IEnumerable<(string Name, string? Json, bool Aimed)> Lists(JsonElement list, string raw)
    {
        if (list.GetArrayLength() == 0)
            yield break;
        var first = list[0].GetRawText();
        yield return ("first item twice", $"[{first},{first}]", true);
        yield return ("a null in it", $"[{first},null]", true);
        foreach (var n in (int[])[10, 11, 20, 21, 100, 101])
            yield return ($"{n} items", $"[{string.Join(',', Enumerable.Repeat(first, n))}]", true);
        yield return ("two levels deep", $"[[{raw}]]", true);
    }

    /// <summary>The JSON after the change.</summary>
    public static Mutant Apply(JsonElement json, Change change)
    {
        var root = JsonNode.Parse(json.GetRawText())!;
        var steps = change.Pointer.Split('/')[1..];
        var parent = steps[..^1].Aggregate(root, (node, step) => node is JsonArray list ? list[Index(step)]! : node[step]!);
        var value = change.Replacement is null ? null : JsonNode.Parse(change.Replacement);
        switch (parent)
        {
            case JsonArray array when change.Replacement is null:
                array.RemoveAt(Index(steps[^1]));
                break;
            case JsonArray array:
                array[Index(steps[^1])] = value;
                break;
            case JsonObject holder when change.Replacement is null:
                holder.Remove(steps[^1]);
                break;
            default:
                parent[steps[^1]] = value;
                break;
        }
        return new Mutant(change.Pointer, change.Mutation, root.ToJsonString());
    }

    private static int Index(string step) => int.Parse(step, System.Globalization.CultureInfo.InvariantCulture);
}
