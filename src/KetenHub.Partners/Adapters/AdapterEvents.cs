using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>An event ready to send.</summary>
/// <param name="Id">Derived from source and key.</param>
/// <param name="Type">CloudEvents type.</param>
/// <param name="Body">Structured CloudEvents JSON.</param>
public sealed record AdapterEvent(Guid Id, string Type, byte[] Body);

/// <summary>Makes events of what adapters translate.</summary>
public static class AdapterEvents
{
    /// <summary>Field of the data that holds what an adapter had no place for.</summary>
    public const string Unmapped = "unmapped";

    /// <summary>The event of a message. The same message gives the same bytes, so that the hub knows a resend.</summary>
    /// <returns>The event; or, for a mapping that breaks the contract, the problems.</returns>
    public static (AdapterEvent? Event, Rejection? Rejection) Write(Partner partner, Message message)
    {
        var type = MessageTypes.Of(message.Content);
        var data = DataOf(message);
        // Found here and not in the hub's quarantine: the partner is still there to be told.
        var problems = new List<Problem>();
        type.Read(new Fields(data, "/data", problems));
        var id = IdOf(partner.Source, message.Key);
        var body = problems.Count > 0 ? [] : CloudEventWriter.Write(new CloudEvent
        {
            Id = id.ToString("D"),
            Source = partner.Source,
            Type = type.EventType,
            Time = message.Time,
            DataSchema = type.DataSchema,
            Sequence = message.Sequence is { } number ? CloudEventWriter.Sequence(number) : null,
            Data = data,
        });
        // The whole of it, as the hub will: a name or depth that came along unmapped, or a time past all bounds, would be refused there.
        if (problems.Count == 0)
            _ = CloudEventReader.Read(CloudEvent.ContentType, body, problems);
        return problems.Count > 0
            ? (null, new Rejection([.. problems.Select(problem => problem with { Where = $"{message.Where} {problem.Where}".TrimStart() })]))
            : (new AdapterEvent(id, type.EventType, body), null);
    }

    private static JsonElement DataOf(Message message)
    {
        if (message.Unmapped.Count == 0)
            return CloudEventWriter.Data(message.Content);
        var data = JsonSerializer.SerializeToNode(message.Content, message.Content.GetType(), CloudEventWriter.JsonOptions)!.AsObject();
        data[Unmapped] = new JsonObject(message.Unmapped.OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => KeyValuePair.Create(field.Key, JsonNode.Parse(field.Value))));
        return JsonSerializer.SerializeToElement(data);
    }

    // A UUID of version 8 (RFC 9562): derived, so that a document that comes twice has no double effect.
    private static Guid IdOf(string source, string key)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{key}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
