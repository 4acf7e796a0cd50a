using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Whom the policy names for a readiness: whom to call now, and whom the hub warns next.</summary>
internal sealed class CallList(Policy policy, PartnerList partners, Texts texts)
{
    /// <summary>Whom to call now, or null when nobody needs to be.</summary>
    /// <param name="row">The readiness.</param>
    /// <param name="brief">Partners by their codes, for where there is no room.</param>
    public string? Now(ReadinessRow row, bool brief = false) => row switch
    {
        { Status: ReadinessStatus.InterviewOverdue } => Names(policy.InterviewOverdue, brief),
        { Status: ReadinessStatus.InterviewHeld or ReadinessStatus.Cancelled } => null,
        { MissedPresence: true } => Names([new EscalationTarget(Role.Departure, Audience.DutyOfficer)], brief),
        { Status: ReadinessStatus.Overdue } => Names([.. Escalations(row).Take(Math.Max(1, row.Level)).SelectMany(rung => rung.EscalateTo).Distinct()], brief),
        { Status: ReadinessStatus.NotReady } => Names([new EscalationTarget(Role.Decisions, Audience.ProcessDirector)], brief),
        _ => null,
    };

    /// <summary>Whom the next escalation goes to; null when no rung is left.</summary>
    public string? Next(ReadinessRow row) =>
        Escalations(row).Skip(row.Level).FirstOrDefault() is { } rung ? Names(rung.EscalateTo) : null;

    /// <summary>The whole ladder of a readiness that waits for an answer: what was done, what is next, and what would follow.</summary>
    public IReadOnlyList<LadderStep> Steps(ReadinessRow row)
    {
        var steps = new List<LadderStep>();
        var (warnings, hasNext) = (0, false);
        foreach (var rung in Rungs(row))
        {
            var isWarning = rung.EscalateTo.Count > 0;
            var isDone = isWarning ? warnings++ < row.Level : row.NextStep != "reminder";
            var isNext = !isDone && !hasNext && row.NextStep.Length > 0;
            hasNext |= isNext;
            // When a reminder went out is not on the board; when the next step comes is.
            steps.Add(new LadderStep(
                isWarning ? texts.WarningTo(Names(rung.EscalateTo)) : texts.ReminderTo, isNext ? row.NextAt : rung.Fraction < 1 ? null : MomentOf(rung, row),
                isDone ? StepState.Done : isNext ? StepState.Next : StepState.Later));
        }
        return steps;
    }

    private IEnumerable<LadderRung> Escalations(ReadinessRow row) => Rungs(row).Where(rung => rung.EscalateTo.Count > 0);

    // In order of time, as the ladder is planned: nobody is troubled before the answer is due.
    private IEnumerable<LadderRung> Rungs(ReadinessRow row) => policy.Ladder
        .Where(rung => rung.BeforeHandOut is null || row.HandOutAt is not null)
        .OrderBy(rung => MomentOf(rung, row)).ThenBy(rung => rung.Fraction ?? 1);

    private static DateTimeOffset? MomentOf(LadderRung rung, ReadinessRow row) =>
        rung.BeforeHandOut is { } before && row.HandOutAt - before > row.RespondBy ? row.HandOutAt - before : row.RespondBy;

    private string Names(IReadOnlyList<EscalationTarget> targets, bool brief = false) =>
        string.Join($" {texts.And} ", targets.Select(target => $"{texts.Audience(target.Audience)} {PartnerOf(target.Role, brief)}"));

    private string PartnerOf(Role role, bool brief)
    {
        var code = role switch
        {
            Role.Decisions => policy.Roles.Decisions,
            Role.Departure => policy.Roles.Departure,
            Role.Reception => policy.Roles.Reception,
            _ => policy.Roles.Guardian ?? "",
        };
        return brief ? code.ToUpperInvariant() : partners.Find(code)?.Name ?? code;
    }
}

/// <summary>A step of the ladder.</summary>
/// <param name="What">What is done, and to whom.</param>
/// <param name="At">When; null: not known here.</param>
/// <param name="State">Whether it was.</param>
internal sealed record LadderStep(string What, DateTimeOffset? At, StepState State);

internal enum StepState
{
    Done,
    Next,
    Later,
}
