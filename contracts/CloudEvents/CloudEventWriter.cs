using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KetenHub.Contracts;

/// <summary>Writes CloudEvents in structured mode as UTF-8 JSON.</summary>
public static class CloudEventWriter
{
    /// <summary>How records of the published language become JSON: camel case, enums as text, nothing for null.</summary>
    public static JsonSerializerOptions JsonOptions { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    /// <summary>The data element of a message or notification.</summary>
    public static JsonElement Data(object record) => JsonSerializer.SerializeToElement(record, record.GetType(), JsonOptions);

    /// <summary>The event as UTF-8 JSON.</summary>
    public static byte[] Write(CloudEvent cloudEvent)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", cloudEvent.Id);
            json.WriteString("source", cloudEvent.Source);
            json.WriteString("type", cloudEvent.Type);
            json.WriteString("time", cloudEvent.Time);
            json.WriteString("datacontenttype", "application/json");
            Optional(json, "dataschema", cloudEvent.DataSchema);
            Optional(json, "sequence", cloudEvent.Sequence);
            Optional(json, "dataref", cloudEvent.DataRef);
            Optional(json, "traceparent", cloudEvent.TraceParent);
            Optional(json, "correlationid", cloudEvent.CorrelationId);
            Optional(json, "causationid", cloudEvent.CausationId);
            Optional(json, "partitionkey", cloudEvent.PartitionKey);
            json.WritePropertyName("data");
            cloudEvent.Data.WriteTo(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A source sequence in its form: 20 digits.</summary>
    public static string Sequence(long number) => number.ToString("D20", System.Globalization.CultureInfo.InvariantCulture);

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
