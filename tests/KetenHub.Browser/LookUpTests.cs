using KetenHub.Dashboard;
using Xunit;

namespace KetenHub.Browser;

/// <summary>For how long, and for whom, the number of a look-up is worth something.</summary>
public sealed class LookUpTests
{
    [Fact]
    public void A_look_up_ends_after_a_quarter_of_an_hour_and_is_of_one_session()
    {
        var clock = new HandClock(DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000));
        var given = LookUp.Of("one", Guid.NewGuid(), "because", clock);
        Assert.Null(LookUp.Read("two", given.Number, clock));
        Assert.Null(LookUp.Read("one", given.Number[..^2] + (given.Number[^2] == 'A' ? "BA" : "AA"), clock));
        Assert.Null(LookUp.Read("one", "1", clock));
        clock.Move(TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1));
        Assert.Equal(given, LookUp.Read("one", given.Number, clock));
        clock.Move(TimeSpan.FromTicks(1));
        Assert.Null(LookUp.Read("one", given.Number, clock));
    }
}
