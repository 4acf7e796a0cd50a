using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>What makes an event unique: the publisher (known by its lane, not by a header), source and id.</summary>
/// <param name="Publisher">Code of the partner.</param>
/// <param name="Source">As sent.</param>
/// <param name="EventId">The UUID in lower case: clients write the same one in either case.</param>
public readonly record struct InboxKey(string Publisher, string Source, string EventId);

/// <summary>An event that was accepted.</summary>
/// <param name="Key">What makes it unique.</param>
/// <param name="BodyDigest">SHA-256 of the body as received: the same key with another body is a conflict.</param>
/// <param name="Person">Whose log it is in.</param>
/// <param name="N">Its entry there.</param>
/// <param name="Hash">Hash of that entry.</param>
/// <param name="ReceivedAt">When it was accepted.</param>
public sealed record InboxRow(InboxKey Key, byte[] BodyDigest, Guid Person, long N, byte[] Hash, DateTimeOffset ReceivedAt);

/// <summary>HMAC-SHA-256 of an identifier, in lower-case hex (64 characters); the identifier itself is stored encrypted only.</summary>
public readonly record struct IdentifierHash(string Hex);

/// <summary>An identifier of a person.</summary>
/// <param name="Hash">For finding it.</param>
/// <param name="Person">Whose it is. Identifiers of a merged person stay with it,
/// sealed with its key; finding them gives the person it was merged into.</param>
/// <param name="Sealed">The identifier as JSON, encrypted with the person's key.</param>
/// <param name="From">For writing: whose it is as far as the writer knows (for a merged person, the one it was merged into), null for
/// nobody. When that is no longer so, another transaction was first: a conflict.</param>
public sealed record IdentifierRow(IdentifierHash Hash, Guid Person, byte[] Sealed, Guid? From = null);

/// <summary>A person: head of the log, and state.</summary>
/// <param name="Id">Reference of the person in the hub; derived from the first event, says nothing about the person.</param>
/// <param name="N">Number of the latest log entry; 0 before the first.</param>
/// <param name="Head">Hash of that entry; 32 zero bytes before the first.</param>
/// <param name="SealedState">State, encrypted with the person's key.</param>
/// <param name="WrappedKey">The person's key, encrypted with a key of the <see cref="KeyRing"/>; empty once erased.</param>
/// <param name="MergedInto">The person this one turned out to be; null for most.</param>
public sealed record PersonRow(Guid Id, long N, byte[] Head, byte[] SealedState, byte[] WrappedKey, Guid? MergedInto)
{
    /// <summary>Erased: there is no key, and what was sealed with it is gone.</summary>
    public bool IsErased => WrappedKey.Length == 0;
}

/// <summary>Kinds of log entry.</summary>
public enum LogKind
{
    /// <summary>A partner's message came in; the body is the event as received.</summary>
    Received,
    /// <summary>A partner was told; the body is the event as sent.</summary>
    Notified,
    /// <summary>A deadline came; the body is its key.</summary>
    Deadline,
    /// <summary>Somebody looked at this log; the body is who and for which purpose.</summary>
    LookedUp,
    /// <summary>This person was merged into another one, or another one into this; the body is the other's reference and head.</summary>
    Merged,
    /// <summary>Identifiers were split off to another person, or came from one; the body is the other's reference.</summary>
    Split,
    /// <summary>This person was erased: no entry has a body any more.</summary>
    Erased,
    /// <summary>Processing is restricted (AVG art. 18); the body is why.</summary>
    Restricted,
    /// <summary>Processing is no longer restricted; the body is why.</summary>
    RestrictionLifted,
    /// <summary>A legal hold: nothing may be erased; the body is why.</summary>
    HoldSet,
    /// <summary>No legal hold any more; the body is why.</summary>
    HoldLifted,
    /// <summary>An earlier entry is wrong (AVG art. 16); the body is which, what, and why: see <see cref="PersonCorrection"/>.</summary>
    Corrected,
    /// <summary>The term of earlier entries has ended: they have no body any more; the reasons name them, see <see cref="ExpiredEntries"/>.</summary>
    Expired,
}

