namespace KetenHub.Storage;

/// <summary>Kinds in table <c>counter</c>. The key says which of a kind, or is empty.</summary>
internal static class SqliteCounters
{
    /// <summary>Log entries.</summary>
    public const string Log = "log";

    /// <summary>Persons, those merged away included.</summary>
    public const string Person = "person";

    /// <summary>Accepted events.</summary>
    public const string Accepted = "accepted";

    /// <summary>Not a count: when the latest event was accepted.</summary>
    public const string LastAcceptedAt = "last_accepted_at";

    /// <summary>Log entries of kind Notified, by message type.</summary>
    public const string Notified = "notified";

    /// <summary>Readinesses, by status.</summary>
    public const string Status = "status";
}
