using KetenHub.Dashboard;
using Xunit;

namespace KetenHub.Browser;

/// <summary>For how long, and for whom, the number of a look-up is worth something.</summary>
public sealed class TicketsTests
{
    [Fact]
    public void A_look_up_ends_after_a_quarter_of_an_hour_and_is_of_one_session()
    {
        var clock = new HandClock(DateTimeOffset.UtcNow);
        var tickets = new Tickets { Clock = clock };
        var given = tickets.Give("one", Guid.NewGuid(), "because");
        Assert.Null(tickets.Find("two", given.Number));
        clock.Move(TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1));
        Assert.Equal(given, tickets.Find("one", given.Number));
        clock.Move(TimeSpan.FromTicks(1));
        Assert.Null(tickets.Find("one", given.Number));
    }
}