/// <summary>One entry of a person's correlation log. Everything but the sealed body is free of person data.</summary>
/// <param name="Person">Whose log.</param>
/// <param name="N">From 1, without gaps.</param>
/// <param name="Kind">What it is.</param>
/// <param name="At">When the hub decided, to the millisecond.</param>
/// <param name="Party">Code of the partner it came from or went to; for what somebody did with it the actor; else <c>hub</c>.</param>
/// <param name="Type">Short name of the message type; for a deadline its kind; for a look-up how it was looked (see <see cref="LookUp"/>); else empty.</param>
/// <param name="EventId">Id of the event, or empty.</param>
/// <param name="CauseN">Entry of this log that caused it; null when it came from outside.</param>
/// <param name="PolicyVersion">Version of the policy in force.</param>
/// <param name="Why">Reasons, joined with "; ".</param>
/// <param name="Trace">W3C trace id, or empty.</param>
/// <param name="SealedBody">Content, encrypted with the person's key; null once erased.</param>
/// <param name="BodyDigest">SHA-256 of the sealed body.</param>
/// <param name="PrevHash">Hash of entry n-1.</param>
/// <param name="Hash">See <see cref="LogChain"/>.</param>
public sealed record LogRow(
    Guid Person, long N, LogKind Kind, DateTimeOffset At, string Party, string Type, string EventId, long? CauseN,
    string PolicyVersion, string Why, string Trace, byte[]? SealedBody, byte[] BodyDigest, byte[] PrevHash, byte[] Hash);

/// <summary>A deadline of a person. Key is unique per person; writing it again moves it.</summary>
public sealed record DeadlineRow(Guid Person, string Key, DateTimeOffset At);

/// <summary>A notification to send. Its body is the sealed body of log entry (<paramref name="Person"/>, <paramref name="N"/>).</summary>
public sealed record OutboxRow(Guid Id, Guid Person, long N, string Recipient, string Type, DateTimeOffset CreatedAt);

/// <summary>A notification as the relay reads it.</summary>
/// <param name="Row">What is to be sent.</param>
/// <param name="SealedBody">The event, encrypted with the person's key; null when the person was erased meanwhile, or when the log has no such notification
/// to this recipient: whoever can write to this table alone can't have anything sent to anybody.</param>
/// <param name="WrappedKey">That key, encrypted with the master key.</param>
/// <param name="Attempts">How often it was tried before.</param>
/// <param name="Trace">W3C trace context of the decision, or empty.</param>
public sealed record OutboxItem(OutboxRow Row, byte[]? SealedBody, byte[] WrappedKey, int Attempts, string Trace);

/// <summary>A message that was refused, kept with its raw bytes so that it can be looked into and replayed.</summary>
/// <param name="Id">Quarantine number.</param>
/// <param name="Publisher">Code of the partner.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="ContentType">As received, cut to 200 characters.</param>
/// <param name="Errors">Numbers of the errors, joined with ",".</param>
/// <param name="Problems">The errors in words, one a line, without any value of the message.</param>
/// <param name="SealedRaw">Bytes as received (at most 256 KiB of them), encrypted with the hub's quarantine key.</param>
/// <param name="Digest">SHA-256 of the bytes kept; the same bytes of the same publisher count up instead of being kept twice.</param>
/// <param name="Length">Length in bytes as received.</param>
/// <param name="Times">How often it came.</param>
public sealed record QuarantineRow(
    Guid Id, string Publisher, DateTimeOffset ReceivedAt, string ContentType, string Errors, string Problems,
    byte[] SealedRaw, byte[] Digest, long Length, long Times = 1);

/// <summary>Readiness of one decision as the board shows it; rewritten whenever it changes.</summary>
/// <param name="Person">Whose.</param>
/// <param name="DecisionNumber">Number of the decision at IND; unique with the person.</param>
/// <param name="Status">Status.</param>
/// <param name="HandOutAt">Planned or actual hand-out.</param>
/// <param name="Location">Name of the place, or empty.</param>
/// <param name="RespondBy">When the answer is due.</param>
/// <param name="Level">Escalation rungs climbed.</param>
/// <param name="NextStep">What comes next without an answer: <c>reminder</c>, <c>escalation</c>, <c>interview</c>, or empty.</param>
/// <param name="NextAt">When.</param>
/// <param name="WhoComes">Team or function, or empty.</param>
/// <param name="InterviewAt">Slot of the departure interview.</param>
/// <param name="NotReadyReason">Why not, or empty.</param>
/// <param name="CancelCause">Why cancelled, or empty.</param>
/// <param name="IsMinor">The person is held to be a minor.</param>
/// <param name="OutOfView">The person is out of view.</param>
/// <param name="MissedPresence">Handed out without DT&amp;V.</param>
/// <param name="ReadyAtHandOut">DT&amp;V had said before the hand-out that it would be ready for it.</param>
/// <param name="Requests">How often DT&amp;V was asked.</param>
/// <param name="ChangedAt">When this row changed.</param>
public sealed record ReadinessRow(
    Guid Person, string DecisionNumber, ReadinessStatus Status, DateTimeOffset? HandOutAt, string Location, DateTimeOffset? RespondBy,
    int Level, string NextStep, DateTimeOffset? NextAt, string WhoComes, DateTimeOffset? InterviewAt, string NotReadyReason,
    string CancelCause, bool IsMinor, bool OutOfView, bool MissedPresence, bool ReadyAtHandOut, int Requests, DateTimeOffset ChangedAt);

