using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>Respond-by, reminders and escalations. Only the next rung has a deadline; what is due is read from the state,
/// so that a deadline that comes late or twice reminds nobody of what is settled.</summary>
internal static class ReadinessLadder
{
    /// <summary>A new request with its ladder.</summary>
    public static ReadinessRequest Plan(Readiness readiness, int number, Policy policy, DateTimeOffset now)
    {
        var plan = readiness.Plan;
        var terms = policy.TermsAt(plan?.Location);
        var shortNotice = plan is not null && plan.At - now < terms.LeadTime;
        var respondBy = RespondBy(plan, terms, shortNotice, now);
        var rungs = policy.Ladder
            .Where(rung => rung.BeforeHandOut is null || plan is not null)
            .Select(rung => new PlannedRung(MomentOf(rung, plan, now, respondBy), rung.EscalateTo))
            .OrderBy(rung => rung.At)
            .ToList();
        return new ReadinessRequest(number, now, respondBy, shortNotice, plan?.At, plan?.Location.Name, rungs, 0);
    }

    /// <summary>Sets the deadline of the next rung, if there is one.</summary>
    public static void SetNext(Turn turn, Readiness readiness) =>
        Ladder.SetNext(turn, DeadlineKeys.ForReadiness(readiness.DecisionNumber), readiness.Request?.Ladder);

    /// <summary>Climbs every rung that is due.</summary>
    public static void OnDeadline(Turn turn, string decisionNumber)
    {
        var readiness = turn.State.Find(decisionNumber);
        if (readiness is not { Request: { } request, Status: ReadinessStatus.Requested or ReadinessStatus.Overdue })
        {
            turn.Remember(Why.NothingDue);
            return;
        }
        var climb = Ladder.At(request.Ladder, turn.Now);
        var climbed = readiness with { Request = request with { Ladder = climb.Left, Level = request.Level + climb.Escalations } };
        turn.Update(turn.State.With(climbed));
        if (climb.Due == 0)
            turn.Remember(Why.NothingDue);
        else if (climb.Escalations == 0)
            Remind(turn, climbed);
        foreach (var target in climb.Targets)
            Escalate(turn, climbed, EscalationReason.NoAnswer, target.Role, target.Audience, climbed.Request.Level, Why.Escalated);
        SetNext(turn, climbed);
    }

    /// <summary>The term for the first departure interview passed.</summary>
    public static void OnInterviewDeadline(Turn turn, string decisionNumber)
    {
        var readiness = turn.State.Find(decisionNumber);
        if (readiness is not { Status: ReadinessStatus.HandedOut })
        {
            turn.Remember(Why.NothingDue);
            return;
        }
        var overdue = readiness with { InterviewOverdueAt = turn.Now };
        turn.Update(turn.State.With(overdue));
        foreach (var target in turn.Policy.InterviewOverdue)
            Escalate(turn, overdue, EscalationReason.InterviewOverdue, target.Role, target.Audience, 1, Why.InterviewOverdue);
    }

    /// <summary>Tells a person at a partner.</summary>
    public static void Escalate(
        Turn turn, Readiness readiness, EscalationReason reason, Role role, Audience audience, int level, string why) =>
        turn.Tell(role, new ReadinessEscalated
        {
            PolicyVersion = turn.Policy.Version,
            DecisionNumber = readiness.DecisionNumber,
            Reason = reason,
            Audience = audience,
            Level = level,
            HandOutAt = readiness.HandedOut?.HandedOutAt ?? readiness.Plan?.At,
            Location = readiness.Plan?.Location,
            RespondBy = readiness.HandedOut is null ? readiness.Request?.RespondBy : null,
        }, why, readiness.DecisionNumber);

    private static void Remind(Turn turn, Readiness readiness) =>
        turn.Tell(Role.Departure, new ReadinessReminder
        {
            PolicyVersion = turn.Policy.Version,
            DecisionNumber = readiness.DecisionNumber,
            RequestNumber = readiness.Request!.Number,
            HandOutAt = readiness.Plan?.At,
            Location = readiness.Plan?.Location,
            RespondBy = readiness.Request.RespondBy,
        }, Why.Reminded, readiness.DecisionNumber);

    private static DateTimeOffset RespondBy(HandOutPlan? plan, Terms terms, bool shortNotice, DateTimeOffset now)
    {
        if (plan is null)
            return now + terms.RespondWithin;
        // Short notice: half of what is left, but not more than DT&V has ordinarily.
        if (shortNotice)
            return now + Smaller(terms.RespondWithin, Larger(TimeSpan.Zero, (plan.At - now) / 2));
        // Just outside the lead time the literal rule would leave seconds; see src/adr/2026-11-22-respond-by.md.
        return now + Larger(terms.MinimumToRespond, Smaller(terms.RespondWithin, plan.At - terms.LeadTime - now));
    }

    // Nobody is troubled before DT&V's own term has passed, except by a reminder.
    private static DateTimeOffset MomentOf(LadderRung rung, HandOutPlan? plan, DateTimeOffset now, DateTimeOffset respondBy)
    {
        if (rung.Fraction is { } fraction)
            return now + ((respondBy - now) * fraction);
        var moment = plan!.At - rung.BeforeHandOut!.Value;
        return moment < respondBy ? respondBy : moment;
    }

    private static TimeSpan Smaller(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Larger(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
