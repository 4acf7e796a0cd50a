using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

public sealed class DeadlineTests
{
    private const string First = "9000000001";
    private const string Second = "9000000002";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deadline_comes_at_its_moment_and_once()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48));
        var due = (await hub.Store.NextDeadlineAsync(Cancellation))!.Value;
        Assert.Equal(TestHub.Start.AddHours(2), due);
        hub.Clock.MoveTo(due.AddMilliseconds(-1));
        Assert.Equal(0, await hub.Hub.HandleDeadlinesAsync(10, Cancellation));
        hub.Clock.MoveTo(due);
        Assert.Equal(1, await hub.Hub.HandleDeadlinesAsync(10, Cancellation));
        Assert.Equal(0, await hub.Hub.HandleDeadlinesAsync(10, Cancellation));
        var log = await hub.LogOfAsync(await hub.PersonAsync(First));
        Assert.Single(log, row => row.Type == "readiness-reminder");
        Assert.Equal(due, log.Single(row => row.Kind == LogKind.Deadline).At);
    }

    [Fact]
    public async Task An_answer_takes_the_deadline_away()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48), Events.Ready(First, "B-1"));
        await hub.AdvanceAsync(TimeSpan.FromHours(40));
        Assert.DoesNotContain(await hub.WholeLogAsync(), row => row.Type is "readiness-reminder" or "readiness-escalated");
    }

    [Fact]
    public async Task Two_runners_together_handle_each_deadline_once()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync([.. Enumerable.Range(1, 40).Select(i => Events.Decision($"90000001{i:00}", $"B-{i}", 48))]);
        hub.Clock.MoveTo(TestHub.Start.AddHours(2));
        var handled = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => hub.Hub.HandleDeadlinesAsync(10, Cancellation))));
        Assert.Equal(40, handled.Sum());
        Assert.Equal(40, hub.Sql<long>("SELECT count(*) FROM log WHERE kind = 'Deadline'"));
    }

    [Fact]
    public async Task A_deadline_that_makes_deciding_throw_is_put_off_and_the_others_come()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48), Events.Decision(Second, "B-2", 48));
        hub.Database.Run($"UPDATE deadline SET key = 'unknown:' WHERE person = '{await hub.PersonAsync(First):D}'");
        hub.Clock.MoveTo(TestHub.Start.AddHours(3));
        using var runner = new DeadlineRunner(hub.Store, hub.Hub, new HubHealth(), hub.Clock, hub.Log.For<DeadlineRunner>());
        await runner.StartAsync(Cancellation);
        await Until.TrueAsync(() => hub.Sql<long>("SELECT count(*) FROM log WHERE type = 'readiness-reminder'") == 1);
        await Until.TrueAsync(() => hub.Sql<long>("SELECT count(*) FROM deadline WHERE key = 'unknown:' AND at > "
            + hub.Clock.GetUtcNow().ToUnixTimeMilliseconds()) == 1);
        await runner.StopAsync(Cancellation);
        Assert.Contains(hub.Log.Lines, line => line.Contains("put off", StringComparison.Ordinal));
    }

    // Found by the fault run broker-leader-kill: at the second conflict in a row an escalation came five minutes late.
    [Fact]
    public async Task Broker_leader_kill_a_deadline_that_others_are_before_again_and_again_comes_all_the_same()
    {
        CrashingStore? crashing = null;
        await using var hub = await TestHub.StartAsync(store => crashing = new CrashingStore(store));
        await hub.SendAsync(Events.Decision(First, "B-1", 48));
        hub.Clock.MoveTo(TestHub.Start.AddHours(2));
        crashing!.Plan = ("Write", false, () => new StoreConflictException("another was first"), 5);
        using var runner = new DeadlineRunner(hub.Store, hub.Hub, new HubHealth(), hub.Clock, hub.Log.For<DeadlineRunner>());
        await runner.StartAsync(Cancellation);
        await Until.TrueAsync(() => hub.Sql<long>("SELECT count(*) FROM log WHERE kind = 'Deadline'") == 1);
        await runner.StopAsync(Cancellation);
        Assert.Null(crashing.Plan);
        Assert.DoesNotContain(hub.Log.Lines, line => line.Contains("put off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_store_problem_the_hub_is_ready_again_without_a_message_coming_in()
    {
        CrashingStore? crashing = null;
        await using var hub = await TestHub.StartAsync(store => crashing = new CrashingStore(store));
        // As the lane leaves it, when its message could not be stored and no other comes.
        var health = new HubHealth { StoreProblem = "KH303 disk" };
        crashing!.Plan = ("Begin", false, () => new StoreUnavailableException("KH303 disk"), 1);
        using var probe = new StoreProbe(hub.Store, health, hub.Log.For<StoreProbe>());
        await probe.StartAsync(Cancellation);
        await Until.TrueAsync(() => crashing.Plan is null);
        Assert.NotNull(health.StoreProblem);
        await Until.TrueAsync(() => health.StoreProblem is null);
        await probe.StopAsync(Cancellation);
    }
}