/// <summary>Latest sequence number of a source, and what is missing.</summary>
/// <param name="Source">CloudEvents source.</param>
/// <param name="Publisher">Code of the partner.</param>
/// <param name="Highest">Highest number seen.</param>
/// <param name="Missing">Numbers below it that never came.</param>
/// <param name="SeenAt">When the source was heard last.</param>
/// <param name="Gaps">The latest ranges that are missing, <c>from-to</c> joined with ",".</param>
public sealed record SequenceRow(string Source, string Publisher, long Highest, long Missing, DateTimeOffset SeenAt, string Gaps);

/// <summary>All writes of one batch, in this order.</summary>
public sealed class HubWrites
{
    /// <summary>When the first entry was made that goes into the tree; null when none does.</summary>
    public DateTimeOffset? Since => Log is [var entry, ..] ? entry.At : Actions is [var action, ..] ? action.At : null;

    /// <summary>Checked before anything is written, and held until the transaction ends: whose messages these are. Nothing for a lane that no
    /// other process can read, and for what comes from no lane.</summary>
    public List<LaneTicket> Lanes { get; } = [];

    /// <summary>New and moved identifiers (insert, or move from the person they had; otherwise a conflict). Before the persons: whom an
    /// identifier belongs to is judged by the merges of before this batch.</summary>
    public List<IdentifierRow> Identifiers { get; } = [];

    /// <summary>New and changed persons (upsert).</summary>
    public List<PersonRow> Persons { get; } = [];

    /// <summary>Merges: every person that points at <c>From</c> from now on points at <c>To</c>, so that no chain of merges has to be followed.
    /// (<c>From</c> itself is in <see cref="Persons"/>.)</summary>
    public List<(Guid From, Guid To)> Merges { get; } = [];

    /// <summary>Accepted events (insert; an existing key is a conflict).</summary>
    public List<InboxRow> Inbox { get; } = [];

    /// <summary>Log entries (insert; an existing (person, n) is a conflict).</summary>
    public List<LogRow> Log { get; } = [];

    /// <summary>Case numbers that persons have from now on (insert; one that is there stays).</summary>
    public List<CaseNumberRow> CaseNumbers { get; } = [];

    /// <summary>Persons whose bodies, identifiers and case numbers go.</summary>
    public List<Guid> Erased { get; } = [];

    /// <summary>Entries whose bodies go, and nothing else.</summary>
    public List<(Guid Person, long N)> Expired { get; } = [];

    /// <summary>Deadlines to remove, by person and key.</summary>
    public List<(Guid Person, string Key)> CancelledDeadlines { get; } = [];

    /// <summary>Persons all of whose deadlines go (merged into another).</summary>
    public List<Guid> PersonsWithoutDeadlines { get; } = [];

    /// <summary>Deadlines to set (upsert), after the removals.</summary>
    public List<DeadlineRow> Deadlines { get; } = [];

    /// <summary>Notifications (insert; an existing id is kept: the same effect decided again).</summary>
    public List<OutboxRow> Outbox { get; } = [];

    /// <summary>Refused messages (insert, or count up; bytes that went after their term are kept anew, as of now).</summary>
    public List<QuarantineRow> Quarantine { get; } = [];

    /// <summary>Readiness rows to remove (they moved to another person).</summary>
    public List<(Guid Person, string DecisionNumber)> RemovedReadinesses { get; } = [];

    /// <summary>Readiness rows (upsert).</summary>
    public List<ReadinessRow> Readinesses { get; } = [];

    /// <summary>Persons whose agreements and case go (merged into another).</summary>
    public List<Guid> PersonsWithoutDirection { get; } = [];

    /// <summary>Agreements (upsert), after the removals.</summary>
    public List<AgreementRow> Agreements { get; } = [];

    /// <summary>Cases (upsert), after the removals.</summary>
    public List<CaseRow> Cases { get; } = [];

    /// <summary>Changes of the figures: how much is added to each count.</summary>
    public Dictionary<Sample, int> Figures { get; } = [];

    /// <summary>Entries of the audit log (insert); their hashes are queued with those of <see cref="Log"/>.</summary>
    public List<ActionRow> Actions { get; } = [];

    /// <summary>Who looked at exact figures (insert).</summary>
    public List<ExactLook> ExactLooks { get; } = [];

    /// <summary>Source sequences (upsert).</summary>
    public List<SequenceRow> Sequences { get; } = [];
}
