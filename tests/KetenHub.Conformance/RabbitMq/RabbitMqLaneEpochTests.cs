using KetenHub.Broker;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>Two hubs on one lane and one store, of which the first does not know yet that the broker gave its lane to the second.</summary>
[Collection(OnRabbitMq.Name)]
public sealed class RabbitMqLaneEpochTests(SharedRabbitMq server) : RabbitMqTest(server)
{
    [Fact]
    public async Task A_hub_that_was_overtaken_while_it_decided_writes_nothing_and_goes_on_behind_the_other()
    {
        using var keys = new HubKeys(new byte[32]);
        await using var store = await StoreAsync();
        using var clock = new SleepingClock();
        await using var sleeper = new RabbitMqLane(Host.Access(), "keten.in.partner", "partner", store.TakeLaneAsync);
        var log = new LinesLog<LaneRunner>();
        using var sleeping = new LaneRunner(sleeper, Hub(store, keys, clock), new HubHealth(), log);

        // It has read and begun its transaction, and sleeps; the broker takes it for dead.
        await PublishAsync(0, 20);
        await sleeping.StartAsync(Cancellation);
        await UntilAsync(() => Task.FromResult(clock.IsAsleep));
        await UntilAsync(async () => await Host.CloseConnectionsAsync("ketenhub lane keten.in.partner") == 1);
        await using (var other = new RabbitMqLane(Host.Access(), "keten.in.partner", "partner", store.TakeLaneAsync))
        {
            var batch = await ReadAsync(other, 100);
            Assert.Equal(new LaneTicket("keten.in.partner", 2), batch.Ticket);

            clock.Wake();
            await UntilAsync(() => Task.FromResult(!log.Lines.IsEmpty));
            Assert.Equal(["Reader 1 of lane keten.in.partner was overtaken. Nothing of it was written; it begins anew"], log.Lines);
            Assert.Equal(0, await AcceptedAsync(store));

            // The one that the broker chose finds everything as it was.
            var receipts = await LaneRunner.HandleAsync(
                Hub(store, keys, TimeProvider.System), batch.Messages, batch.Ticket, NullLogger.Instance, Cancellation);
            Assert.All(receipts, receipt => Assert.Equal(ReceiptOutcome.Accepted, receipt.Outcome));
            await batch.AcknowledgeAsync(receipts, Cancellation);
        }
        await PublishAsync(20, 20);
        await UntilAsync(async () => await AcceptedAsync(store) == 40);
        await sleeping.StopAsync(Cancellation);
        Assert.Equal(new LaneTicket("keten.in.partner", 4), await store.TakeLaneAsync("keten.in.partner", Cancellation));
    }

    [Fact]
    public async Task A_hub_that_waits_behind_another_does_not_fence_it_out()
    {
        await using var store = await StoreAsync();
        await using var first = new RabbitMqLane(Host.Access(), "keten.in.partner", "partner", store.TakeLaneAsync);
        await using var second = new RabbitMqLane(Host.Access(), "keten.in.partner", "partner", store.TakeLaneAsync);
        await PublishAsync(0, 2);
        var batch = await ReadAsync(first, 1);
        var waiting = second.ReadAsync(1, Cancellation);
        await UntilAsync(async () => await Host.ConsumersAsync() == 2);
        using var keys = new HubKeys(new byte[32]);
        await LaneRunner.HandleAsync(Hub(store, keys, TimeProvider.System), batch.Messages, batch.Ticket, NullLogger.Instance, Cancellation);
        Assert.Equal(1, await AcceptedAsync(store));
        await AcknowledgeAsync(batch);
        await first.DisposeAsync();
        Assert.Equal(2, (await waiting.WaitAsync(Bound, Cancellation)).Ticket!.Epoch);
    }

    [Fact]
    public async Task While_the_lane_cant_be_taken_in_the_store_the_messages_stay_with_the_broker_for_another_hub()
    {
        var broken = true;
        await using var lane = new RabbitMqLane(Host.Access(), "keten.in.partner", "partner", (name, _) =>
            broken ? throw new StoreUnavailableException("KH303 gone") : Task.FromResult(new LaneTicket(name, 1)));
        await PublishAsync(0, 3);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => ReadAsync(lane, 10));
        Assert.Equal((3u, 0u), await Host.LookAsync("keten.in.partner"));
        broken = false;
        Assert.Equal(3, (await ReadAllAsync(lane, 3)).Count);
    }

    private static async Task<PostgresStore> StoreAsync()
    {
        var store = new PostgresStore(await PostgresServer.CreateDatabaseAsync());
        await store.MigrateAsync(Cancellation);
        return store;
    }

    private static HubTransaction Hub(PostgresStore store, HubKeys keys, TimeProvider clock) =>
        new(store, keys, SmallHub.Terms, SmallHub.Partners("partner"), clock);

    private static async Task<long> AcceptedAsync(PostgresStore store) =>
        (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Accepted;

    private Task PublishAsync(int from, int count) =>
        PublishAsync(Enumerable.Range(from, count).Select(number => System.Text.Encoding.UTF8.GetString(SmallHub.Incident(number, number % 3))));

    // Whoever asks for the time sleeps until it is woken.
    private sealed class SleepingClock : TimeProvider, IDisposable
    {
        private readonly ManualResetEventSlim awake = new();
        private volatile bool asleep;

        public bool IsAsleep => asleep;

        public void Wake() => awake.Set();

        public override DateTimeOffset GetUtcNow()
        {
            asleep = true;
            awake.Wait(Bound);
            return base.GetUtcNow();
        }

        public void Dispose() => awake.Dispose();
    }
}
