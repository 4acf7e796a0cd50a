using System.Text.Json;
using System.Text.Json.Serialization;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>State as it is stored. Derived values are left out: they follow from the facts.</summary>
public static class StateJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        // Only null is left out: false is a fact too, for example that DT&V was not present.
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(), new IncidentsJson() },
    };

    /// <summary>As UTF-8 JSON.</summary>
    public static byte[] Write(PersonState state) => JsonSerializer.SerializeToUtf8Bytes(state, Options);

    /// <summary>From UTF-8 JSON.</summary>
    public static PersonState Read(byte[] json) => JsonSerializer.Deserialize<PersonState>(json, Options)!;
}
