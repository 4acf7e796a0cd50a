using System.Numerics;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>What a partner was heard by.</summary>
public enum PulseKind
{
    /// <summary>A message of its own, whatever became of it.</summary>
    Message,
    /// <summary>It said that it is alive.</summary>
    Heartbeat,
    /// <summary>Its adapter reported that it took a notification.</summary>
    Taken,
}

/// <summary>An hour in which a partner was heard.</summary>
/// <param name="Partner">Code of the partner.</param>
/// <param name="Kind">How.</param>
/// <param name="Hour">Hours since 1970, UTC.</param>
/// <param name="Minutes">One bit for each minute in which it was.</param>
/// <param name="LastAt">The last time in it.</param>
public sealed record PulseRow(string Partner, PulseKind Kind, long Hour, long Minutes, DateTimeOffset LastAt)
{
    /// <summary>As the rule of rhythms reads it.</summary>
    public HeardHour Heard => new(DateTimeOffset.UnixEpoch.AddHours(Hour), BitOperations.PopCount((ulong)Minutes));
}
