using System.Globalization;
using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Dashboard;

/// <summary>One field of a message as the timeline shows it.</summary>
/// <param name="Path">Names from the outside in, as the published language spells them.</param>
/// <param name="Value">As sent.</param>
/// <param name="At">The value is a moment: shown in the same time zone as the rest of the page.</param>
public sealed record BodyField(string Path, string Value, DateTimeOffset? At)
{
    /// <summary>Where it stands in the event, as a JSON Pointer (RFC 6901).</summary>
    public string Pointer { get; init; } = "";

    /// <summary>Every field of an event's data, in the order it was sent.</summary>
    public static IReadOnlyList<BodyField> Of(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var fields = new List<BodyField>();
        // The envelope repeats what the entry shows; the data is what was said.
        var hasData = document.RootElement.TryGetProperty("data", out var data);
        Add(fields, "", hasData ? "/data" : "", hasData ? data : document.RootElement);
        return fields;
    }

    /// <summary>The account that entered an event on the pages, as its source names it; null for every other event.</summary>
    public static string? EnteredBy(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        if (!document.RootElement.TryGetProperty("source", out var source) || source.ValueKind != JsonValueKind.String)
            return null;
        var parts = source.GetString()!.Split(PageEvent.SourceMark, 2);
        return parts.Length == 2 ? parts[1] : null;
    }

    /// <summary>Id of the notification that an event answers: what its sender says caused it, or by which notification it names the person; null: neither.</summary>
    public static string? AnswerTo(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        if (Text(document.RootElement, "causationid") is { } cause)
            return cause.ToLowerInvariant();
        if (!document.RootElement.TryGetProperty("data", out var data) || !data.TryGetProperty("person", out var person) || !person.TryGetProperty("identifiers", out var identifiers)
            || identifiers.ValueKind != JsonValueKind.Array)
        {
            return null;
        }
        return identifiers.EnumerateArray().Where(identifier => Text(identifier, "scheme") == PersonIdentifier.Notification).Select(identifier => Text(identifier, "value")).FirstOrDefault();
    }

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Add(List<BodyField> fields, string path, string pointer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    Add(fields, path.Length == 0 ? member.Name : $"{path} › {member.Name}", $"{pointer}/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", member.Value);
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                    Add(fields, $"{path} {index + 1}", string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index}"), item);
                break;
            case JsonValueKind.String:
                var text = value.GetString()!;
                fields.Add(new BodyField(path, text, MomentOf(text)) { Pointer = pointer });
                break;
            default:
                fields.Add(new BodyField(path, value.GetRawText(), null) { Pointer = pointer });
                break;
        }
    }

    // Long enough to be a moment with an offset; a case number that looks like a year is none.
    private static DateTimeOffset? MomentOf(string text) =>
        text.Length >= 20 && text[10] == 'T' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;
}
