using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace KetenHub.Benchmarks;

/// <summary>What the raw twin and the usual way must know of a message, read without checking anything.</summary>
internal sealed record RawMessage(ulong Tag, string Id, string Source, string Type, Guid Person, byte[] Body, byte[] Digest, string? Plan)
{
    public static RawMessage Read(ulong tag, byte[] body, string? plan)
    {
        string id = "", source = "", type = "";
        var person = Guid.Empty;
        var json = new Utf8JsonReader(body);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
                continue;
            if (json.CurrentDepth == 1 && json.ValueTextEquals("id"u8))
                id = Next(ref json);
            else if (json.CurrentDepth == 1 && json.ValueTextEquals("source"u8))
                source = Next(ref json);
            else if (json.CurrentDepth == 1 && json.ValueTextEquals("type"u8))
                type = Next(ref json);
            else if (json.ValueTextEquals("value"u8))
                person = PersonOf(Next(ref json));
        }
        return new RawMessage(tag, id, source, type[(type.LastIndexOf('.') + 1)..], person, body, SHA256.HashData(body), plan);
    }

    public static string? PlanOf(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue(Loader.PlanHeader, out var plan) == true ? Encoding.ASCII.GetString((byte[])plan!) : null;

    /// <summary>A person by an identifier.</summary>
    public static Guid PersonOf(string identifier) => new(SHA256.HashData(Encoding.ASCII.GetBytes(identifier)).AsSpan(0, 16));

    private static string Next(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString()!;
    }
}
