namespace KetenHub.Hub;

/// <summary>What failed, and what people do about it. Part of seam 1. Nothing is removed by any of this.</summary>
public interface IFailures
{
    /// <summary>Open failures, grouped by kind, partner and reason; the largest group first.</summary>
    Task<IReadOnlyList<FailureGroup>> GroupsAsync(CancellationToken cancellation);

    /// <summary>Writes the note of a group, replacing what was there.</summary>
    Task NoteAsync(FailureKind kind, string partner, string reason, FailureNote note, CancellationToken cancellation);

    /// <summary>Open refused messages that match, oldest first, with the total. Without bodies.</summary>
    Task<Page<RefusedRow>> RefusedAsync(FailureFilter filter, int skip, int take, CancellationToken cancellation);

    /// <summary>Notifications that were tried and not taken, oldest first, with the total.</summary>
    Task<Page<PostponedRow>> PostponedAsync(FailureFilter filter, int skip, int take, CancellationToken cancellation);

    /// <summary>A refused message, open or not, or null.</summary>
    Task<RefusedRow?> RefusedOfAsync(Guid id, CancellationToken cancellation);

    /// <summary>Its bytes as kept, sealed; empty when they went after their term, null when there is no such message.</summary>
    Task<byte[]?> SealedRawAsync(Guid id, CancellationToken cancellation);

