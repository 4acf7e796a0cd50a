using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>What people who run the hub look at, beside <see cref="IHubReads"/>. Part of seam 1.</summary>
public interface IOperations
{
    /// <summary>Alerts.</summary>
    IAlerts Alerts { get; }

    /// <summary>Pauses, policies, and what is kept.</summary>
    IControls Controls { get; }

    /// <summary>Who is signed in to the pages.</summary>
    ISessions Sessions { get; }

    /// <summary>Adds to how much came in and went out. What is of before <paramref name="forgetBefore"/> goes.</summary>
    /// <param name="rows">Counts to add.</param>
    /// <param name="forgetBefore">Minutes since 1970.</param>
    /// <param name="cancellation">Cancels.</param>
    Task NoteFlowAsync(IReadOnlyList<FlowRow> rows, long forgetBefore, CancellationToken cancellation);

    /// <summary>How much came in and went out from this minute on, in order of minute, kind and bucket.</summary>
    Task<IReadOnlyList<FlowRow>> FlowAsync(long fromMinute, CancellationToken cancellation);

    /// <summary>What the overview shows of waiting hand-outs, terms and failures.</summary>
    Task<Glance> GlanceAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Deadlines before this moment, earliest first, with the total.</summary>
    Task<Page<DeadlineRow>> DeadlinesAsync(DateTimeOffset before, int skip, int take, CancellationToken cancellation);

    /// <summary>Look-ups of all persons, latest first, with the total.</summary>
    Task<Page<LogRow>> LookUpsAsync(int skip, int take, CancellationToken cancellation);

    /// <summary>Writes down who did what, and queues its hash for the next checkpoint.</summary>
    Task NoteActionAsync(ActionRow action, CancellationToken cancellation);

    /// <summary>Who did what, latest first, with the total.</summary>
    /// <param name="subject">Only about this; empty: about anything.</param>
    /// <param name="skip">How many to leave out.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<Page<ActionRow>> ActionsAsync(string subject, int skip, int take, CancellationToken cancellation);

    /// <summary>The audit log from a moment up to and without another, in the order in which it was written; does not hold it in memory.</summary>
    IAsyncEnumerable<ActionRow> AuditAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>Entries of the audit log by their numbers, in no order; unknown ones are left out.</summary>
    Task<IReadOnlyList<ActionRow>> ActionsOfAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation);
}

/// <summary>What is counted per minute.</summary>
public enum FlowKind
{
    /// <summary>Messages that were accepted.</summary>
    Accepted,
    /// <summary>Notifications that a recipient's queue confirmed, by how long after the decision.</summary>
    Confirmed,
}

/// <summary>A count of one minute.</summary>
/// <param name="Minute">Minutes since 1970, UTC.</param>
/// <param name="Kind">What.</param>
/// <param name="Bucket">For what takes time: its place in <see cref="Delays.Bounds"/>; else 0.</param>
/// <param name="Count">How many.</param>
public sealed record FlowRow(long Minute, FlowKind Kind, int Bucket, long Count);

/// <summary>What the overview shows.</summary>
/// <param name="HandOuts">Hand-outs that are still to come, by readiness.</param>
/// <param name="AgreementsOpen">Open agreements.</param>
/// <param name="AgreementsPast">Those of them whose term passed.</param>
/// <param name="DeadlinesOfDay">Deadlines in the next 24 hours, those that passed included.</param>
/// <param name="NextDeadline">The earliest of all; null: there is none.</param>
/// <param name="Refused">Refused messages that nobody dealt with yet.</param>
/// <param name="OldestRefused">When the oldest of them came.</param>
/// <param name="RefusedLately">How many of them came within the last hour.</param>
/// <param name="Postponed">Notifications that were tried and not taken.</param>
/// <param name="OldestPostponed">When the oldest of them was made.</param>
/// <param name="NeedSomebody">Readinesses that need a person, as the board counts them.</param>
public sealed record Glance(
    IReadOnlyList<HandOutCount> HandOuts, long AgreementsOpen, long AgreementsPast, long DeadlinesOfDay, DateTimeOffset? NextDeadline,
    long Refused, DateTimeOffset? OldestRefused, long RefusedLately, long Postponed, DateTimeOffset? OldestPostponed, long NeedSomebody);

/// <summary>Hand-outs to come with one readiness; those without a moment count in both, as they do on the board.</summary>
/// <param name="Status">Readiness.</param>
/// <param name="WithinDay">Within 24 hours.</param>
/// <param name="WithinThreeDays">Within 72 hours.</param>
public sealed record HandOutCount(ReadinessStatus Status, long WithinDay, long WithinThreeDays);
