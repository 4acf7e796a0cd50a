namespace KetenHub.Demo;

/// <summary>A clock that stands still until it is set.</summary>
internal sealed class SimulatedClock(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset now = now.ToUniversalTime();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now;

    /// <summary>Moves on; never back.</summary>
    public void MoveTo(DateTimeOffset moment) => now = moment > now ? moment.ToUniversalTime() : now;
}
