using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>State as it is stored. Derived values are left out: they follow from the facts. A hub that meets a shape it does not know writes
/// nothing: it would lose what it does not read. So a release learns to read a new shape, and the next one writes it.</summary>
public static class StateJson
{
    /// <summary>The latest shape that this hub reads. Shape 1 stands without a number; later ones begin with it and a line end.</summary>
    public const int Known = 1;

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
    /// <exception cref="StoreUnavailableException">KH302: written by a newer hub; a lane gives the message back, and that hub takes it.</exception>
    public static PersonState Read(byte[] json)
    {
        if (json is [>= (byte)'0' and <= (byte)'9', ..])
        {
            var end = Array.IndexOf(json, (byte)'\n');
            var shape = int.Parse(Encoding.ASCII.GetString(json.AsSpan(0, end)), CultureInfo.InvariantCulture);
            throw new StoreUnavailableException(Errors.StoreVersion.At("state", $"its shape is {shape}, this hub reads {Known}").ToString());
        }
        return JsonSerializer.Deserialize<PersonState>(json, Options)!;
    }
}
