using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Messages that name their person by a notification: who answers one need not know, or send, anything else about the person. Only the partner
/// that the notification was for may use it; for everybody else it does not exist.</summary>
internal sealed class NotificationReferences(IHubStore store, HubKeys keys, PartnerList partners)
{
    private readonly Dictionary<IdentifierHash, Guid> found = [];

    /// <summary>Persons of the references that were checked, by hash, as the batch looks identifiers up.</summary>
    public IReadOnlyDictionary<IdentifierHash, Guid> Found => found;

    /// <summary>The messages as they were; or refused, where one uses a reference that is not its sender's. The store is asked once for all of them.</summary>
    public async Task<IReadOnlyList<ReadMessage>> CheckAsync(IReadOnlyList<ReadMessage> reads, CancellationToken cancellation)
    {
        var ids = reads.Where(read => read.IsUsable).SelectMany(read => read.Message!.Person.Identifiers).Select(IdOf).OfType<Guid>().Distinct().ToList();
        var notified = ids.Count == 0 ? [] : (await store.Reads.NotifiedAsync(ids, cancellation)).ToDictionary(row => row.Notification);
        return [.. reads.Select(read => Check(read, notified))];
    }

    private ReadMessage Check(ReadMessage read, Dictionary<Guid, NotifiedPerson> notified)
    {
        if (!read.IsUsable)
            return read;
        // What is said about somebody else must be said with that person's own identifiers, which are kept.
        if (read.Message is PersonIdentifiersChanged { Other: { } other } && other.Identifiers.Any(IsReference))
            return Refused(read, "/data/other/identifiers");
        foreach (var reference in read.Message!.Person.Identifiers.Where(IsReference))
        {
            if (IdOf(reference) is not { } id || !notified.TryGetValue(id, out var row) || row.Party != read.Inbound.Publisher)
                return Refused(read, "/data/person/identifiers");
            found[keys.HashOf(reference)] = row.Person;
        }
        return read;
    }

    private static bool IsReference(PersonIdentifier identifier) => identifier.Scheme == PersonIdentifier.Notification;

    private static ReadMessage Refused(ReadMessage read, string where) => read with { Problems = [Errors.NotificationUnknown.At(where)] };

    private Guid? IdOf(PersonIdentifier identifier) =>
        IsReference(identifier) && identifier.Issuer == partners.HubOin && Guid.TryParseExact(identifier.Value, "D", out var id) ? id : null;
}
