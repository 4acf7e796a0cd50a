using System.Security.Cryptography;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>A message after reading: an event with its message, or the problems for which it is refused.</summary>
/// <param name="Inbound">As it came in.</param>
/// <param name="Digest">SHA-256 of the body.</param>
/// <param name="Event">The event; null when it could not be read.</param>
/// <param name="Message">What it says; null when there are problems.</param>
/// <param name="Type">Its type; null when there are problems.</param>
/// <param name="Problems">Every problem found, at once.</param>
public sealed record ReadMessage(
    InboundMessage Inbound, byte[] Digest, CloudEvent? Event, KetenMessage? Message, MessageType? Type, IReadOnlyList<Problem> Problems)
{
    /// <summary>Readable and allowed.</summary>
    public bool IsUsable => Problems.Count == 0;

    /// <summary>What makes it unique. Only for usable messages.</summary>
    public InboxKey Key => new(Inbound.Publisher, Event!.Source, Event.Id.ToLowerInvariant());
}

/// <summary>Reads what partners send, before and outside of any transaction.</summary>
public static class Intake
{
    /// <summary>Reads one message and checks that this partner may send it. Never throws on bad input.</summary>
    public static ReadMessage Read(InboundMessage inbound, Partner partner)
    {
        var problems = new List<Problem>();
        var digest = SHA256.HashData(inbound.Body.Span);
        if (inbound.Length > CloudEvent.MaxBytes)
            return new ReadMessage(inbound, digest, null, null, null, [Errors.TooLarge.At("")]);
        var cloudEvent = CloudEventReader.Read(inbound.ContentType, inbound.Body, problems);
        if (cloudEvent is null)
            return new ReadMessage(inbound, digest, null, null, null, problems);

        if (CloudEventReader.OinOf(cloudEvent.Source) != partner.Oin)
            problems.Add(Errors.ForeignSource.At("/source"));
        var type = MessageTypes.FindMessage(cloudEvent.Type);
        if (type is null)
        {
            problems.Add(Errors.UnknownType.At("/type"));
            return new ReadMessage(inbound, digest, cloudEvent, null, null, problems);
        }
        if (!partner.Publishes.Contains(type.Name))
            problems.Add(Errors.TypeNotAllowed.At("/type"));
        var message = (KetenMessage)type.Read(new Fields(cloudEvent.Data, "/data", problems));
        return problems.Count == 0
            ? new ReadMessage(inbound, digest, cloudEvent, message, type, problems)
            : new ReadMessage(inbound, digest, cloudEvent, null, type, problems);
    }
}
