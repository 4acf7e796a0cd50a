using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Regressions;

/// <summary>A deadline set and a merge in one batch left a deadline of a person that is no more: every later claim met it first,
/// saw a conflict and tried again at once, for ever, so that no deadline of anybody came.</summary>
public sealed class MergedInOneBatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_merged_in_the_batch_that_set_its_deadline_leaves_no_deadline_behind()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(
            Events.Signal("avim", "9000000002"), Events.Decision("9000000001", "B-1", 72), Events.Merge("9000000002", "9000000001"));
        var stays = await hub.PersonAsync("9000000002");
        Assert.Equal(0, hub.Sql<long>($"SELECT count(*) FROM deadline WHERE person <> '{stays:D}'"));
        await hub.AdvanceAsync(TimeSpan.FromHours(5));
        Assert.Equal(2, (await hub.LogOfAsync(stays)).Count(row => row.Kind == LogKind.Deadline));
    }

    [Fact]
    public async Task A_deadline_that_can_not_be_claimed_is_put_off_and_the_others_come()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision("9000000001", "B-1", 72));
        await hub.SendAsync(Events.Signal("avim", "9000000003"), Events.Signal("avim", "9000000002"));
        var gone = await hub.PersonAsync("9000000003");
        await hub.SendAsync(Events.Merge("9000000002", "9000000003"));
        var at = hub.Clock.GetUtcNow().AddMinutes(1);
        hub.Database.Run($"INSERT INTO deadline (person, key, at) VALUES ('{gone:D}', 'attention:', {at.ToUnixTimeMilliseconds()})");

        using var runner = new DeadlineRunner(hub.Store, hub.Hub, new HubHealth(), hub.Clock, hub.Log.For<DeadlineRunner>());
        hub.Clock.MoveTo(hub.Clock.GetUtcNow().AddHours(3));
        await runner.StartAsync(Cancellation);
        await Until.TrueAsync(() => hub.Sql<long>("SELECT count(*) FROM log WHERE kind = 'Deadline'") == 1);
        await runner.StopAsync(Cancellation);
        Assert.True(hub.Sql<long>($"SELECT at FROM deadline WHERE person = '{gone:D}'") > hub.Clock.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
