using System.Security.Cryptography;
using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>What can be read in the bytes of a refused message, however broken they are.</summary>
public static class RefusedBody
{
    /// <summary>Attributes that never hold person data, as far as they have the form they must have.</summary>
    private static readonly string[] Harmless = ["id", "source", "type", "time", "sequence", "dataschema", "traceparent", "causationid", Correction.Attribute];

    /// <summary>The bytes as kept; null when they can't be opened.</summary>
    public static byte[]? Open(HubKeys keys, Guid id, byte[]? sealedRaw)
    {
        if (sealedRaw is null)
            return null;
        try
        {
            return keys.OpenQuarantine(id, sealedRaw);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Attributes of the event that say nothing about a person; one of another form is left out.</summary>
    public static IReadOnlyList<(string Name, string Value)> AttributesOf(ReadOnlyMemory<byte> raw)
    {
        if (Parse(raw) is not { } root)
            return [];
        return [.. Harmless.Where(name => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            .Select(name => (name, root.GetProperty(name).GetString()!)).Where(attribute => IsHarmless(attribute.name, attribute.Item2))];
    }

    /// <summary>Whom it is about, as look-up values; empty when that can't be told.</summary>
    internal static IReadOnlyCollection<IdentifierHash> PersonsOf(HubKeys keys, ReadOnlyMemory<byte> raw)
    {
        if (Parse(raw) is not { } root || !root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
            return [];
        var hashes = new HashSet<IdentifierHash>();
        foreach (var member in new[] { "person", "other" })
        {
            if (!data.TryGetProperty(member, out var person) || person.ValueKind != JsonValueKind.Object
                || !person.TryGetProperty("identifiers", out var identifiers) || identifiers.ValueKind != JsonValueKind.Array)
                continue;
            foreach (var identifier in identifiers.EnumerateArray().Where(identifier => identifier.ValueKind == JsonValueKind.Object))
            {
                if (Text(identifier, "scheme") is { } scheme && Text(identifier, "value") is { } value)
                    hashes.Add(keys.HashOf(new PersonIdentifier { Scheme = scheme, Value = value, Issuer = Text(identifier, "issuer") }));
            }
        }
        return hashes;
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Parse(ReadOnlyMemory<byte> raw)
    {
        try
        {
            using var document = JsonDocument.Parse(raw);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsHarmless(string name, string value) => name switch
    {
        "id" or "causationid" or Correction.Attribute => Guid.TryParseExact(value, "D", out _),
        "source" => value.StartsWith("urn:nld:oin:", StringComparison.Ordinal) && CloudEventReader.OinOf(value) is { Length: 20 },
        "type" => value.StartsWith("nl.vreemdelingenketen.", StringComparison.Ordinal) && value.Length < 100,
        "dataschema" => value.StartsWith("urn:vreemdelingenketen:schema:", StringComparison.Ordinal) && value.Length < 100,
        "time" => DateTimeOffset.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _),
        "sequence" => value.Length == 20 && value.All(char.IsAsciiDigit),
        _ => System.Diagnostics.ActivityContext.TryParse(value, null, out _),
    };
}
