using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>How it is with partners, as the hub itself sees it.</summary>
public sealed class PartnerWatchTests
{
    private const long EveryMinute = (1L << 60) - 1;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_partner_that_sends_every_minute_is_told_silent_after_ten_minutes_and_no_longer_once_it_is_heard()
    {
        await using var hub = await TestHub.StartAsync();
        var health = new HubHealth();
        using var watch = Watch(hub, health);
        await SeedAsync(hub, "coa", lastHoursAgo: 0);
        await watch.LookAsync(Cancellation);
        Assert.False(Of(health, "coa").IsSilent);

        hub.Clock.MoveTo(TestHub.Start.AddMinutes(11));
        await watch.LookAsync(Cancellation);
        Assert.True(Of(health, "coa").IsSilent);
        Assert.Equal(TestHub.Start.AddMinutes(10), Of(health, "coa").SilentFrom);
        Assert.Single(hub.Log.Lines, line => line.Contains("coa is silent", StringComparison.Ordinal));

        await hub.SendAsync(Events.Signal("coa", "9000000001"));
        await watch.LookAsync(Cancellation);
        Assert.Equal((false, hub.Clock.GetUtcNow()), (Of(health, "coa").IsSilent, Of(health, "coa").HeardAt));
        await watch.LookAsync(Cancellation);
        Assert.Single(hub.Log.Lines, line => line.Contains("coa is silent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_partner_whose_signs_of_life_stop_is_silent_although_it_sends_seldom()
    {
        await using var hub = await TestHub.StartAsync();
        var health = new HubHealth();
        using var watch = Watch(hub, health);
        await SeedAsync(hub, "avim", lastHoursAgo: 1, PulseKind.Heartbeat);
        await hub.SendAsync(Events.Signal("avim", "9000000001"));
        await watch.LookAsync(Cancellation);
        Assert.True(Of(health, "avim").IsSilent);
        Assert.Equal(hub.Clock.GetUtcNow(), Of(health, "avim").HeardAt);
        Assert.Equal(hub.Clock.GetUtcNow().AddHours(-1), Of(health, "avim").HeartbeatAt);
    }

    [Fact]
    public async Task A_refused_message_is_a_word_of_its_partner_too_and_a_partner_never_heard_is_not_silent()
    {
        await using var hub = await TestHub.StartAsync();
        var health = new HubHealth();
        using var watch = Watch(hub, health);
        await hub.SendAsync(Events.Message("ind", new System.Text.Json.Nodes.JsonObject()));
        await watch.LookAsync(Cancellation);
        Assert.Equal(hub.Clock.GetUtcNow(), Of(health, "ind").HeardAt);
        Assert.Equal((null, null, false), (Of(health, "dtv").HeardAt, Of(health, "dtv").SilentFrom, Of(health, "dtv").IsSilent));
    }

    [Fact]
    public async Task Gaps_in_a_sequence_and_what_waits_are_told_with_the_partner()
    {
        await using var hub = await TestHub.StartAsync();
        var health = new HubHealth { Queues = new Dictionary<string, QueueDepth> { ["keten.out.coa"] = new(3, 0), ["keten.in.coa.0"] = new(1, 1), ["keten.in.coa.1"] = new(2, 1) } };
        using var watch = Watch(hub, health);
        foreach (var sequence in new long[] { 1, 2, 5 })
            await hub.SendAsync(Events.Message("coa", Events.Envelope("coa", "case-signal", Events.SignalData(Events.VNummer("9000000001")), sequence: sequence)));
        await watch.LookAsync(Cancellation);
        var coa = Of(health, "coa");
        Assert.Equal((2, "3-4"), (coa.Missing, coa.Gaps[Events.SourceOf("coa")]));
        Assert.Equal((new QueueDepth(3, 0), new QueueDepth(3, 2)), (coa.Queue, coa.Lane));
        Assert.Null(Of(health, "ind").Queue);
    }

    [Fact]
    public void What_could_not_be_written_down_is_written_with_the_next()
    {
        var pulses = new PartnerPulses();
        pulses.Heard("coa", PulseKind.Message, TestHub.Start);
        var taken = pulses.Take();
        pulses.Heard("coa", PulseKind.Message, TestHub.Start.AddMinutes(1));
        pulses.GiveBack(taken);
        var row = Assert.Single(pulses.Take());
        Assert.Equal((2, TestHub.Start.AddMinutes(1)), (row.Heard.Minutes, row.LastAt));
        Assert.Empty(pulses.Take());
    }

    private static PartnerWatch Watch(TestHub hub, HubHealth health) => new(hub.Store, hub.Partners, hub.Hub, health, hub.Clock, hub.Log.For<PartnerWatch>());

    private static PartnerHealth Of(HubHealth health, string code) => health.Partners.Single(partner => partner.Code == code);

    // Every minute of the last four weeks, up to so many hours ago.
    private static Task SeedAsync(TestHub hub, string partner, int lastHoursAgo, PulseKind kind = PulseKind.Message)
    {
        var hour = (long)(TestHub.Start - DateTimeOffset.UnixEpoch).TotalHours - lastHoursAgo;
        return hub.Store.NotePulsesAsync(
            [.. Enumerable.Range(0, 27 * 24).Select(ago => new PulseRow(partner, kind, hour - ago, EveryMinute, TestHub.Start.AddHours(-ago - lastHoursAgo)))],
            DateTimeOffset.UnixEpoch, Cancellation);
    }
}
