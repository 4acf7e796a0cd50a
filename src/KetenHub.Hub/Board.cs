using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Readiness, agreements and cases as pages show them.</summary>
internal static class Board
{
    public static AgreementRow Row(Guid person, PersonState state, Agreement agreement, DateTimeOffset at)
    {
        var (made, end) = (agreement.Made, state.EndOf(agreement));
        return new AgreementRow(person, agreement.Maker, agreement.Number, made.Owner, made.Kind?.ToString() ?? "", made.EndsAt, made.Location ?? "",
            made.Table ?? "", end?.Result.ToString() ?? "", end?.ClosedAt, agreement.Level, made.MadeAt, at);
    }

    /// <summary>Null while there is no case.</summary>
    public static CaseRow? Case(Guid person, PersonState state, Policy policy)
    {
        if (state.Progress is not { } progress)
            return null;
        var director = CaseRules.DirectorOf(state);
        return new CaseRow(person, progress.Phase, progress.Since, progress.OpenedAt, CaseRules.WaitsFor(state, policy), CaseRules.PlaceOf(state),
            director?.Partner ?? "", director?.Function ?? "", CaseRules.DirectorMissing(state, policy),
            state.IsOutOfView ? state.View!.ObservedAt : null, state.Place?.Name ?? "", state.Place?.At, state.ReportedAt,
            state.Agreements.Count(agreement => state.EndOf(agreement) is null), state.IsMinor);
    }

    public static ReadinessRow Row(Guid person, PersonState state, Readiness readiness, DateTimeOffset at)
    {
        var (nextStep, nextAt) = Next(readiness);
        return new ReadinessRow(
            person, readiness.DecisionNumber, readiness.Status,
            readiness.HandedOut?.HandedOutAt ?? readiness.Plan?.At,
            readiness.Plan?.Location.Name ?? "",
            readiness.Request?.RespondBy,
            readiness.Request?.Level ?? 0,
            nextStep, nextAt,
            readiness.Answered ? readiness.Answer!.WhoComes ?? "" : "",
            readiness.Answered ? readiness.Answer!.InterviewSlot?.Start : null,
            readiness.Answered ? readiness.Answer!.NotReadyReason?.ToString() ?? "" : "",
            readiness.CancelCause?.ToString() ?? "",
            state.IsMinor, state.IsOutOfView,
            readiness.HandedOut is { DtvPresent: false },
            readiness.WasReadyAtHandOut,
            readiness.Requests, at);
    }

    private static (string Step, DateTimeOffset? At) Next(Readiness readiness) => readiness switch
    {
        { Status: ReadinessStatus.Requested or ReadinessStatus.Overdue, Request.Ladder: [var rung, ..] } =>
            (rung.EscalateTo.Count == 0 ? "reminder" : "escalation", rung.At),
        { Status: ReadinessStatus.HandedOut } => ("interview", null),
        _ => ("", null),
    };
}
