using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Whom the policy names for a readiness: whom to call now, and whom the hub warns next.</summary>
internal sealed class CallList(Policy policy, PartnerList partners, Texts texts)
{
    /// <summary>Whom to call now, or null when nobody needs to be.</summary>
    public string? Now(ReadinessRow row) => row switch
    {
        { Status: ReadinessStatus.InterviewOverdue } => Names(policy.InterviewOverdue),
        { Status: ReadinessStatus.InterviewHeld or ReadinessStatus.Cancelled } => null,
        { MissedPresence: true } => Names([new EscalationTarget(Role.Departure, Audience.DutyOfficer)]),
        { Status: ReadinessStatus.Overdue } => Names([.. Escalations(row).Take(Math.Max(1, row.Level)).SelectMany(rung => rung.EscalateTo).Distinct()]),
        { Status: ReadinessStatus.NotReady } => Names([new EscalationTarget(Role.Decisions, Audience.ProcessDirector)]),
        _ => null,
    };

    /// <summary>Whom the next escalation goes to; null when no rung is left.</summary>
    public string? Next(ReadinessRow row) =>
        Escalations(row).Skip(row.Level).FirstOrDefault() is { } rung ? Names(rung.EscalateTo) : null;

    // In order of time, as the ladder is planned: nobody is troubled before the answer is due.
    private IEnumerable<LadderRung> Escalations(ReadinessRow row) => policy.Ladder
        .Where(rung => rung.EscalateTo.Count > 0 && (rung.BeforeHandOut is null || row.HandOutAt is not null))
        .OrderBy(rung => rung.BeforeHandOut is { } before && row.HandOutAt - before > row.RespondBy ? row.HandOutAt - before : row.RespondBy)
        .ThenBy(rung => rung.Fraction ?? 1);

    private string Names(IReadOnlyList<EscalationTarget> targets) =>
        string.Join($" {texts.And} ", targets.Select(target => $"{texts.Audience(target.Audience)} {PartnerOf(target.Role)}"));

    private string PartnerOf(Role role)
    {
        var code = role switch
        {
            Role.Decisions => policy.Roles.Decisions,
            Role.Departure => policy.Roles.Departure,
            Role.Reception => policy.Roles.Reception,
            _ => policy.Roles.Guardian ?? "",
        };
        return partners.Find(code)?.Name ?? code;
    }
}
