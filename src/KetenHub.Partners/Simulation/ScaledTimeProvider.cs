namespace KetenHub.Partners;

/// <summary>A clock that starts at a given moment and runs so many times faster than real time, with timers that do the same.
/// One clock for hub and partners, so that terms of hours can be watched in minutes.</summary>
public sealed class ScaledTimeProvider : TimeProvider
{
    private readonly TimeProvider real;
    private readonly long started;
    private readonly DateTimeOffset origin;
    private readonly double speed;

    /// <summary>Starts the clock.</summary>
    /// <param name="origin">The moment it starts at.</param>
    /// <param name="speed">Simulated time per real time, for example 240: a day in six minutes.</param>
    /// <param name="real">Where real time comes from; the system if left out.</param>
    public ScaledTimeProvider(DateTimeOffset origin, double speed, TimeProvider? real = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed);
        this.real = real ?? System;
        this.origin = origin.ToUniversalTime();
        this.speed = speed;
        started = this.real.GetTimestamp();
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => origin.AddTicks(GetTimestamp());

    /// <inheritdoc/>
    public override long GetTimestamp() => (long)(real.GetElapsedTime(started).Ticks * speed);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(real.CreateTimer(callback, state, ToReal(dueTime), ToReal(period)), this);

    // Not below a millisecond: shorter timers run as zero, which for a period means never again.
    private TimeSpan ToReal(TimeSpan simulated)
    {
        if (simulated <= TimeSpan.Zero)
            return simulated;
        var duration = simulated / speed;
        return duration < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : duration;
    }

    private sealed class ScaledTimer(ITimer timer, ScaledTimeProvider clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.ToReal(dueTime), clock.ToReal(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
