using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Messages that name their person by a notification: who answers one need not know, or send, anything else about the person. Only the partner
/// that the notification was for may use it; for everybody else it does not exist.</summary>
internal sealed class NotificationReferences(IHubStore store, HubKeys keys, PartnerList partners)
{
    private readonly Dictionary<IdentifierHash, Guid> found = [];

    /// <summary>Persons of the references that were checked, by hash, as the batch looks identifiers up.</summary>
    public IReadOnlyDictionary<IdentifierHash, Guid> Found => found;

    /// <summary>The message as it was; or refused, when it uses a reference that is not its sender's.</summary>
    public async Task<ReadMessage> CheckAsync(ReadMessage read, CancellationToken cancellation)
    {
        if (!read.IsUsable)
            return read;
        // What is said about somebody else must be said with that person's own identifiers, which are kept.
        if (read.Message is PersonIdentifiersChanged { Other: { } other } && other.Identifiers.Any(IsReference))
            return Refused(read, "/data/other/identifiers");
        foreach (var reference in read.Message!.Person.Identifiers.Where(IsReference))
        {
            if (await PersonAsync(reference, read.Inbound.Publisher, cancellation) is not { } person)
                return Refused(read, "/data/person/identifiers");
            found[keys.HashOf(reference)] = person;
        }
        return read;
    }

    private static bool IsReference(PersonIdentifier identifier) => identifier.Scheme == PersonIdentifier.Notification;

    private static ReadMessage Refused(ReadMessage read, string where) => read with { Problems = [Errors.NotificationUnknown.At(where)] };

    private async Task<Guid?> PersonAsync(PersonIdentifier reference, string publisher, CancellationToken cancellation)
    {
        if (reference.Issuer != partners.HubOin || !Guid.TryParseExact(reference.Value, "D", out var id)
            || await store.Reads.NotificationAsync(id, cancellation) is not { } entry || entry.Party != publisher)
            return null;
        return await store.Reads.PersonAsync(entry.Person, cancellation) is { } row ? row.MergedInto ?? row.Id : null;
    }
}
