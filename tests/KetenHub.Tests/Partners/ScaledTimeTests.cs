using KetenHub.Partners;
using Xunit;

namespace KetenHub.Tests.Partners;

public sealed class ScaledTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private readonly HandClock real = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void It_starts_at_the_given_moment_and_a_second_is_four_minutes()
    {
        var clock = new ScaledTimeProvider(Start, 240, real);
        Assert.Equal(Start, clock.GetUtcNow());
        real.MoveOn(TimeSpan.FromSeconds(1));
        Assert.Equal(Start.AddMinutes(4), clock.GetUtcNow());
        real.MoveOn(TimeSpan.FromMinutes(6));
        Assert.Equal(Start.AddMinutes(4).AddDays(1), clock.GetUtcNow());
    }

    [Fact]
    public void Elapsed_time_is_simulated_time()
    {
        var clock = new ScaledTimeProvider(Start, 240, real);
        var from = clock.GetTimestamp();
        real.MoveOn(TimeSpan.FromSeconds(15));
        Assert.Equal(TimeSpan.FromHours(1), clock.GetElapsedTime(from));
    }

    [Fact]
    public void Timers_are_as_much_shorter_and_infinite_stays_infinite()
    {
        var clock = new ScaledTimeProvider(Start, 240, real);
        using var timer = clock.CreateTimer(_ => { }, null, TimeSpan.FromHours(4), Timeout.InfiniteTimeSpan);
        timer.Change(TimeSpan.Zero, TimeSpan.FromMilliseconds(10));
        Assert.Equal(
            [(TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan), (TimeSpan.Zero, TimeSpan.FromMilliseconds(1))], real.Timers);
    }

    [Fact]
    public async Task Waiting_an_hour_takes_far_less()
    {
        var clock = new ScaledTimeProvider(Start, 36_000);
        await Task.Delay(TimeSpan.FromHours(1), clock, TestContext.Current.CancellationToken);
        Assert.InRange(clock.GetUtcNow(), Start.AddMinutes(30), Start.AddDays(10));
    }
}