    /// <summary>Says what became of an open refused message.</summary>
    /// <returns>False when it was not open any more.</returns>
    Task<bool> ResolveAsync(Guid id, Resolution resolution, string actor, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Lets a postponed notification be tried at once.</summary>
    /// <returns>False when it does not wait any more.</returns>
    Task<bool> TryNowAsync(Guid id, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Makes a job of everything open that matches: the refused in the order in which they came, then the notifications in theirs.</summary>
    /// <returns>How many items it has; 0: nothing matched, and no job was made.</returns>
    Task<long> AddReplayAsync(ReplayRow replay, FailureFilter filter, CancellationToken cancellation);

    /// <summary>Jobs, latest first, with the total.</summary>
    Task<Page<ReplayRow>> ReplaysAsync(int skip, int take, CancellationToken cancellation);

    /// <summary>A job, or null.</summary>
    Task<ReplayRow?> ReplayAsync(Guid id, CancellationToken cancellation);

    /// <summary>The oldest job that has not ended, or null.</summary>
    Task<ReplayRow?> NextReplayAsync(CancellationToken cancellation);

    /// <summary>Items of a job in order, with the total.</summary>
    Task<Page<ReplayItem>> ItemsAsync(Guid replay, int skip, int take, CancellationToken cancellation);

    /// <summary>What a job did with a failure, latest first.</summary>
    Task<IReadOnlyList<ReplayItem>> TriesOfAsync(Guid item, CancellationToken cancellation);

    /// <summary>Writes the result of an item.</summary>
    Task FinishItemAsync(Guid replay, long place, ReplayResult result, string detail, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>The job has ended.</summary>
    Task EndReplayAsync(Guid replay, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Keeps a changed copy until somebody else decides on it.</summary>
    Task AddCorrectionAsync(CorrectionRow correction, CancellationToken cancellation);

    /// <summary>Changed copies, undecided first, then the latest, with the total.</summary>
    Task<Page<CorrectionRow>> CorrectionsAsync(int skip, int take, CancellationToken cancellation);

    /// <summary>A changed copy, or null.</summary>
    Task<CorrectionRow?> CorrectionAsync(Guid id, CancellationToken cancellation);

    /// <summary>Decides on an undecided copy.</summary>
    /// <returns>False when somebody decided before.</returns>
    Task<bool> DecideAsync(Guid correction, string actor, DateTimeOffset at, string outcome, CancellationToken cancellation);
}

/// <summary>What failed.</summary>
public enum FailureKind
{
    /// <summary>A message of a partner that the hub refused.</summary>
    Refused,
    /// <summary>A notification that a recipient did not take.</summary>
    Postponed,
}

/// <summary>What became of a refused message.</summary>
public enum Resolution
{
    /// <summary>Sent again and accepted.</summary>
    Accepted,
    /// <summary>Sent again; it was known already.</summary>
    Known,
    /// <summary>A changed copy was accepted in its place.</summary>
    Corrected,
    /// <summary>Somebody decided that nothing is to be done.</summary>
    SetAside,
}

/// <summary>What a job did with an item.</summary>
public enum ReplayResult
{
    /// <summary>Accepted.</summary>
    Accepted,
    /// <summary>It was known already.</summary>
    Known,
    /// <summary>The notification is tried at once.</summary>
    Released,
    /// <summary>Refused again.</summary>
    Refused,
    /// <summary>Left alone: an earlier message about the same person was refused again in this job.</summary>
    HeldBack,
    /// <summary>Left alone: it was dealt with meanwhile.</summary>
    Gone,
    /// <summary>Its bytes can't be sent: they were cut when they were kept, or can't be opened.</summary>
    NotWhole,
}

/// <summary>Which failures; all conditions hold together.</summary>
/// <param name="Kind">Only this kind; null: both.</param>
/// <param name="Partner">Only of this partner; empty: all.</param>
/// <param name="Reason">Only with this reason; empty: all.</param>
/// <param name="Id">Only this one; null: all.</param>
/// <param name="Since">Only those of this moment or later; null: all.</param>
/// <param name="Until">Only those before this moment; null: all.</param>
public sealed record FailureFilter(
    FailureKind? Kind = null, string Partner = "", string Reason = "", Guid? Id = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>Open failures of one partner with one reason.</summary>
/// <param name="Kind">What failed.</param>
/// <param name="Partner">Code of the partner: of the sender of messages, of the recipient of notifications.</param>
/// <param name="Reason">Numbers of the errors, joined with ","; of notifications the reason in words.</param>
/// <param name="Count">How many.</param>
/// <param name="First">When the oldest came or was made.</param>
/// <param name="Last">And the latest.</param>
/// <param name="Note">What people wrote about it, or null.</param>
public sealed record FailureGroup(FailureKind Kind, string Partner, string Reason, long Count, DateTimeOffset First, DateTimeOffset Last, FailureNote? Note);

/// <summary>What somebody wrote about a group.</summary>
public sealed record FailureNote(string Text, string Actor, DateTimeOffset At);

/// <summary>A refused message without its bytes; see <see cref="QuarantineRow"/>.</summary>
/// <param name="Id">Quarantine number.</param>
/// <param name="Publisher">Code of the partner.</param>
/// <param name="ReceivedAt">When it came first.</param>
/// <param name="ContentType">As received.</param>
/// <param name="Errors">Numbers of the errors, joined with ",".</param>
/// <param name="Problems">In words, one a line, without any value of the message.</param>
/// <param name="Length">Length in bytes as received.</param>
/// <param name="Times">How often it was refused.</param>
/// <param name="Resolution">What became of it; null: open.</param>
/// <param name="ResolvedAt">When.</param>
/// <param name="ResolvedBy">By which account, or empty.</param>
/// <param name="EmptiedAt">When its bytes went after their term; null: they are kept.</param>
public sealed record RefusedRow(
    Guid Id, string Publisher, DateTimeOffset ReceivedAt, string ContentType, string Errors, string Problems, long Length, long Times,
    Resolution? Resolution, DateTimeOffset? ResolvedAt, string ResolvedBy, DateTimeOffset? EmptiedAt = null);

/// <summary>A notification that was tried and not taken.</summary>
/// <param name="Id">Its event id.</param>
/// <param name="Person">About whom.</param>
/// <param name="Recipient">Code of the partner.</param>
/// <param name="Type">Short name of the notification.</param>
/// <param name="CreatedAt">When it was decided.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextTry">When it is tried next.</param>
/// <param name="Reason">Why it was not taken.</param>
public sealed record PostponedRow(
    Guid Id, Guid Person, string Recipient, string Type, DateTimeOffset CreatedAt, int Attempts, DateTimeOffset NextTry, string Reason);

/// <summary>A job that sends again.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Actor">Account that started it.</param>
/// <param name="Reason">Why.</param>
/// <param name="MadeAt">When.</param>
/// <param name="EndedAt">When it ended; null: it has not.</param>
/// <param name="Total">Items.</param>
/// <param name="Done">Items with a result.</param>
/// <param name="Good">Items that were accepted, known or released.</param>
public sealed record ReplayRow(Guid Id, string Actor, string Reason, DateTimeOffset MadeAt, DateTimeOffset? EndedAt, long Total = 0, long Done = 0, long Good = 0);

/// <summary>An item of a job.</summary>
/// <param name="Replay">The job.</param>
/// <param name="Place">Its place in it, from 1.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Item">Number of the refused message, or id of the notification.</param>
/// <param name="Result">What became of it; null: not done yet.</param>
/// <param name="Detail">Numbers of errors, or empty.</param>
/// <param name="At">When.</param>
public sealed record ReplayItem(Guid Replay, long Place, FailureKind Kind, Guid Item, ReplayResult? Result, string Detail, DateTimeOffset? At);

/// <summary>A changed copy of a refused message.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Refused">The message.</param>
/// <param name="Reason">Why it was changed.</param>
/// <param name="MadeBy">Account that changed it.</param>
/// <param name="MadeAt">When.</param>
/// <param name="DecidedBy">Account that decided on it, or empty.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Outcome">What came of it: <c>Accepted</c>, <c>TurnedDown</c>, or the numbers of errors; empty: undecided.</param>
/// <param name="SealedRaw">The copy, encrypted with the hub's quarantine key; empty when it went with the bytes of its message.</param>
public sealed record CorrectionRow(
    Guid Id, Guid Refused, string Reason, string MadeBy, DateTimeOffset MadeAt, string DecidedBy, DateTimeOffset? DecidedAt, string Outcome, byte[] SealedRaw);
