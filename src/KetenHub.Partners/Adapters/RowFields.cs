using System.Globalization;
using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>Texts of one row, and where it stands.</summary>
internal sealed record RowValues(IReadOnlyDictionary<string, string> ByName, string Place);

/// <summary>Reads the fields of one row of texts (a line of CSV, an element of XML) and collects every problem with its place. What a form
/// or length must be is left to the contract, which the finished event is checked against. A method returns a placeholder where it adds a problem.</summary>
public sealed class RowFields
{
    private readonly RowValues row;
    private readonly List<Problem> problems = [];
    private readonly HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);

    private RowFields(RowValues row) => this.row = row;

    /// <summary>Maps a row: a message, or every problem of it. What the map did not ask for goes along as unmapped.</summary>
    internal static Translated Translate(RowValues row, Func<RowFields, Message> map)
    {
        var fields = new RowFields(row);
        var message = map(fields);
        return fields.problems.Count > 0 ? new Rejection(fields.problems) : message with { Where = row.Place, Unmapped = fields.Unread() };
    }

    /// <summary>Required text.</summary>
    public string Text(string name) => OptionalText(name) ?? Missing(name);

    /// <summary>Text, or null where it is empty or its column is absent.</summary>
    public string? OptionalText(string name)
    {
        seen.Add(name);
        return row.ByName.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;
    }

    /// <summary>Required moment with offset.</summary>
    public DateTimeOffset Time(string name)
    {
        var text = Text(name);
        // A time without offset would be read in the time zone of this machine.
        if (text.Length > 0 && (text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-'))
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        if (text.Length > 0)
            Add(Errors.TimeWithoutOffset, name, null);
        return default;
    }

    /// <summary>Required whole number.</summary>
    public int Number(string name)
    {
        var text = Text(name);
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && text.Length > 0)
            Add(Errors.FieldForm, name, "a whole number");
        return number;
    }

    /// <summary>Required word, read as what it means.</summary>
    public T Word<T>(string name, IReadOnlyDictionary<string, T> meanings)
    {
        var text = Text(name);
        if (text.Length == 0)
            return default!;
        return Meaning(name, text, meanings);
    }

    /// <summary>Words separated by <c>|</c>, at least one, each read as what it means.</summary>
    public IReadOnlyList<T> Words<T>(string name, IReadOnlyDictionary<string, T> meanings)
    {
        var text = Text(name);
        return text.Length == 0 ? [] : [.. text.Split('|').Select(word => Meaning(name, word.Trim(), meanings))];
    }

    private T Meaning<T>(string name, string word, IReadOnlyDictionary<string, T> meanings)
    {
        if (meanings.TryGetValue(word, out var meaning))
            return meaning;
        Add(Errors.FieldValue, name, $"one of {string.Join(", ", meanings.Keys)}");
        return default!;
    }

    private string Missing(string name)
    {
        Add(Errors.FieldMissing, name, null);
        return "";
    }

    private void Add(ErrorKind error, string name, string? detail) => problems.Add(error.At($"{row.Place}, column {name}", detail));

    private Dictionary<string, string> Unread() => row.ByName.Where(value => value.Value.Length > 0 && !seen.Contains(value.Key))
        .ToDictionary(value => value.Key, value => JsonSerializer.Serialize(value.Value), StringComparer.Ordinal);
}
