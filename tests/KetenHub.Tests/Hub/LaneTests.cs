using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

public sealed class LaneTests
{
    private const string First = "9000000001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_store_is_unavailable_senders_are_told_and_after_it_the_lane_goes_on()
    {
        CrashingStore? crashing = null;
        await using var hub = await TestHub.StartAsync(store => crashing = new CrashingStore(store));
        await using var lane = new ChannelLane();
        var health = new HubHealth();
        using var runner = new LaneRunner(lane, hub.Hub, health, hub.Log.For<LaneRunner>());
        await runner.StartAsync(Cancellation);
        crashing!.Plan = ("Begin", false, () => new StoreUnavailableException("KH303 disk"), 1);

        var message = Events.Signal("coa", First);
        var busy = await Assert.ThrowsAsync<KetenHubException>(() => lane.AcceptAsync(message, Cancellation));
        Assert.Equal(Errors.Busy, busy.Problems[0].Kind);
        Assert.Equal(ReceiptOutcome.Accepted, (await lane.AcceptAsync(message, Cancellation)).Outcome);
        Assert.Null(health.StoreProblem);
        await runner.StopAsync(Cancellation);
        Assert.Contains(hub.Log.Lines, line => line.Contains("KH303", StringComparison.Ordinal));
        Assert.Contains(hub.Log.Lines, line => line.Contains("can be written again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_committed_without_its_answer_is_a_duplicate_when_sent_again()
    {
        CrashingStore? crashing = null;
        await using var hub = await TestHub.StartAsync(store => crashing = new CrashingStore(store));
        await using var lane = new ChannelLane();
        using var runner = new LaneRunner(lane, hub.Hub, new HubHealth(), hub.Log.For<LaneRunner>());
        await runner.StartAsync(Cancellation);
        crashing!.Plan = ("Commit", true, () => new StoreUnavailableException("gone after the commit"), 1);
        var message = Events.Signal("coa", First);
        await Assert.ThrowsAsync<KetenHubException>(() => lane.AcceptAsync(message, Cancellation));
        var again = await lane.AcceptAsync(message, Cancellation);
        Assert.Equal((ReceiptOutcome.Duplicate, 1L), (again.Outcome, again.N!.Value));
        await runner.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_refusal_is_in_the_operational_log_by_number()
    {
        await using var hub = await TestHub.StartAsync();
        await using var lane = new ChannelLane();
        using var runner = new LaneRunner(lane, hub.Hub, new HubHealth(), hub.Log.For<LaneRunner>());
        await runner.StartAsync(Cancellation);
        await lane.AcceptAsync(Events.Signal("coa", "12"), Cancellation);
        await Until.TrueAsync(() => hub.Log.Lines.Any(line => line.Contains("KH226", StringComparison.Ordinal)));
        await runner.StopAsync(Cancellation);
    }
}
