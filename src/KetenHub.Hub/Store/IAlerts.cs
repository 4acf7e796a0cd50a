using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Alerts, and what was done about them. Part of seam 1. What the hub measures and what people say are written apart, so that neither
/// undoes the other.</summary>
public interface IAlerts
{
    /// <summary>Everything that is not resolved, also what is too high but not for long enough yet; the longest first.</summary>
    Task<IReadOnlyList<AlertRow>> OpenAsync(CancellationToken cancellation);

    /// <summary>Alerts that were resolved, latest first, with the total.</summary>
    Task<Page<AlertRow>> ResolvedAsync(int skip, int take, CancellationToken cancellation);

    /// <summary>An alert, or null.</summary>
    Task<AlertRow?> AlertAsync(Guid id, CancellationToken cancellation);

    /// <summary>Writes how it goes with a rule and a subject, with what happened to it.</summary>
    /// <returns>False when another alert of this rule and subject is open: another hub was first.</returns>
    Task<bool> KeepAsync(AlertRow alert, IReadOnlyList<AlertEvent> events, CancellationToken cancellation);

    /// <summary>Forgets one that was never raised.</summary>
    Task ForgetAsync(Guid id, CancellationToken cancellation);

    /// <summary>Somebody takes care of it.</summary>
    /// <returns>False when somebody did before, or it is resolved, or was never raised.</returns>
    Task<bool> AcknowledgeAsync(Guid id, string actor, string note, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Writes how escalating went.</summary>
    /// <param name="id">The alert.</param>
    /// <param name="escalated">Somebody was told: the next time counts from this moment.</param>
    /// <param name="events">What happened.</param>
    /// <param name="cancellation">Cancels.</param>
    Task EscalateAsync(Guid id, DateTimeOffset? escalated, IReadOnlyList<AlertEvent> events, CancellationToken cancellation);

    /// <summary>What happened to an alert, in order.</summary>
    Task<IReadOnlyList<AlertEvent>> EventsOfAsync(Guid id, CancellationToken cancellation);

    /// <summary>What happened to all alerts, latest first, with the total.</summary>
    Task<Page<AlertEvent>> EventsAsync(int skip, int take, CancellationToken cancellation);
}

/// <summary>An alert.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Rule">Name of its rule.</param>
/// <param name="Subject">Code of the partner that it is about; empty: of none.</param>
/// <param name="Course">How it goes.</param>
/// <param name="AcknowledgedAt">When somebody said to take care of it; null: nobody did.</param>
/// <param name="AcknowledgedBy">The account, or empty.</param>
/// <param name="Note">What the account wrote, or empty.</param>
/// <param name="EscalatedAt">When somebody was told last by mail or webhook; null: not yet.</param>
/// <param name="Escalations">How often.</param>
public sealed record AlertRow(
    Guid Id, string Rule, string Subject, AlertCourse Course, DateTimeOffset? AcknowledgedAt = null, string AcknowledgedBy = "", string Note = "",
    DateTimeOffset? EscalatedAt = null, int Escalations = 0)
{
    /// <summary>Somebody must look: it was raised, is not resolved, and nobody takes care of it.</summary>
    public bool NeedsSomebody => Course is { RaisedAt: not null, ResolvedAt: null } && AcknowledgedAt is null;
}

/// <summary>Something happened to an alert.</summary>
/// <param name="Alert">Its number.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Actor">The account, or <c>hub</c>.</param>
/// <param name="Detail">The note of an account, the measurement as a number, or the way it was escalated by; never a person.</param>
public sealed record AlertEvent(Guid Alert, DateTimeOffset At, AlertEventKind Kind, string Actor, string Detail);

/// <summary>What happened to an alert.</summary>
public enum AlertEventKind
{
    /// <summary>It was raised.</summary>
    Raised,
    /// <summary>Somebody takes care of it.</summary>
    Acknowledged,
    /// <summary>Somebody was told by mail or webhook.</summary>
    Escalated,
    /// <summary>Nobody could be told that way.</summary>
    EscalationFailed,
    /// <summary>Calm for long enough.</summary>
    Resolved,
    /// <summary>Its rule or partner is no longer there.</summary>
    Dropped,
}
