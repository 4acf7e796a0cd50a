using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>Two hubs as processes on RabbitMQ and PostgreSQL, and a partner that people pause: its messages and what is for it wait in their order,
/// whatever becomes of the hubs, and go on when somebody resumes it.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed class PausedPartnerTests(SharedRabbitMq server)
{
    private const int Before = 200;
    private const int During = 300;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_paused_partner_is_not_read_by_either_hub_also_after_a_restart_and_its_order_is_kept_when_it_goes_on()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var first = await site.StartHubAsync();
        await using var second = await site.StartHubAsync();
        await using var store = new PostgresStore(site.Database);
        var coa = await PublisherAsync(site, "coa");
        var ind = await PublisherAsync(site, "ind");
        for (var number = 0; number < Before; number++)
            await PublishAsync(coa, "coa", number);

        // In the middle of reading.
        Assert.True(await store.Operations.Controls.PauseAsync(new PauseRow("coa", PauseSide.From, "its system sends rubbish", "dashboard", DateTimeOffset.UtcNow), Cancellation));
        await UntilAsync(async () => await ConsumersAsync(coa) == 0);
        var accepted = await AcceptedOfAsync(store, "coa");
        for (var number = Before; number < Before + During; number++)
            await PublishAsync(coa, "coa", number);
        await PublishAsync(ind, "ind", 1);
        await UntilAsync(async () => await AcceptedOfAsync(store, "ind") == 1);
        Assert.Equal(accepted, await AcceptedOfAsync(store, "coa"));
        Assert.Equal((uint)(Before + During - accepted), await WaitingAsync(coa));

        // Both hubs end; a new one keeps to the pause.
        await first.KillAsync();
        await second.EndAsync();
        await using var third = await site.StartHubAsync();
        await PublishAsync(ind, "ind", 2);
        await UntilAsync(async () => await AcceptedOfAsync(store, "ind") == 2);
        Assert.Equal((accepted, 0u), (await AcceptedOfAsync(store, "coa"), await ConsumersAsync(coa)));

        Assert.True(await store.Operations.Controls.ResumeAsync("coa", PauseSide.From, "mended", new Actor("dashboard", ""), DateTimeOffset.UtcNow, Cancellation));
        await UntilAsync(async () => await AcceptedOfAsync(store, "coa") == Before + During);
        await AssertOrderAsync(store);
        Assert.Equal((0, 0), await FaultsAsync(store));
        Assert.DoesNotContain("Exception", third.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_to_a_paused_partner_by_either_hub_and_all_of_it_in_order_afterwards()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var store = new PostgresStore(site.Database);
        Assert.True(await store.Operations.Controls.PauseAsync(new PauseRow("dtv", PauseSide.To, "its system is being moved", "dashboard", DateTimeOffset.UtcNow), Cancellation));
        await using var first = await site.StartHubAsync();
        await using var second = await site.StartHubAsync();
        var ind = await PublisherAsync(site, "ind");
        for (var number = 0; number < 40; number++)
            await PublishAsync(ind, "ind", number);
        await UntilAsync(async () => (await store.Reads.WaitingAsync(Cancellation)).Backlogs.FirstOrDefault(backlog => backlog.Recipient == "dtv")?.Count == 40);
        var dtv = await (await site.ConnectAsync("dtv")).CreateChannelAsync(cancellationToken: Cancellation);
        Assert.Equal(0u, (await dtv.QueueDeclarePassiveAsync("keten.out.dtv", Cancellation)).MessageCount);

        Assert.True(await store.Operations.Controls.ResumeAsync("dtv", PauseSide.To, "moved", new Actor("dashboard", ""), DateTimeOffset.UtcNow, Cancellation));
        await UntilAsync(async () => (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Unsent == 0);
        await UntilAsync(async () => (await dtv.QueueDeclarePassiveAsync("keten.out.dtv", Cancellation)).MessageCount == 40);
    }

    private static async Task<IChannel> PublisherAsync(KetenSite site, string partner) => await (await site.ConnectAsync(partner)).CreateChannelAsync(
        new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancellation);

    private static Task PublishAsync(IChannel channel, string partner, int number) => channel.BasicPublishAsync(
        $"keten.in.{partner}", "any", mandatory: true, new BasicProperties { ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent },
        partner == "coa" ? Write("coa", "00000000000000000102", number, Incident(number)) : Write("ind", "00000000000000000101", number, Decision(number)), Cancellation).AsTask();

    private static async Task<uint> ConsumersAsync(IChannel channel) => (await channel.QueueDeclarePassiveAsync("keten.in.coa", Cancellation)).ConsumerCount;

    private static async Task<uint> WaitingAsync(IChannel channel) => (await channel.QueueDeclarePassiveAsync("keten.in.coa", Cancellation)).MessageCount;

    private static async Task<long> AcceptedOfAsync(PostgresStore store, string partner)
    {
        var count = 0L;
        await foreach (var row in store.Reads.AllLogAsync(Cancellation))
            count += row is { Kind: LogKind.Received } && row.Party == partner ? 1 : 0;
        return count;
    }

    private static async Task AssertOrderAsync(PostgresStore store)
    {
        await foreach (var person in store.Reads.AllPersonsAsync(Cancellation))
        {
            var log = await store.Reads.TimelineAsync([person.Id], 0, 10_000, Cancellation);
            var ids = log.Items.Where(row => row is { Kind: LogKind.Received, Party: "coa" }).OrderBy(row => row.N).Select(row => row.EventId).ToList();
            Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        }
    }

    private static async Task<(long Quarantined, long Missing)> FaultsAsync(PostgresStore store)
    {
        var overview = await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation);
        return (overview.Quarantined, overview.Missing);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var until = DateTime.UtcNow + Bound;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < until, "not within its bound");
            await Task.Delay(100, Cancellation);
        }
    }

    private static IncidentRegistered Incident(int number) => new()
    {
        Person = Person(number % 10), CaseNumber = "Z-TEST", IncidentNumber = $"I-{number}", Revision = 1, Category = IncidentCategory.HouseRules, Impact = IncidentImpact.Low,
        OccurredAt = DateTimeOffset.UtcNow, RegisteredAt = DateTimeOffset.UtcNow, Location = new Location { Name = "Ter Apel", Kind = LocationKind.ReceptionLocation },
        Measures = [IncidentMeasure.None], PoliceReport = PoliceReport.NotMade,
    };

    private static DecisionIssued Decision(int number) => new()
    {
        Person = Person(100 + number), DecisionNumber = $"B-TEST-{number}", Revision = 1, Outcome = DecisionOutcome.Rejected, Track = 2, IssuedAt = DateTimeOffset.UtcNow,
        ReturnDecision = true, EntryBan = false, DeparturePeriodDays = 0, AppealSuspendsRemoval = false,
        HandOut = new HandOutPlan { Revision = 1, At = DateTimeOffset.UtcNow.AddDays(9), Location = new Location { Name = "Budel", Kind = LocationKind.Office } },
    };

    private static PersonReference Person(int number) => new()
    {
        Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = $"{number:D10}" }],
    };

    private static byte[] Write(string partner, string oin, int number, KetenMessage message) => CloudEventWriter.Write(new CloudEvent
    {
        Id = $"{number:x8}-0000-7000-8000-{(partner == "coa" ? 1 : 2):x12}",
        Source = $"urn:nld:oin:{oin}:systeem:test",
        Type = MessageTypes.Of(message).EventType,
        Time = DateTimeOffset.UtcNow,
        Sequence = partner == "coa" ? CloudEventWriter.Sequence(number + 1) : null,
        Data = CloudEventWriter.Data(message),
    });
}
