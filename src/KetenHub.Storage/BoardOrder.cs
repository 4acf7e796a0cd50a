using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Storage;

/// <summary>Place of a readiness on the board, stored with it so that a page is the start of an index. The twins share it.</summary>
internal static class BoardOrder
{
    private const int NeedsSomebody = 1;
    private const int Open = 2;
    private const int Settled = 3;
    private const int NotOpened = 4;

    /// <summary>Lower comes first: by urgency, then by moment (for settled ones the latest change first).</summary>
    public static (int Urgency, long SortAt) Of(ReadinessRow row)
    {
        var urgency = row.Status switch
        {
            ReadinessStatus.NotOpened => NotOpened,
            ReadinessStatus.InterviewHeld or ReadinessStatus.Cancelled => Settled,
            ReadinessStatus.Overdue or ReadinessStatus.NotReady or ReadinessStatus.InterviewOverdue => NeedsSomebody,
            _ => row.MissedPresence ? NeedsSomebody : Open,
        };
        return (urgency, urgency >= Settled ? -row.ChangedAt.ToUnixTimeMilliseconds() : row.HandOutAt?.ToUnixTimeMilliseconds() ?? long.MaxValue);
    }
}
