using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>Rules of alerts on a hub: raised by what it measures, over by themselves, escalated while nobody takes care.</summary>
public sealed class AlertRunnerTests
{
    private static readonly AlertRule Refused = new("refused", AlertMeasure.Refused, null, 2, 2, TimeSpan.Zero, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10));
    private static readonly AlertRule Late = new("answers", AlertMeasure.AnswersLate, null, 1, 1, TimeSpan.Zero, TimeSpan.Zero, null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_refused_messages_raise_an_alert_and_once_they_are_dealt_with_for_long_enough_it_is_over()
    {
        await using var hub = await StartAsync(Refused);
        using var runner = Runner(hub);
        await RefuseAsync(hub, 1);
        await runner.RoundAsync(Cancellation);
        Assert.Empty(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));

        await RefuseAsync(hub, 2);
        await runner.RoundAsync(Cancellation);
        var alert = Assert.Single(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));
        Assert.Equal(("refused", "", 2L, true), (alert.Rule, alert.Subject, alert.Course.Value, alert.NeedsSomebody));

        foreach (var row in await hub.QuarantineAsync())
            await hub.Store.Failures.ResolveAsync(row.Id, Resolution.SetAside, "dashboard", hub.Clock.GetUtcNow(), Cancellation);
        await PassAsync(hub, runner, 1);
        await PassAsync(hub, runner, 4);
        Assert.Single(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));
        await PassAsync(hub, runner, 1);
        Assert.Empty(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));
        Assert.Equal([AlertEventKind.Raised, AlertEventKind.Resolved], (await hub.Store.Operations.Alerts.EventsOfAsync(alert.Id, Cancellation)).Select(one => one.Kind));
    }

    [Fact]
    public async Task What_nobody_acknowledges_is_escalated_again_and_again_until_somebody_does()
    {
        await using var hub = await StartAsync(Refused);
        var mail = new Channel("mail");
        using var runner = Runner(hub, mail);
        await RefuseAsync(hub, 2);
        await runner.RoundAsync(Cancellation);
        await PassAsync(hub, runner, 9);
        Assert.Empty(mail.Sent);
        await PassAsync(hub, runner, 1);
        await PassAsync(hub, runner, 59);
        var first = Assert.Single(mail.Sent);
        Assert.Equal(("Geweigerde berichten", 2L, 0), (first.Title, first.Value, first.Time));
        await PassAsync(hub, runner, 1);
        Assert.Equal([0, 1], mail.Sent.Select(notice => notice.Time));

        Assert.True(await hub.Store.Operations.Alerts.AcknowledgeAsync(first.Id, "dashboard", "called the partner", hub.Clock.GetUtcNow(), Cancellation));
        await PassAsync(hub, runner, 200);
        Assert.Equal(2, mail.Sent.Count);
    }

    [Fact]
    public async Task A_way_that_does_not_take_it_is_tried_again_each_minute_and_said_once()
    {
        await using var hub = await StartAsync(Refused);
        var webhook = new Channel("webhook") { Problem = "HTTP 503" };
        using var runner = Runner(hub, webhook);
        await RefuseAsync(hub, 2);
        await runner.RoundAsync(Cancellation);
        foreach (var minutes in new[] { 10, 1, 1 })
            await PassAsync(hub, runner, minutes);
        await runner.RoundAsync(Cancellation);
        Assert.Equal(3, webhook.Sent.Count);
        webhook.Problem = null;
        await PassAsync(hub, runner, 1);
        var alert = Assert.Single(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));
        Assert.Equal(1, alert.Escalations);
        Assert.Equal(
            [(AlertEventKind.Raised, "2"), (AlertEventKind.EscalationFailed, "webhook: HTTP 503"), (AlertEventKind.Escalated, "webhook")],
            (await hub.Store.Operations.Alerts.EventsOfAsync(alert.Id, Cancellation)).Select(one => (one.Kind, one.Detail)));
        Assert.Contains(hub.Log.Lines, line => line.Contains("KH448", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_way_that_fails_keeps_no_other_from_telling_and_is_said()
    {
        await using var hub = await StartAsync(Refused);
        var (mail, webhook) = (new Channel("mail") { Problem = "no answer" }, new Channel("webhook"));
        using var runner = Runner(hub, mail, webhook);
        await RefuseAsync(hub, 2);
        await runner.RoundAsync(Cancellation);
        foreach (var minutes in new[] { 10, 5, 5 })
            await PassAsync(hub, runner, minutes);
        // Somebody was told: it is escalated again after an hour, not each minute.
        Assert.Equal((1, 1), (mail.Sent.Count, webhook.Sent.Count));
        var alert = Assert.Single(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));
        Assert.Equal(1, alert.Escalations);
        Assert.Equal(
            [(AlertEventKind.Raised, "2"), (AlertEventKind.Escalated, "webhook"), (AlertEventKind.EscalationFailed, "mail: no answer")],
            (await hub.Store.Operations.Alerts.EventsOfAsync(alert.Id, Cancellation)).Select(one => (one.Kind, one.Detail)));
    }

    [Fact]
    public async Task Without_any_way_it_is_shown_as_escalated_here_only()
    {
        await using var hub = await StartAsync(Refused);
        using var runner = Runner(hub);
        await RefuseAsync(hub, 2);
        await runner.RoundAsync(Cancellation);
        await PassAsync(hub, runner, 10);
        var alert = Assert.Single(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));
        Assert.Equal((AlertEventKind.Escalated, ""), (await hub.Store.Operations.Alerts.EventsOfAsync(alert.Id, Cancellation)).Select(one => (one.Kind, one.Detail)).Last());
    }

    [Fact]
    public async Task Of_two_hubs_one_judges_and_the_other_goes_on_where_it_was()
    {
        await using var hub = await StartAsync(Refused);
        using var first = Runner(hub);
        using var second = Runner(hub);
        await RefuseAsync(hub, 2);
        Assert.True(await first.RoundAsync(Cancellation));
        Assert.False(await second.RoundAsync(Cancellation));
        // The first hub stops: it gives the work back at once.
        await first.StartAsync(Cancellation);
        await first.StopAsync(Cancellation);
        Assert.True(await second.RoundAsync(Cancellation));
        Assert.Single(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));
    }

    [Fact]
    public async Task A_silent_partner_is_an_alert_of_its_own_and_not_knowing_resolves_nothing()
    {
        var silent = new AlertRule("silent", AlertMeasure.PartnerSilent, null, 60, 60, TimeSpan.Zero, TimeSpan.Zero, null);
        await using var hub = await StartAsync(silent);
        var health = new HubHealth();
        using var runner = Runner(hub, health);
        health.Partners = [Partner("coa", hub.Clock.GetUtcNow().AddMinutes(-3)), Partner("ind", null)];
        await runner.RoundAsync(Cancellation);
        Assert.Equal(("coa", 180L), (await hub.Store.Operations.Alerts.OpenAsync(Cancellation)).Select(alert => (alert.Subject, alert.Course.Value)).Single());
        health.Partners = [];
        await PassAsync(hub, runner, 60);
        Assert.Single(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));
        health.Partners = [Partner("coa", null)];
        await runner.RoundAsync(Cancellation);
        Assert.Empty(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));
    }

    [Fact]
    public async Task A_queue_that_nobody_could_look_at_and_a_backlog_that_waits_on_purpose_change_nothing()
    {
        var reading = new AlertRule("not-reading", AlertMeasure.PartnerNotReading, null, 1, 1, TimeSpan.Zero, TimeSpan.Zero, null);
        var backlog = new AlertRule("backlog", AlertMeasure.BacklogAge, null, 60, 60, TimeSpan.Zero, TimeSpan.Zero, null);
        await using var hub = await StartAsync(reading, backlog);
        var health = new HubHealth();
        using var runner = Runner(hub, health);
        var waits = Partner("coa", null) with { OldestWaitingAt = hub.Clock.GetUtcNow().AddHours(-1), Queue = new QueueDepth(5, 0) };
        var pause = new PauseRow("coa", PauseSide.To, "maintenance", "dashboard", hub.Clock.GetUtcNow());
        health.Partners = [waits with { Pauses = [pause] }];
        await runner.RoundAsync(Cancellation);
        Assert.Equal(["not-reading"], (await hub.Store.Operations.Alerts.OpenAsync(Cancellation)).Select(alert => alert.Rule));
        // What of it is paused is taking from it: what waits for it to be told still counts.
        health.Partners = [waits with { Queue = null, Pauses = [pause with { Side = PauseSide.From }] }];
        await runner.RoundAsync(Cancellation);
        Assert.Equal(["backlog", "not-reading"], (await hub.Store.Operations.Alerts.OpenAsync(Cancellation)).Select(alert => alert.Rule).Order());
    }

    [Fact]
    public async Task An_alert_of_a_partner_that_is_gone_is_dropped()
    {
        var silent = new AlertRule("silent", AlertMeasure.PartnerSilent, null, 60, 60, TimeSpan.Zero, TimeSpan.Zero, null);
        await using var hub = await StartAsync(silent);
        var health = new HubHealth { Partners = [Partner("left", hub.Clock.GetUtcNow().AddMinutes(-3)), Partner("coa", hub.Clock.GetUtcNow().AddMinutes(-3))] };
        using var runner = Runner(hub, health);
        await runner.RoundAsync(Cancellation);
        health.Partners = [];
        await PassAsync(hub, runner, 1);
        Assert.Equal("coa", Assert.Single(await hub.Store.Operations.Alerts.OpenAsync(Cancellation)).Subject);
    }

    [Fact]
    public async Task An_alert_whose_rule_is_gone_is_dropped()
    {
        await using var hub = await StartAsync(Refused);
        using (var runner = Runner(hub))
        {
            await RefuseAsync(hub, 2);
            await runner.RoundAsync(Cancellation);
            await runner.StartAsync(Cancellation);
            await runner.StopAsync(Cancellation);
        }
        var alert = Assert.Single(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));
        using var other = Runner(hub, hub.Policy with { Alerts = new AlertTerms([Late], TimeSpan.FromHours(1)) });
        await other.RoundAsync(Cancellation);
        Assert.Empty(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));
        Assert.Equal(AlertEventKind.Dropped, (await hub.Store.Operations.Alerts.EventsOfAsync(alert.Id, Cancellation))[^1].Kind);
    }

    [Fact]
    public async Task A_hand_out_without_readiness_counts_while_it_is_near_and_nothing_of_who_it_is_about_is_kept()
    {
        var near = new AlertRule("near", AlertMeasure.HandOutsNotReady, TimeSpan.FromHours(4), 1, 1, TimeSpan.Zero, TimeSpan.Zero, null);
        await using var hub = await StartAsync(near);
        using var runner = Runner(hub);
        await hub.SendAsync(Events.Decision("9000000001", "B-1", 30), Events.Decision("9000000002", "B-2", 6));
        await runner.RoundAsync(Cancellation);
        Assert.Empty(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));
        await hub.AdvanceAsync(TimeSpan.FromHours(3));
        await runner.RoundAsync(Cancellation);
        Assert.Equal(1, Assert.Single(await hub.Store.Operations.Alerts.OpenAsync(Cancellation)).Course.Value);
        Assert.Equal(0, hub.Sql<long>("SELECT count(*) FROM alert_event WHERE detail LIKE '%B-%' OR detail LIKE '%9000000%'"));
        await hub.SendAsync(Events.Ready("9000000002", "B-2"));
        await runner.RoundAsync(Cancellation);
        Assert.Empty(await hub.Store.Operations.Alerts.OpenAsync(Cancellation));
    }

    private static Task<TestHub> StartAsync(params AlertRule[] rules) =>
        TestHub.StartAsync(change: policy => policy with { Alerts = new AlertTerms(rules, TimeSpan.FromHours(1)) });

    private static AlertRunner Runner(TestHub hub, params IAlertChannel[] channels) => Runner(hub, new HubHealth(), hub.Policy, channels);

    private static AlertRunner Runner(TestHub hub, HubHealth health) => Runner(hub, health, hub.Policy);

    private static AlertRunner Runner(TestHub hub, Policy policy) => Runner(hub, new HubHealth(), policy);

    private static AlertRunner Runner(TestHub hub, HubHealth health, Policy policy, params IAlertChannel[] channels) => new(
        hub.Store, hub.Hub, new AlertReadings(hub.Store, health, hub.Partners, hub.Clock), policy, channels, hub.Clock, hub.Log.For<AlertRunner>());

    private static async Task PassAsync(TestHub hub, AlertRunner runner, int minutes)
    {
        hub.Clock.MoveTo(hub.Clock.GetUtcNow().AddMinutes(minutes));
        await runner.RoundAsync(Cancellation);
    }

    private static async Task RefuseAsync(TestHub hub, int upTo)
    {
        for (var number = 1; number <= upTo; number++)
            await hub.SendAsync(Events.Message("coa", new System.Text.Json.Nodes.JsonObject { ["n"] = number }));
    }

    private static PartnerHealth Partner(string code, DateTimeOffset? silentFrom) =>
        new(code, code, null, null, null, silentFrom, silentFrom is not null, 0, new Dictionary<string, string>(), 0, null, null, null, null);

    private sealed class Channel(string name) : IAlertChannel
    {
        public string Name => name;

        public string? Problem { get; set; }

        public List<AlertNotice> Sent { get; } = [];

        public Task<string?> SendAsync(AlertNotice notice, CancellationToken cancellation)
        {
            Sent.Add(notice);
            return Task.FromResult(Problem);
        }
    }
}
