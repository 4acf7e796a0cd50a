using System.Text;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

public sealed class RelayTests
{
    private const string First = "9000000001";
    private const string Second = "9000000002";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_taken_holds_back_later_ones_of_the_same_person_only()
    {
        await using var hub = await TestHub.StartAsync();
        await SendThreeAsync(hub);
        var dtv = new Recipient { Refuses = "B-1" };
        using var relay = RelayOf(hub, dtv);
        await relay.SendUnsentAsync("dtv", Cancellation);
        Assert.Equal(["B-2"], dtv.Taken);
        dtv.Taken.Clear();
        Assert.Equal(0, await relay.SendUnsentAsync("dtv", Cancellation));

        dtv.Refuses = null;
        hub.Clock.MoveTo(hub.Clock.GetUtcNow().AddMinutes(2));
        await relay.SendUnsentAsync("dtv", Cancellation);
        Assert.Equal(["B-1", "B-3"], dtv.Taken);
        Assert.Equal(0, hub.Sql<long>("SELECT count(*) FROM outbox WHERE recipient = 'dtv' AND sent_at IS NULL"));
    }

    [Fact]
    public async Task Tries_come_later_and_later_and_nothing_is_given_up()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48));
        var health = new HubHealth();
        var dtv = new Recipient { Refuses = "B-1" };
        using var relay = RelayOf(hub, dtv, health);
        var waits = new List<long>();
        for (var attempt = 0; attempt < 9; attempt++)
        {
            Assert.Equal(1, await relay.SendUnsentAsync("dtv", Cancellation));
            var next = hub.Sql<long>("SELECT next_try FROM outbox WHERE recipient = 'dtv'");
            waits.Add((next - hub.Clock.GetUtcNow().ToUnixTimeMilliseconds()) / 1000);
            hub.Clock.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(next - 1));
            Assert.Equal(0, await relay.SendUnsentAsync("dtv", Cancellation));
            hub.Clock.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(next));
        }
        Assert.Equal([1, 2, 4, 8, 15, 15, 15, 15, 15], waits);
        Assert.Equal(9, hub.Sql<long>("SELECT attempts FROM outbox WHERE recipient = 'dtv'"));
        Assert.Equal("no room", health.DeliveryProblems["dtv"]);

        dtv.Refuses = null;
        await relay.SendUnsentAsync("dtv", Cancellation);
        Assert.Empty(health.DeliveryProblems);
    }

    [Fact]
    public async Task While_nothing_can_be_sent_to_anybody_no_notification_is_put_off_and_all_go_when_it_is_over()
    {
        await using var hub = await TestHub.StartAsync();
        await SendThreeAsync(hub);
        var health = new HubHealth();
        var dtv = new Recipient { Problem = "the broker is away" };
        using var relay = RelayOf(hub, dtv, health);
        Assert.Equal(0, await relay.SendUnsentAsync("dtv", Cancellation));
        Assert.Equal("the broker is away", health.DeliveryProblems["dtv"]);
        Assert.Equal(0, hub.Sql<long>("SELECT count(*) FROM outbox WHERE attempts > 0 OR next_try IS NOT NULL"));

        dtv.Problem = null;
        await relay.SendUnsentAsync("dtv", Cancellation);
        Assert.Equal(["B-1", "B-2", "B-3"], dtv.Taken.Order(StringComparer.Ordinal));
        Assert.Empty(health.DeliveryProblems);
    }

    [Fact]
    public async Task Content_that_can_not_be_opened_is_shown_and_kept_and_others_go_on()
    {
        await using var hub = await TestHub.StartAsync();
        await SendThreeAsync(hub);
        var person = await hub.PersonAsync(First);
        hub.Database.Run($"UPDATE log SET sealed_body = zeroblob(100) WHERE person = '{person:D}' AND kind = 'Notified'");
        var health = new HubHealth();
        var dtv = new Recipient();
        using var relay = RelayOf(hub, dtv, health);
        await relay.SendUnsentAsync("dtv", Cancellation);
        Assert.Equal(["B-2"], dtv.Taken);
        Assert.Equal(2, hub.Sql<long>("SELECT count(*) FROM outbox WHERE recipient = 'dtv' AND sent_at IS NULL"));
        Assert.Equal("its content can't be opened", hub.Sql<string>("SELECT reason FROM outbox WHERE next_try IS NOT NULL"));
        Assert.True(health.DeliveryProblems.ContainsKey("dtv"));
    }

    [Fact]
    public async Task A_running_relay_sends_what_is_committed_and_survives_a_failing_recipient()
    {
        await using var hub = await TestHub.StartAsync();
        var dtv = new Recipient { Throws = 1 };
        using var relay = RelayOf(hub, dtv);
        await relay.StartAsync(Cancellation);
        await hub.SendAsync(Events.Decision(First, "B-1", 48));
        await Until.TrueAsync(() => dtv.Taken.Count == 1);
        await relay.StopAsync(Cancellation);
        Assert.Contains(hub.Log.Lines, line => line.Contains("relay to dtv failed", StringComparison.Ordinal));
    }

    private static Relay RelayOf(TestHub hub, Recipient recipient, HubHealth? health = null) =>
        new(hub.Store, hub.Hub, hub.Keys, hub.Partners, recipient, health ?? new HubHealth(), hub.Clock, hub.Log.For<Relay>());

    private static async Task SendThreeAsync(TestHub hub)
    {
        await hub.SendAsync(Events.Decision(First, "B-1", 48));
        await hub.SendAsync(Events.Decision(Second, "B-2", 48), Events.Decision(First, "B-3", 48));
    }

    /// <summary>A recipient that takes events in order until it refuses one; what follows for the same decision's person is not confirmed either.</summary>
    private sealed class Recipient : IOutbound
    {
        public string? Refuses { get; set; }

        public int Throws { get; set; }

        public string? Problem { get; set; }

        public List<string> Taken { get; } = [];

        public Task<IReadOnlyList<Delivery>> SendAsync(string recipient, IReadOnlyList<OutboundEvent> events, CancellationToken cancellation)
        {
            if (recipient == "dtv" && Throws-- > 0)
                throw new InvalidOperationException("gone");
            return Task.FromResult<IReadOnlyList<Delivery>>([.. events.Select(sent => Take(Encoding.UTF8.GetString(sent.Body)))]);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private Delivery Take(string body)
        {
            if (Problem is not null)
                return new Delivery(Problem);
            if (Refuses is not null && body.Contains($"\"{Refuses}\"", StringComparison.Ordinal))
                return new Delivery("no room");
            if (body.Contains("readiness-requested", StringComparison.Ordinal))
                Taken.Add(new[] { "B-1", "B-2", "B-3" }.Single(number => body.Contains($"\"{number}\"", StringComparison.Ordinal)));
            return Delivery.Confirmed;
        }
    }
}
