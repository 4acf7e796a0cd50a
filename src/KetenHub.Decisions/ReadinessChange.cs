using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>What a change of one readiness' facts asks for: whom to ask, to tell and to stop reminding. Compares before with after,
/// so that every way to a state gives the same result.</summary>
internal sealed class ReadinessChange
{
    private readonly Turn turn;
    private readonly Readiness before;
    private readonly Readiness after;
    private readonly RequestReason reason;
    private Readiness current;

    public ReadinessChange(Turn turn, Readiness before, Readiness after, RequestReason reason) =>
        (this.turn, this.before, this.after, this.reason, current) = (turn, before, after, reason, after);

    private string Number => after.DecisionNumber;

    private Policy Policy => turn.Policy;

    private bool PlanChanged => after.Plan is not null && before.Plan != after.Plan;

    private bool WasAnswered => before.IsOpen && before.Answered;

    private bool WasHandedOut => before.Status is ReadinessStatus.HandedOut or ReadinessStatus.InterviewOverdue;

    public void Settle()
    {
        turn.Update(turn.State.With(current));
        if (after.Status == ReadinessStatus.Cancelled)
            Cancel();
        else if (after.IsOpen)
            Prepare();
        else if (after.Status == ReadinessStatus.HandedOut && !WasHandedOut)
            HandOut();
        else if (after.Status == ReadinessStatus.InterviewHeld && before.Status != ReadinessStatus.InterviewHeld)
            Complete();
        turn.Update(turn.State.With(current));
    }

    private void Prepare()
    {
        var ask = !after.Answered && (before.Request is null || !before.IsOpen || WasAnswered || !before.Request.IsFor(after.Plan));
        if (ask)
            Ask();
        else if (after.Answered)
            PassOnAnswer();
        else if (PlanChanged)
            TellChange(Role.Departure, HandOutChange.Replanned, Why.PlanChanged);
        // A plan that stands again after reception was told that it was off counts as changed.
        if (PlanChanged || !before.IsOpen)
            TellReception(before.Plan is null ? HandOutChange.Planned : HandOutChange.Replanned);
        if (!before.IsOpen || before.Plan is null)
            SafetyRules.OnOpened(turn, before, current);
    }

    private void Ask()
    {
        var request = ReadinessLadder.Plan(after, before.Requests + 1, Policy, turn.Now);
        current = current with { Request = request, Requests = request.Number };
        turn.Update(turn.State.With(current));
        if (WasAnswered)
            TellClearance(Clearance.AskedAgain, Why.AskedAgain);
        turn.Tell(Role.Departure, new ReadinessRequested
        {
            PolicyVersion = Policy.Version,
            DecisionNumber = Number,
            RequestNumber = request.Number,
            Reason = before.Status == ReadinessStatus.Cancelled ? RequestReason.Reopened : reason,
            HandOut = after.Plan,
            RespondBy = request.RespondBy,
            ShortNotice = request.ShortNotice,
            PersonIsMinor = turn.State.IsMinor,
        }, WasAnswered ? Why.AskedAgain : Why.Asked, Number);
        if (request.ShortNotice)
            ReadinessLadder.Escalate(turn, current, EscalationReason.ShortNotice, Role.Departure, Audience.DutyOfficer, 1, Why.ShortNotice);
        ReadinessLadder.SetNext(turn, current);
    }

    private void PassOnAnswer()
    {
        if (before.IsOpen)
            turn.CancelDeadline(DeadlineKeys.ForReadiness(Number));
        // Also when it stands again after DT&V was told that it was cancelled.
        if (before.Answer == after.Answer && (PlanChanged || !before.IsOpen))
        {
            turn.Remember(Why.AnswerKept);
            TellChange(Role.Departure, before.Plan is null ? HandOutChange.Planned : HandOutChange.Replanned, Why.AnswerKept, answerKept: true);
        }
        // IND hears every answer that counts, and again when it counts for another plan.
        if (PlanChanged || before.Answer != after.Answer || !before.IsOpen)
            TellClearance(after.Answer!.Answer == ReadinessAnswer.Ready ? Clearance.Ready : Clearance.NotReady, Why.Answered);
    }

    private void Cancel()
    {
        if (before.HandedOut is null && after.HandedOut is not null)
            turn.Remember(Why.HandedOutWhileCancelled);
        if (!before.IsOpen && !WasHandedOut)
        {
            turn.Remember(Why.Recorded);
            return;
        }
        End(Why.Cancelled);
        current = current with { Request = null };
        TellChange(Role.Departure, HandOutChange.Cancelled, Why.Cancelled);
        if (after.CancelCause == CancelCause.PersonRelinked)
            TellChange(Role.Decisions, HandOutChange.Cancelled, Why.Cancelled);
        if (before.Plan?.Location.Kind == LocationKind.ReceptionLocation)
            TellChange(Role.Reception, HandOutChange.Cancelled, Why.Cancelled);
    }

    private void HandOut()
    {
        turn.CancelDeadline(DeadlineKeys.ForReadiness(Number));
        var handedOut = after.HandedOut!;
        turn.SetDeadline(DeadlineKeys.ForInterview(Number), handedOut.HandedOutAt + Policy.TermsAt(after.Plan?.Location).InterviewWithin);
        TellHandedOut();
        if (!handedOut.DtvPresent)
            ReadinessLadder.Escalate(turn, current, EscalationReason.MissedPresence, Role.Departure, Audience.DutyOfficer, 1, Why.MissedPresence);
    }

    private void Complete()
    {
        // The interview can be reported before the hand-out: another partner sends it.
        if (before.HandedOut is null)
            TellHandedOut();
        End(Why.InterviewHeld);
    }

    private void TellHandedOut()
    {
        TellChange(Role.Departure, HandOutChange.HandedOut, Why.HandedOut);
        TellReception(HandOutChange.HandedOut);
    }

    private void End(string why)
    {
        turn.Remember(why);
        turn.CancelDeadline(DeadlineKeys.ForReadiness(Number));
        turn.CancelDeadline(DeadlineKeys.ForInterview(Number));
    }

    private void TellReception(HandOutChange change)
    {
        var concerned = after.Plan?.Location.Kind == LocationKind.ReceptionLocation
            || before.Plan?.Location.Kind == LocationKind.ReceptionLocation;
        if (concerned)
            TellChange(Role.Reception, change, Why.PlanChanged);
    }

    private void TellChange(Role role, HandOutChange change, string why, bool? answerKept = null) =>
        turn.Tell(role, new HandOutChanged
        {
            PolicyVersion = Policy.Version,
            DecisionNumber = Number,
            Change = change,
            HandOut = after.Plan,
            CancelCause = change == HandOutChange.Cancelled ? after.CancelCause : null,
            HandedOutAt = after.HandedOut?.HandedOutAt,
            AnswerKept = answerKept,
        }, why, Number);

    private void TellClearance(Clearance clearance, string why) =>
        turn.Tell(Role.Decisions, new HandOutClearance
        {
            PolicyVersion = Policy.Version,
            DecisionNumber = Number,
            HandOutRevision = after.Plan?.Revision,
            Clearance = clearance,
            WhoComes = clearance == Clearance.Ready ? after.Answer?.WhoComes : null,
            InterviewSlot = clearance == Clearance.Ready ? after.Answer?.InterviewSlot : null,
            NotReadyReason = clearance == Clearance.NotReady ? after.Answer?.NotReadyReason : null,
        }, why, Number);
}
