using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>The main job: DT&amp;V is ready when a negative decision is handed out. Each message changes one fact;
/// <see cref="ReadinessChange"/> then does what the change of facts asks for.</summary>
internal static class ReadinessRules
{
    public static void On(Turn turn, DecisionIssued message)
    {
        var before = Get(turn, message.DecisionNumber);
        var after = before;
        if (IsNewer(turn, message.Revision, before.Decision?.Revision))
            after = after with { Decision = new DecisionFact(message.Revision, message.Outcome, message.IssuedAt) };
        if (message.HandOut is { } plan && !(plan.Revision <= after.HandOut?.Revision))
            after = after with { HandOut = new HandOutFact(plan.Revision, plan) };
        // A granted decision that the hub never prepared for needs nothing.
        Settle(turn, before, after, RequestReason.NewDecision);
    }

    public static void On(Turn turn, HandOutPlanned message)
    {
        var before = Get(turn, message.DecisionNumber);
        if (IsNewer(turn, message.HandOut.Revision, before.HandOut?.Revision))
        {
            Settle(turn, before, before with { HandOut = new HandOutFact(message.HandOut.Revision, message.HandOut) },
                before.Plan is null ? RequestReason.HandOutPlanned : RequestReason.Replanned);
        }
    }

    public static void On(Turn turn, HandOutCancelled message)
    {
        var before = Get(turn, message.DecisionNumber);
        if (IsNewer(turn, message.HandOutRevision, before.HandOut?.Revision))
            Settle(turn, before, before with { HandOut = new HandOutFact(message.HandOutRevision, null) }, RequestReason.Replanned);
    }

    public static void On(Turn turn, DecisionWithdrawn message)
    {
        var before = Get(turn, message.DecisionNumber);
        if (IsNewer(turn, message.Revision, before.Decision?.Revision))
            Settle(turn, before, before with { Decision = new DecisionFact(message.Revision, null) }, RequestReason.NewDecision);
    }

    public static void On(Turn turn, DecisionHandedOut message)
    {
        var before = Get(turn, message.DecisionNumber);
        if (before.HandedOut is null)
            Settle(turn, before, before with { HandedOut = message }, RequestReason.NewDecision);
        else
            turn.Remember(Why.SameRevision);
    }

    public static void On(Turn turn, ReadinessReported message)
    {
        var before = Get(turn, message.DecisionNumber);
        if (!IsNewer(turn, message.Revision, before.Answer?.Revision))
            return;
        var after = before with { Answer = message };
        if (after.Status == ReadinessStatus.NotOpened)
            turn.Remember(Why.AnswerEarly);
        else if (!after.Answered)
            turn.Remember(Why.AnswerOutOfPlan);
        Settle(turn, before, after, RequestReason.Replanned);
    }

    public static void On(Turn turn, DepartureInterviewHeld message)
    {
        var before = Get(turn, message.DecisionNumber);
        if (before.InterviewHeldAt is not null)
        {
            turn.Remember(Why.SameRevision);
            return;
        }
        if (before.HandedOut is null)
            turn.Remember(Why.InterviewEarly);
        Settle(turn, before, before with { InterviewHeldAt = message.HeldAt }, RequestReason.NewDecision);
    }

    public static void On(Turn turn, RemovabilityChanged message)
    {
        var before = Get(turn, message.DecisionNumber);
        if (!IsNewer(turn, message.Revision, before.Removability?.Revision))
            return;
        var after = before with { Removability = message };
        turn.Remember(Why.Removability);
        turn.Update(turn.State.With(after));
        // An appeal mostly follows the hand-out, when departure is prepared: then it matters most.
        if (after.Status is not (ReadinessStatus.NotOpened or ReadinessStatus.Cancelled))
        {
            turn.Tell(Role.Departure, new HandOutChanged
            {
                PolicyVersion = turn.Policy.Version,
                DecisionNumber = after.DecisionNumber,
                Change = HandOutChange.RemovabilityChanged,
                HandOut = after.Plan,
                Removable = message.Removable,
            }, Why.Removability, after.DecisionNumber);
        }
    }

    /// <summary>Stores the facts and does what their change asks for.</summary>
    internal static void Settle(Turn turn, Readiness before, Readiness after, RequestReason reason) =>
        new ReadinessChange(turn, before, after, reason).Settle();

    private static Readiness Get(Turn turn, string decisionNumber) =>
        turn.State.Find(decisionNumber) ?? new Readiness { DecisionNumber = decisionNumber };

    private static bool IsNewer(Turn turn, int revision, int? known)
    {
        if (known is null || revision > known)
            return true;
        turn.Remember(revision == known ? Why.SameRevision : Why.OlderRevision);
        return false;
    }
}
