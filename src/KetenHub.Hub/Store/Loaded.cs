namespace KetenHub.Hub;

/// <summary>What a batch asks of the store before it decides. Each may be empty, and name one thing twice.</summary>
public sealed record LoadKeys
{
    /// <summary>Events: which of them are known?</summary>
    public IReadOnlyCollection<InboxKey> Events { get; init; } = [];

    /// <summary>Identifiers: whose are they? Their persons are locked and read.</summary>
    public IReadOnlyCollection<IdentifierHash> Identifiers { get; init; } = [];

    /// <summary>Further persons, to be locked and read.</summary>
    public IReadOnlyCollection<Guid> Persons { get; init; } = [];

    /// <summary>Sources: what are their latest sequence numbers?</summary>
    public IReadOnlyCollection<string> Sources { get; init; } = [];
}

/// <summary>What the store answered.</summary>
/// <param name="Inbox">Events that are known, with the receipt they got.</param>
/// <param name="Owners">Whose the identifiers are; unknown ones are left out. For a merged person, the one it was merged into.</param>
/// <param name="Persons">The persons, in sorted order, locked until the transaction ends. An owner that became one while the locks were waited for
/// is not among them: decide again.</param>
/// <param name="Sequences">Latest sequence numbers by source; unknown sources are left out.</param>
public sealed record Loaded(
    IReadOnlyDictionary<InboxKey, InboxRow> Inbox, IReadOnlyDictionary<IdentifierHash, Guid> Owners, IReadOnlyList<PersonRow> Persons,
    IReadOnlyDictionary<string, SequenceRow> Sequences);
