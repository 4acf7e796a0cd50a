using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KetenHub.Contracts;

/// <summary>Reads the fields of one JSON object and collects every problem in place of stopping at the first.
/// A reader method returns a placeholder where it adds a problem: use the result only when no problem was added.
/// Accepts exactly what the JSON Schemas accept; a test compares the two. Only a receiver of notifications
/// (<c>receiver</c>) reads a listed value that it does not know yet as <c>Unknown</c>, so that a newer hub does not stop it.
/// <c>seen</c> gets the pointer of every field that was asked for: what is in the object and not in there, nobody read.</summary>
public readonly partial struct Fields(JsonElement data, string path, ICollection<Problem> problems, bool receiver = false, ISet<string>? seen = null)
{
    // Month, day, hour, minute and second are bounded by the pattern; days per month by the parser.
    [GeneratedRegex(@"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,7})?(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))\z")]
    private static partial Regex TimePattern { get; }

    /// <summary>Required text of 1 (or <paramref name="minLength"/>) to <paramref name="maxLength"/> characters (Unicode code points).</summary>
    public string Text(string name, int maxLength, int minLength = 1) =>
        Find(name, JsonValueKind.String, required: true) is { } value ? TextOf(value, name, minLength, maxLength) : "";

    /// <summary>Text that may be left out.</summary>
    public string? OptionalText(string name, int maxLength, int minLength = 1) =>
        Find(name, JsonValueKind.String, required: false) is { } value ? TextOf(value, name, minLength, maxLength) : null;

    /// <summary>Required text of a pattern.</summary>
    public string Match(string name, Regex pattern, string expectation, ErrorKind? error = null) =>
        Find(name, JsonValueKind.String, required: true) is { } value ? MatchOf(value, name, pattern, expectation, error) : "";

    /// <summary>Text of a pattern that may be left out.</summary>
    public string? OptionalMatch(string name, Regex pattern, string expectation, ErrorKind? error = null) =>
        Find(name, JsonValueKind.String, required: false) is { } value ? MatchOf(value, name, pattern, expectation, error) : null;

    /// <summary>Required moment: RFC 3339 with offset.</summary>
    public DateTimeOffset Time(string name) =>
        Find(name, JsonValueKind.String, required: true) is { } value ? TimeOf(value, name) : default;

    /// <summary>Moment that may be left out.</summary>
    public DateTimeOffset? OptionalTime(string name) =>
        Find(name, JsonValueKind.String, required: false) is { } value ? TimeOf(value, name) : null;

    /// <summary>Required whole number in a range.</summary>
    public int Integer(string name, int minimum, int maximum) =>
        Find(name, JsonValueKind.Number, required: true) is { } value ? IntegerOf(value, name, minimum, maximum) : minimum;

    /// <summary>Whole number that may be left out.</summary>
    public int? OptionalInteger(string name, int minimum, int maximum) =>
        Find(name, JsonValueKind.Number, required: false) is { } value ? IntegerOf(value, name, minimum, maximum) : null;

    /// <summary>Required yes or no.</summary>
    public bool Flag(string name) => FlagOf(name, required: true) ?? false;

    /// <summary>Yes or no that may be left out.</summary>
    public bool? OptionalFlag(string name) => FlagOf(name, required: false);

    /// <summary>Required value of a list; <c>Unknown</c> is what receivers make of later values and is never sent.</summary>
    public T Value<T>(string name) where T : struct, Enum =>
        Find(name, JsonValueKind.String, required: true) is { } value ? ValueOf<T>(value, name) : default;

    /// <summary>Value of a list that may be left out.</summary>
    public T? OptionalValue<T>(string name) where T : struct, Enum =>
        Find(name, JsonValueKind.String, required: false) is { } value ? ValueOf<T>(value, name) : null;

    /// <summary>Required list of distinct values.</summary>
    public IReadOnlyList<T> Values<T>(string name, int minimum) where T : struct, Enum
    {
        if (Find(name, JsonValueKind.Array, required: true) is not { } array)
            return [];
        var values = new List<T>();
        var texts = new List<string>();
        foreach (var (item, i) in array.EnumerateArray().Select((item, i) => (item, i)))
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                Add(Errors.FieldType, $"{name}/{i}", "text");
                continue;
            }
            texts.Add(item.GetString()!);
            values.Add(ValueOf<T>(item, $"{name}/{i}"));
        }
        if (array.GetArrayLength() < minimum)
            Add(Errors.FieldForm, name, $"at least {minimum}");
        // Compared as text: two values that a receiver does not know yet are still two values.
        if (texts.Distinct().Count() != texts.Count)
            Add(Errors.FieldForm, name, "each value once");
        return values;
    }

    /// <summary>List of texts of a pattern that may be left out.</summary>
    public IReadOnlyList<string> OptionalMatches(string name, int maximum, Regex pattern, string expectation)
    {
        if (Find(name, JsonValueKind.Array, required: false) is not { } array)
            return [];
        if (array.GetArrayLength() > maximum)
            Add(Errors.FieldForm, name, $"at most {maximum}");
        var matches = new List<string>();
        foreach (var (item, i) in array.EnumerateArray().Select((item, i) => (item, i)))
        {
            if (item.ValueKind != JsonValueKind.String)
                Add(Errors.FieldType, $"{name}/{i}", "text");
            else
                matches.Add(MatchOf(item, $"{name}/{i}", pattern, expectation, null));
        }
        return matches;
    }

    /// <summary>Required list of distinct texts of 1 to <paramref name="maxLength"/> characters.</summary>
    public IReadOnlyList<string> Texts(string name, int maxLength)
    {
        if (Find(name, JsonValueKind.Array, required: true) is not { } array)
            return [];
        var texts = new List<string>();
        foreach (var (item, i) in array.EnumerateArray().Select((item, i) => (item, i)))
        {
            if (item.ValueKind != JsonValueKind.String)
                Add(Errors.FieldType, $"{name}/{i}", "text");
            else
                texts.Add(TextOf(item, $"{name}/{i}", 1, maxLength));
        }
        return texts;
    }

    /// <summary>Required object whose values are texts of <paramref name="minLength"/> to <paramref name="maxLength"/> characters, by name.</summary>
    public IReadOnlyDictionary<string, string> TextsByName(string name, int maxLength, int minLength = 1)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Find(name, JsonValueKind.Object, required: true) is not { } value)
            return texts;
        var members = new Fields(value, $"{path}/{name}", problems, receiver, seen);
        foreach (var property in value.EnumerateObject())
            texts[property.Name] = members.Text(property.Name, maxLength, minLength);
        return texts;
    }

    /// <summary>Object of objects by name, that may be left out.</summary>
    public IReadOnlyDictionary<string, T> ObjectsByName<T>(string name, Func<Fields, T> read) where T : class
    {
        var objects = new Dictionary<string, T>(StringComparer.Ordinal);
        if (Find(name, JsonValueKind.Object, required: false) is not { } value)
            return objects;
        var members = new Fields(value, $"{path}/{name}", problems, receiver, seen);
        foreach (var property in value.EnumerateObject())
            objects[property.Name] = members.Object(property.Name, read);
        return objects;
    }

    /// <summary>Required list of objects.</summary>
    public IReadOnlyList<T> Objects<T>(string name, int minimum, int maximum, Func<Fields, T> read, ErrorKind? missing = null)
    {
        if (Find(name, JsonValueKind.Array, required: true, missing) is not { } array)
            return [];
        if (array.GetArrayLength() < minimum)
            Add(missing ?? Errors.FieldForm, name, $"at least {minimum}");
        if (array.GetArrayLength() > maximum)
            Add(Errors.FieldForm, name, $"at most {maximum}");
        var objects = new List<T>();
        foreach (var (item, i) in array.EnumerateArray().Select((item, i) => (item, i)))
        {
            if (item.ValueKind != JsonValueKind.Object)
                Add(Errors.FieldType, $"{name}/{i}", "an object");
            else
                objects.Add(read(new Fields(item, $"{path}/{name}/{i}", problems, receiver, seen)));
        }
        return objects;
    }

    /// <summary>Required object.</summary>
    public T Object<T>(string name, Func<Fields, T> read, ErrorKind? missing = null) where T : class =>
        Find(name, JsonValueKind.Object, required: true, missing) is { } value
            ? read(new Fields(value, $"{path}/{name}", problems, receiver, seen)) : null!;

    /// <summary>Object that may be left out.</summary>
    public T? OptionalObject<T>(string name, Func<Fields, T> read) where T : class =>
        Find(name, JsonValueKind.Object, required: false) is { } value
            ? read(new Fields(value, $"{path}/{name}", problems, receiver, seen)) : null;

    /// <summary>Required object, as it stands.</summary>
    public JsonElement Json(string name) => Find(name, JsonValueKind.Object, required: true) ?? default;

    /// <summary>Whether the field is present.</summary>
    public bool Has(string name) => data.TryGetProperty(name, out _);

    /// <summary>Whether the field is present as this very text.</summary>
    public bool Is(string name, string value) =>
        data.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(value);

    /// <summary>Requires a field because of another one's value.</summary>
    public void Require(string name, bool because, string expectation)
    {
        if (because && !Has(name))
            Add(Errors.FieldCombination, name, expectation);
    }

    private JsonElement? Find(string name, JsonValueKind kind, bool required, ErrorKind? missing = null)
    {
        seen?.Add($"{path}/{name}");
        if (!data.TryGetProperty(name, out var value))
        {
            if (required)
                Add(missing ?? Errors.FieldMissing, name, null);
            return null;
        }
        if (value.ValueKind == kind)
            return value;
        Add(Errors.FieldType, name, kind switch
        {
            JsonValueKind.String => "text",
            JsonValueKind.Number => "a whole number",
            JsonValueKind.Array => "a list",
            _ => "an object",
        });
        return null;
    }

    private bool? FlagOf(string name, bool required)
    {
        seen?.Add($"{path}/{name}");
        if (!data.TryGetProperty(name, out var value))
        {
            if (required)
                Add(Errors.FieldMissing, name, null);
            return null;
        }
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Add(Errors.FieldType, name, "true or false");
        return null;
    }

    private string TextOf(JsonElement value, string name, int minLength, int maxLength)
    {
        var text = value.GetString()!;
        // JSON Schema counts code points, string.Length counts UTF-16 units.
        var length = text.Length <= maxLength && text.Length > 1 && minLength <= 1 ? text.Length : text.EnumerateRunes().Count();
        if (length < minLength || length > maxLength)
            Add(Errors.FieldForm, name, $"{minLength} to {maxLength} characters");
        return text;
    }

    private string MatchOf(JsonElement value, string name, Regex pattern, string expectation, ErrorKind? error)
    {
        var text = value.GetString()!;
        if (!pattern.IsMatch(text))
            Add(error ?? Errors.FieldForm, name, expectation);
        return text;
    }

    private DateTimeOffset TimeOf(JsonElement value, string name)
    {
        var text = value.GetString()!;
        if (TimePattern.IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        Add(Errors.TimeWithoutOffset, name, null);
        return default;
    }

    private int IntegerOf(JsonElement value, string name, int minimum, int maximum)
    {
        // JSON Schema calls 1.0 an integer too. As a double, because that is what other validators compare.
        if (!value.TryGetDouble(out var number) || !double.IsInteger(number) || number < minimum || number > maximum)
        {
            Add(Errors.FieldForm, name, $"a whole number from {minimum} to {maximum}");
            return minimum;
        }
        return (int)number;
    }

    private T ValueOf<T>(JsonElement value, string name) where T : struct, Enum
    {
        var text = value.GetString()!;
        if (EnumNames<T>.ByName.TryGetValue(text, out var found))
            return found;
        if (receiver)
            return default;
        Add(Errors.FieldValue, name, $"one of {string.Join(", ", EnumNames<T>.ByName.Keys)}");
        return default;
    }

    private void Add(ErrorKind error, string name, string? detail) => problems.Add(error.At($"{path}/{name}", detail));

    private static class EnumNames<T> where T : struct, Enum
    {
        public static readonly Dictionary<string, T> ByName = Enum.GetValues<T>()
            .Where(value => value.ToString() != "Unknown")
            .ToDictionary(value => value.ToString(), StringComparer.Ordinal);
    }
}
