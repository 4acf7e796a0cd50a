using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>Whether DT&amp;V will be ready when one decision is handed out. Holds facts, each the latest of its revisions,
/// and what the hub asked because of them; the status follows from these. Facts from different publishers may come in any
/// order: the same facts give the same status.</summary>
public sealed record Readiness
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>Latest revision of the decision.</summary>
    public DecisionFact? Decision { get; init; }

    /// <summary>Latest revision of the hand-out.</summary>
    public HandOutFact? HandOut { get; init; }

    /// <summary>Latest answer of DT&amp;V.</summary>
    public ReadinessReported? Answer { get; init; }

    /// <summary>The hand-out that happened.</summary>
    public DecisionHandedOut? HandedOut { get; init; }

    /// <summary>When the first departure interview was held. Counts once the decision was handed out.</summary>
    public DateTimeOffset? InterviewHeldAt { get; init; }

    /// <summary>When the term for the interview passed without one.</summary>
    public DateTimeOffset? InterviewOverdueAt { get; init; }

    /// <summary>Latest revision of removability.</summary>
    public RemovabilityChanged? Removability { get; init; }

    /// <summary>The decision turned out to belong to another person.</summary>
    public bool RelinkedAway { get; init; }

    /// <summary>What DT&amp;V is asked now; null when nothing is asked.</summary>
    public ReadinessRequest? Request { get; init; }

    /// <summary>How many requests were made.</summary>
    public int Requests { get; init; }

    /// <summary>The plan as it stands, or null.</summary>
    public HandOutPlan? Plan => HandOut?.Plan;

    /// <summary>Why it is cancelled, or null.</summary>
    public CancelCause? CancelCause =>
        RelinkedAway ? Contracts.CancelCause.PersonRelinked
        : Decision is { Outcome: null } ? Contracts.CancelCause.DecisionWithdrawn
        : Decision is { Outcome: DecisionOutcome.Granted } ? Contracts.CancelCause.DecisionGranted
        : HandedOut is null && HandOut is { Plan: null } ? Contracts.CancelCause.HandOutCancelled
        : null;

    /// <summary>The answer covers the plan as it stands.</summary>
    public bool Answered => Answer is not null && Covers(Answer, Plan);

    /// <summary>Follows from the facts and from how far the ladder was climbed.</summary>
    public ReadinessStatus Status =>
        // An interview without a hand-out, early or by mistake, must not stop anybody from preparing the hand-out.
        InterviewHeldAt is not null && HandedOut is not null ? ReadinessStatus.InterviewHeld
        : CancelCause is not null ? ReadinessStatus.Cancelled
        : HandedOut is not null ? InterviewOverdueAt is null ? ReadinessStatus.HandedOut : ReadinessStatus.InterviewOverdue
        : Decision is null && HandOut is null ? ReadinessStatus.NotOpened
        : Answered ? Answer!.Answer == ReadinessAnswer.Ready ? ReadinessStatus.Ready : ReadinessStatus.NotReady
        : Request is { Level: > 0 } ? ReadinessStatus.Overdue
        : ReadinessStatus.Requested;

    /// <summary>Open: the hand-out is still to come.</summary>
    public bool IsOpen => Status is ReadinessStatus.Requested or ReadinessStatus.Ready or ReadinessStatus.NotReady or ReadinessStatus.Overdue;

    /// <summary>DT&amp;V said it would be ready for this plan before it was handed out.</summary>
    public bool WasReadyAtHandOut => HandedOut is not null && Answered && Answer!.Answer == ReadinessAnswer.Ready
        && Answer.ReportedAt <= HandedOut.HandedOutAt;

    /// <summary>An answer covers a plan when it was given for that very moment, or says ready for a period around it; for its place if
    /// it names one; and when the interview does not start before the hand-out.</summary>
    public static bool Covers(ReadinessReported answer, HandOutPlan? plan)
    {
        if (plan is null)
            return true;
        var inTime = answer.HandOutAt == plan.At
            // "Not then, but I can in this period" is no refusal of that period: there DT&V is asked anew.
            || (answer.Answer == ReadinessAnswer.Ready && answer.AvailableFrom <= plan.At && plan.At <= answer.AvailableUntil);
        var inPlace = answer.Location is null || answer.Location.Name == plan.Location.Name;
        var interviewAfter = answer.InterviewSlot is null || answer.InterviewSlot.Start >= plan.At;
        return inTime && inPlace && interviewAfter;
    }
}

/// <summary>States of a readiness.</summary>
public enum ReadinessStatus
{
    /// <summary>Only facts that came early, such as an answer before its decision.</summary>
    NotOpened,
    /// <summary>DT&amp;V was asked.</summary>
    Requested,
    /// <summary>DT&amp;V will be there.</summary>
    Ready,
    /// <summary>DT&amp;V will not.</summary>
    NotReady,
    /// <summary>No answer before it was due.</summary>
    Overdue,
    /// <summary>Handed out; the interview is due.</summary>
    HandedOut,
    /// <summary>First departure interview held.</summary>
    InterviewHeld,
    /// <summary>No interview in time.</summary>
    InterviewOverdue,
    /// <summary>Cancelled, withdrawn, revised to granted, or another person's.</summary>
    Cancelled,
}

/// <summary>Latest known of a decision.</summary>
/// <param name="Revision">From 1.</param>
/// <param name="Outcome">Null: withdrawn.</param>
/// <param name="IssuedAt">When it was issued; null for what was heard before figures were kept.</param>
public sealed record DecisionFact(int Revision, DecisionOutcome? Outcome, DateTimeOffset? IssuedAt = null);

/// <summary>Latest known of a hand-out.</summary>
/// <param name="Revision">From 1.</param>
/// <param name="Plan">Null: cancelled.</param>
public sealed record HandOutFact(int Revision, HandOutPlan? Plan);

/// <summary>One request to DT&amp;V.</summary>
/// <param name="Number">From 1 per decision.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="RespondBy">When the answer is due.</param>
/// <param name="ShortNotice">Nearer than the lead time.</param>
/// <param name="PlanAt">The hand-out it was asked for.</param>
/// <param name="PlanLocation">Its place.</param>
/// <param name="Ladder">Rungs still to climb, in order of time.</param>
/// <param name="Level">Escalation rungs climbed.</param>
public sealed record ReadinessRequest(
    int Number, DateTimeOffset AskedAt, DateTimeOffset RespondBy, bool ShortNotice,
    DateTimeOffset? PlanAt, string? PlanLocation, IReadOnlyList<PlannedRung> Ladder, int Level)
{
    /// <summary>Asked for this moment and place.</summary>
    public bool IsFor(HandOutPlan? plan) => PlanAt == plan?.At && PlanLocation == plan?.Location.Name;
}

/// <summary>A rung with its moment.</summary>
/// <param name="At">When it is climbed.</param>
/// <param name="EscalateTo">Empty: a reminder.</param>
public sealed record PlannedRung(DateTimeOffset At, IReadOnlyList<EscalationTarget> EscalateTo);
