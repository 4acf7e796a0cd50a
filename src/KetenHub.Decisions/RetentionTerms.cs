namespace KetenHub.Decisions;

/// <summary>How long data are kept (bewaartermijnen). The partners agree on the terms; the hub has none of its own.</summary>
/// <param name="Every">How often the hub looks by itself; null: only the command does.</param>
/// <param name="Person">After the last message about a person, in or out: then everything about the person goes, the key too. Null: never by itself.</param>
/// <param name="Content">After which time the content of an entry goes, by what it is; an entry of a type that is not named keeps its content as long as the person.</param>
public sealed record RetentionTerms(TimeSpan? Every, KeepTerm? Person, IReadOnlyList<KeepTerm> Content)
{
    /// <summary>What a term of <see cref="Person"/> is about.</summary>
    public const string WholePerson = "person";

    /// <summary>Name of look-ups, among the types of messages.</summary>
    public const string LookUp = "look-up";

    /// <summary>Name of deadlines, among the types of messages.</summary>
    public const string Deadline = "deadline";

    /// <summary>Name of refused messages that were dealt with.</summary>
    public const string RefusedName = "refused";

    /// <summary>Name of refused messages that nobody dealt with.</summary>
    public const string RefusedOpenName = "refused-open";

    /// <summary>Name of what says that a notification was sent, and when.</summary>
    public const string SentName = "sent";

    /// <summary>After it was dealt with, the bytes of a refused message (and changed copies of it) go. Null: never.</summary>
    public KeepTerm? Refused { get; init; }

    /// <summary>After it came, the bytes of a refused message go that nobody dealt with. It stays open. Null: never.</summary>
    public KeepTerm? RefusedOpen { get; init; }

    /// <summary>After a notification was sent, the row of the outbox goes; the log says for as long as the person that it was told. Null: never.</summary>
    public KeepTerm? Sent { get; init; }

    /// <summary>Every term, in the order in which they are counted.</summary>
    public IReadOnlyList<KeepTerm> All => [.. Content, .. new[] { Person, Refused, RefusedOpen, Sent }.OfType<KeepTerm>()];

    /// <summary>No terms.</summary>
    public static RetentionTerms None { get; } = new(null, null, []);

    /// <summary>Whether there is any term.</summary>
    public bool IsEmpty => All.Count == 0;

    /// <summary>The term that has ended for an entry, or null.</summary>
    /// <param name="type">Type of its message, or one of the names here.</param>
    /// <param name="at">When it was made.</param>
    /// <param name="now">The moment.</param>
    public KeepTerm? Ended(string type, DateTimeOffset at, DateTimeOffset now) =>
        Content.FirstOrDefault(term => term.Type == type && at + term.Keep <= now);
}

/// <summary>One term.</summary>
/// <param name="Type">Type of message, or a name of <see cref="RetentionTerms"/>.</param>
/// <param name="Keep">How long.</param>
/// <param name="Ground">On which ground the term was chosen, for example a line of a selection list (selectielijst, Archiefwet).</param>
public sealed record KeepTerm(string Type, TimeSpan Keep, string Ground);
