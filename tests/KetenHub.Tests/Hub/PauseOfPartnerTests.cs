using KetenHub.Broker;
using KetenHub.Hub;
using KetenHub.Tests.Api;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>A partner that people pause: nothing of it is read, nothing sent to it, nothing lost, and the order is kept.</summary>
public sealed class PauseOfPartnerTests
{
    private const string First = "9000000001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_paused_lane_is_given_back_and_reads_on_in_order_when_it_goes_on()
    {
        await using var hub = await TestHub.StartAsync();
        var lane = new CountingLane();
        var health = new HubHealth();
        using var watch = new PauseWatch(hub.Store, health, hub.Log.For<PauseWatch>());
        await watch.LookAsync(Cancellation);
        using var runner = new LaneRunner(lane, hub.Hub, health, hub.Log.For<LaneRunner>(), partner: "coa");
        await runner.StartAsync(Cancellation);
        await lane.AcceptAsync(Events.Signal("coa", First));

        // While it waits for the next message.
        await PauseAsync(hub, "coa", PauseSide.From);
        await watch.LookAsync(Cancellation);
        await Until.TrueAsync(() => lane.StoodAside == 1);
        var sent = new[] { lane.AcceptAsync(Events.Signal("coa", First)), lane.AcceptAsync(Events.Signal("coa", First)) };
        await Task.Delay(100, Cancellation);
        Assert.All(sent, sending => Assert.False(sending.IsCompleted));
        Assert.Equal(1, hub.Sql<long>("SELECT count(*) FROM inbox"));

        Assert.True(await hub.Store.Operations.Controls.ResumeAsync("coa", PauseSide.From, "mended", new Actor("dashboard", ""), hub.Clock.GetUtcNow(), Cancellation));
        await watch.LookAsync(Cancellation);
        Assert.Equal([2L, 3L], (await Task.WhenAll(sent)).Select(receipt => receipt.N!.Value));
        await runner.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_hub_that_starts_reads_and_sends_nothing_before_it_knows_what_is_paused()
    {
        CrashingStore? crashing = null;
        await using var hub = await TestHub.StartAsync(store => crashing = new CrashingStore(store));
        await PauseAsync(hub, "coa", PauseSide.From);
        var health = new HubHealth();
        using var watch = new PauseWatch(hub.Store, health, hub.Log.For<PauseWatch>());
        await watch.StartAsync(Cancellation);
        Assert.True(health.IsPaused("coa", PauseSide.From));
        Assert.False(health.IsPaused("coa", PauseSide.To));
        Assert.False(health.IsPaused("ind", PauseSide.From));
        await watch.StopAsync(Cancellation);

        health.Pauses = null;
        Assert.True(health.IsPaused("ind", PauseSide.From));
        Assert.True(health.IsPaused("ind", PauseSide.To));
    }

    [Fact]
    public async Task What_is_for_a_paused_partner_waits_in_its_order_and_others_are_told()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48), Events.Decision(First, "B-2", 48));
        var health = new HubHealth { Pauses = [new PauseRow("dtv", PauseSide.To, "its system is being moved", "dashboard", hub.Clock.GetUtcNow())] };
        var taken = new TakesAll();
        using var relay = new Relay(hub.Store, hub.Hub, hub.Keys, hub.Partners, taken, health, hub.Clock, hub.Log.For<Relay>());
        await relay.DrainAsync("dtv", Cancellation);
        Assert.Empty(taken.Ids);
        Assert.Equal(0, hub.Sql<long>("SELECT count(*) FROM outbox WHERE attempts > 0 OR sent_at IS NOT NULL"));
        health.Pauses = [];
        await relay.DrainAsync("dtv", Cancellation);
        Assert.Equal(2, taken.Ids.Count);
        Assert.Equal(hub.Sql<string>("SELECT group_concat(id, ',' ORDER BY seq) FROM outbox WHERE recipient = 'dtv'"), string.Join(',', taken.Ids));
    }

    [Fact]
    public async Task Over_HTTP_a_paused_partner_is_asked_to_come_later_and_another_one_is_not()
    {
        await using var hub = await ApiHub.StartAsync();
        Assert.True(await hub.Store.Operations.Controls.PauseAsync(new PauseRow("coa", PauseSide.From, "sends rubbish", "dashboard", DateTimeOffset.UtcNow), Cancellation));
        await Until.TrueAsync(async () => (await hub.PostAsync(Events.Signal("coa", First))).Status == 503);
        var refused = await hub.PostAsync(Events.Signal("coa", First));
        Assert.Contains("KH447", refused.Text, StringComparison.Ordinal);
        Assert.Equal(202, (int)(await hub.PostAsync(Events.Signal("ind", First))).Status);
        await hub.Store.Operations.Controls.ResumeAsync("coa", PauseSide.From, "mended", new Actor("dashboard", ""), DateTimeOffset.UtcNow, Cancellation);
        await Until.TrueAsync(async () => (await hub.PostAsync(Events.Signal("coa", First))).Status == 202);
    }

    [Fact]
    public async Task Who_is_not_read_is_not_called_silent()
    {
        await using var hub = await TestHub.StartAsync();
        var hour = (long)(hub.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalHours;
        await hub.Store.NotePulsesAsync(
            [.. Enumerable.Range(2, 28 * 24).Select(ago => new PulseRow("coa", PulseKind.Message, hour - ago, (1L << 60) - 1, hub.Clock.GetUtcNow().AddHours(-ago)))], DateTimeOffset.UnixEpoch, Cancellation);
        var health = new HubHealth();
        using var watch = new PartnerWatch(hub.Store, hub.Partners, hub.Hub, health, hub.Clock, NullLogger<PartnerWatch>.Instance);
        await watch.LookAsync(Cancellation);
        Assert.True(health.Partners.Single(partner => partner.Code == "coa").IsSilent);
        health.Pauses = [new PauseRow("coa", PauseSide.From, "sends rubbish", "dashboard", hub.Clock.GetUtcNow())];
        await watch.LookAsync(Cancellation);
        Assert.False(health.Partners.Single(partner => partner.Code == "coa").IsSilent);
    }

    [Fact]
    public async Task Which_contracts_a_partner_sends_is_written_down_and_no_text_of_its_own()
    {
        await using var hub = await TestHub.StartAsync();
        var newer = Events.Envelope("coa", "case-signal", Events.SignalData(Events.VNummer(First)));
        newer["type"] = "nl.vreemdelingenketen.case-signal.v7";
        var strange = Events.Envelope("coa", "case-signal", Events.SignalData(Events.VNummer(First)));
        strange["type"] = "org.example.n9000000001.v1";
        await hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", First), Events.Message("coa", newer), Events.Message("coa", strange));
        var health = new HubHealth();
        using var watch = new PartnerWatch(hub.Store, hub.Partners, hub.Hub, health, hub.Clock, NullLogger<PartnerWatch>.Instance);
        await watch.LookAsync(Cancellation);
        var seen = health.Partners.Single(partner => partner.Code == "coa").Contracts;
        Assert.Equal([("?", "", 1L, 1L), ("case-signal", "v1", 2L, 0L), ("case-signal", "v7", 1L, 1L)], seen.Select(row => (row.Type, row.Version, row.Count, row.Refused)));
        Assert.NotNull(health.Partners.Single(partner => partner.Code == "coa").LastRefused);
    }

    private static async Task PauseAsync(TestHub hub, string partner, PauseSide side) => Assert.True(await hub.Store.Operations.Controls.PauseAsync(
        new PauseRow(partner, side, "its system sends rubbish", "dashboard", hub.Clock.GetUtcNow()), Cancellation));

    private sealed class TakesAll : IOutbound
    {
        public List<string> Ids { get; } = [];

        public Task<IReadOnlyList<Delivery>> SendAsync(string recipient, IReadOnlyList<OutboundEvent> events, CancellationToken cancellation)
        {
            Ids.AddRange(events.Select(sent => sent.Id.ToString("D")));
            return Task.FromResult<IReadOnlyList<Delivery>>([.. events.Select(_ => Delivery.Confirmed)]);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>A lane in the process that counts how often it was given back.</summary>
    private sealed class CountingLane : ILaneSource
    {
        private readonly ChannelLane lane = new();

        public int StoodAside { get; private set; }

        public Task<Receipt> AcceptAsync(InboundMessage message) => lane.AcceptAsync(message, Cancellation);

        public Task<ILaneBatch> ReadAsync(int most, CancellationToken cancellation) => lane.ReadAsync(most, cancellation);

        public Task StandAsideAsync()
        {
            StoodAside++;
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => lane.DisposeAsync();
    }
}
