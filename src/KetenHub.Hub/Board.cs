using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>A readiness as the board shows it.</summary>
internal static class Board
{
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
