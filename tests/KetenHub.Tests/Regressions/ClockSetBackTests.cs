using KetenHub.Demo;
using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Regressions;

/// <summary>A hub's clock ran ahead and was set back; a term counted from the hand-out was set again for the same moment and passed a second time. What
/// it told then had the ids of the first time, and the outbox took it for known: an escalation stood in the log and was never sent.</summary>
public sealed class ClockSetBackTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_term_that_passes_twice_at_the_same_moment_tells_twice()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision("9000000001", "B-1", 72));
        await hub.AdvanceAsync(TimeSpan.FromHours(69));
        var clock = new SimulatedClock(TestHub.Start.AddHours(1));
        var right = new HubTransaction(hub.Store, hub.Keys, hub.Policy, hub.Partners, clock);
        foreach (var plan in new[] { Events.Decision("9000000001", "B-1", 71, revision: 2), Events.Decision("9000000001", "B-1", 72, revision: 3) })
            await LaneRunner.HandleAsync(right, [plan], null, hub.Log, Cancellation);
        while (await hub.Store.NextDeadlineAsync(Cancellation) is { } next && next < TestHub.Start.AddHours(69))
        {
            clock.MoveTo(next);
            await right.HandleDeadlinesAsync(100, Cancellation);
        }

        Assert.Equal(2, hub.Sql<long>("SELECT count(*) FROM log WHERE type = 'readiness-escalated' AND party = 'ind'"));
        Assert.Equal(2, hub.Sql<long>("SELECT count(*) FROM outbox WHERE type = 'readiness-escalated' AND recipient = 'ind'"));
    }
}
