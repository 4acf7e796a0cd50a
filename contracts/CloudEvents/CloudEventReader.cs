using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KetenHub.Contracts;

/// <summary>Reads one CloudEvent in structured mode. Finds every problem at once and never throws on bad input.</summary>
public static partial class CloudEventReader
{
    private const int MaxDepth = 32;

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = MaxDepth,
    };

    private static readonly JsonDocumentOptions OptionsWithDuplicates = new() { MaxDepth = MaxDepth };

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [GeneratedRegex(@"^urn:nld:oin:([0-9]{20}):systeem:[A-Za-z0-9][A-Za-z0-9_-]{0,63}\z")]
    private static partial Regex SourcePattern { get; }

    [GeneratedRegex(@"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\z")]
    private static partial Regex UuidPattern { get; }

    [GeneratedRegex(@"^[a-z0-9-]+(\.[a-z0-9-]+)+\.v[0-9]{1,3}\z")]
    private static partial Regex TypePattern { get; }

    [GeneratedRegex(@"^[0-9]{20}\z")]
    private static partial Regex SequencePattern { get; }

    [GeneratedRegex(@"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\z")]
    private static partial Regex TraceParentPattern { get; }

    private static Problem HalfSurrogate => Errors.InvalidUtf8.At("", "a \\u escape is half of a surrogate pair");

    /// <summary>Reads the event.</summary>
    /// <param name="contentType">Content type that came with the body; parameters such as charset are allowed.</param>
    /// <param name="body">UTF-8 JSON, at most <see cref="CloudEvent.MaxBytes"/> bytes.</param>
    /// <param name="problems">Receives every problem; the result is null when there is one.</param>
    public static CloudEvent? Read(string? contentType, ReadOnlyMemory<byte> body, ICollection<Problem> problems)
    {
        if (!IsStructured(contentType, problems) | body.Length > CloudEvent.MaxBytes)
        {
            if (body.Length > CloudEvent.MaxBytes)
                problems.Add(Errors.TooLarge.At(""));
            return null;
        }
        if (ParseObject(body, problems) is not { } root)
            return null;
        if (!root.TryGetProperty("specversion", out _) && root.TryGetProperty("messageType", out _) && root.TryGetProperty("message", out _))
        {
            problems.Add(Errors.MassTransitEnvelope.At(""));
            return null;
        }
        var before = problems.Count;
        var read = ReadAttributes(root, new Fields(root, "", problems), problems);
        if (problems.Count == before)
            return read;
        // The sender hears of everything at once, also when the envelope alone is enough to refuse it.
        if (read.Data.ValueKind == JsonValueKind.Object && MessageTypes.FindMessage(read.Type) is { } type)
            _ = type.Read(new Fields(read.Data, "/data", problems));
        return null;
    }

    /// <summary>The OIN in a source of the right form, else null.</summary>
    public static string? OinOf(string source) => SourcePattern.Match(source) is { Success: true } match ? match.Groups[1].Value : null;

    private static bool IsStructured(string? contentType, ICollection<Problem> problems)
    {
        var media = MediaTypeHeaderValue.TryParse(contentType, out var header) ? header.MediaType : null;
        if (string.Equals(media, CloudEvent.ContentType, StringComparison.OrdinalIgnoreCase))
            return true;
        var envelope = media?.StartsWith("application/vnd.masstransit", StringComparison.OrdinalIgnoreCase) ?? false;
        problems.Add((envelope ? Errors.MassTransitEnvelope : Errors.ContentType).At("content-type"));
        return false;
    }

    /// <summary>One JSON object under the limits of every body: UTF-8, no NUL, no property twice, at most 32 levels. Adapters read documents of
    /// partners with it.</summary>
    /// <param name="body">As received.</param>
    /// <param name="problems">Receives the problem; the result is null when there is one.</param>
    public static JsonElement? ParseObject(ReadOnlyMemory<byte> body, ICollection<Problem> problems)
    {
        if (body.Span.Contains((byte)0))
        {
            problems.Add(Errors.NulCharacter.At(""));
            return null;
        }
        try
        {
            _ = StrictUtf8.GetCharCount(body.Span);
        }
        catch (DecoderFallbackException)
        {
            problems.Add(Errors.InvalidUtf8.At(""));
            return null;
        }
        try
        {
            var root = Parse(body, Options);
            if (root.ValueKind != JsonValueKind.Object)
            {
                problems.Add(Errors.MalformedJson.At(""));
                return null;
            }
            return ContainsUnusableText(root, body.Span, problems) ? null : root;
        }
        catch (JsonException)
        {
            problems.Add(WhyUnparsed(body).At(""));
            return null;
        }
        catch (InvalidOperationException)
        {
            // Comparing property names for duplicates meets half a surrogate pair before the texts are looked at.
            problems.Add(HalfSurrogate);
            return null;
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> body, JsonDocumentOptions options)
    {
        using var document = JsonDocument.Parse(body, options);
        return document.RootElement.Clone();
    }

    // The parser reports depth, duplicates and syntax with one exception type; which it was decides the error number.
    private static ErrorKind WhyUnparsed(ReadOnlyMemory<byte> body)
    {
        try
        {
            _ = Parse(body, OptionsWithDuplicates);
            return Errors.DuplicateProperty;
        }
        catch (JsonException)
        {
            return DeeperThanAllowed(body.Span) ? Errors.TooDeep : Errors.MalformedJson;
        }
    }

    private static bool DeeperThanAllowed(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = CloudEvent.MaxBytes });
        try
        {
            while (reader.Read())
            {
                // A value inside the deepest allowed level has that depth too; only a level that opens there is one too many.
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= MaxDepth)
                    return true;
            }
        }
        catch (JsonException)
        {
            // Malformed before it became too deep.
        }
        return false;
    }

    // Escapes are the only way a NUL or half a surrogate pair gets through valid JSON.
    private static bool ContainsUnusableText(JsonElement root, ReadOnlySpan<byte> body, ICollection<Problem> problems)
    {
        if (body.IndexOf("\\u"u8) < 0)
            return false;
        try
        {
            if (!ContainsNul(root))
                return false;
            problems.Add(Errors.NulCharacter.At(""));
        }
        catch (InvalidOperationException)
        {
            problems.Add(HalfSurrogate);
        }
        return true;
    }

    private static bool ContainsNul(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!.Contains('\0', StringComparison.Ordinal),
        JsonValueKind.Array => element.EnumerateArray().Any(ContainsNul),
        JsonValueKind.Object => element.EnumerateObject().Any(property =>
            property.Name.Contains('\0', StringComparison.Ordinal) || ContainsNul(property.Value)),
        _ => false,
    };

    private static CloudEvent ReadAttributes(JsonElement root, Fields fields, ICollection<Problem> problems)
    {
        var attributes = new Attributes(root, problems);
        attributes.Required("specversion", value => value == "1.0", "1.0");
        attributes.Optional("datacontenttype", value => value == "application/json", "application/json");
        if (root.TryGetProperty("subject", out var subject) && subject.ValueKind != JsonValueKind.Null)
            problems.Add(Errors.PersonDataInAttribute.At("/subject"));
        if (root.TryGetProperty("data_base64", out _))
            problems.Add(Errors.AttributeInvalid.At("/data_base64", "data as a JSON object"));
        var source = attributes.Required("source", value => SourcePattern.IsMatch(value), "urn:nld:oin:<20 digits>:systeem:<name>", Errors.SourceForm);
        return new CloudEvent
        {
            Id = attributes.Required("id", value => UuidPattern.IsMatch(value), "a UUID"),
            Source = source,
            Type = attributes.Required("type", value => value.Length <= 200 && TypePattern.IsMatch(value), "reverse DNS ending in .v and one number"),
            Time = root.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String
                ? fields.Time("time") : attributes.MissingTime(time),
            DataSchema = attributes.Optional("dataschema", value => IsShort(value, 500), "1 to 500 characters"),
            Sequence = attributes.Optional("sequence", value => SequencePattern.IsMatch(value), "20 digits with leading zeros"),
            DataRef = attributes.Optional("dataref", value => IsShort(value, 500), "1 to 500 characters"),
            TraceParent = attributes.Optional("traceparent", value => TraceParentPattern.IsMatch(value), "a W3C traceparent"),
            CorrelationId = attributes.Optional("correlationid", value => IsShort(value, 100), "1 to 100 characters"),
            CausationId = attributes.Optional("causationid", value => IsShort(value, 100), "1 to 100 characters"),
            PartitionKey = attributes.Optional("partitionkey", value => IsShort(value, 100), "1 to 100 characters"),
            Data = fields.Json("data"),
        };
    }

    // In code points, as JSON Schema counts.
    private static bool IsShort(string value, int maximum) =>
        value.Length > 0 && (value.Length <= maximum || value.EnumerateRunes().Count() <= maximum);

    /// <summary>Context attributes: null means unset (CloudEvents JSON format, section 2.2).</summary>
    private readonly struct Attributes(JsonElement root, ICollection<Problem> problems)
    {
        public string Required(string name, Func<string, bool> valid, string expectation, ErrorKind? error = null)
        {
            if (Optional(name, valid, expectation, error) is { } value)
                return value;
            if (!root.TryGetProperty(name, out var element) || element.ValueKind == JsonValueKind.Null)
                problems.Add(Errors.AttributeMissing.At($"/{name}"));
            return "";
        }

        public string? Optional(string name, Func<string, bool> valid, string expectation, ErrorKind? error = null)
        {
            if (!root.TryGetProperty(name, out var element) || element.ValueKind == JsonValueKind.Null)
                return null;
            if (element.ValueKind == JsonValueKind.String && element.GetString() is { } value && valid(value))
                return value;
            problems.Add((error ?? Errors.AttributeInvalid).At($"/{name}", expectation));
            return null;
        }

        public DateTimeOffset MissingTime(JsonElement time)
        {
            problems.Add(time.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
                ? Errors.AttributeMissing.At("/time") : Errors.AttributeInvalid.At("/time", "text"));
            return default;
        }
    }
}
