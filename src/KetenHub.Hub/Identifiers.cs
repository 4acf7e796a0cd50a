using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>The hashes of the identifiers in one batch, each computed once: they are asked for several times per message.</summary>
internal sealed class Identifiers(HubKeys keys)
{
    private readonly Dictionary<PersonIdentifier, IdentifierHash> hashes = [];

    /// <summary>The hash of an identifier.</summary>
    public IdentifierHash Of(PersonIdentifier identifier) =>
        hashes.TryGetValue(identifier, out var hash) ? hash : hashes[identifier] = keys.HashOf(identifier);

    /// <summary>The hashes of all identifiers that this message names persons by.</summary>
    public IEnumerable<IdentifierHash> Of(ReadMessage read)
    {
        var identifiers = read.Message!.Person.Identifiers;
        return (read.Message is PersonIdentifiersChanged { Other: { } other } ? identifiers.Concat(other.Identifiers) : identifiers).Select(Of);
    }
}
