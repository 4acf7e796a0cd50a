using System.Collections.Concurrent;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>The whole hub as operations run it: topology imported, store migrated, two processes on RabbitMQ and PostgreSQL, partners with
/// their own users and any AMQP client. One hub is killed in the middle.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed class TwoHubsTests(SharedRabbitMq server)
{
    private const int Persons = 40;
    private const int Incidents = 1_200;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_of_two_hubs_is_killed_and_nothing_is_lost_nothing_twice_and_each_persons_order_kept()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var first = await site.StartHubAsync();
        await using var second = await site.StartHubAsync();
        var told = await ReceiveAsync(site, "dtv");
        await using var reads = new PostgresStore(site.Database);

        var killed = new TaskCompletionSource();
        var sending = Task.WhenAll(
            SendAsync(site, "coa", Enumerable.Range(0, Incidents).Select(Incident), killed.Task),
            SendAsync(site, "ind", Enumerable.Range(0, Persons).Select(Decision), Task.CompletedTask));
        await UntilAsync(async () => (await reads.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Accepted > Incidents / 4);
        await first.KillAsync();
        killed.SetResult();
        await sending;

        await UntilAsync(async () => (await reads.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)) is { Accepted: Incidents + Persons, Unsent: 0 });
        await UntilAsync(() => Task.FromResult(told.Select(notice => notice.Id).Distinct().Count() == Persons));
        Assert.Equal((0, 0), await FaultsAsync(reads));
        Assert.Null((await LogVerifier.VerifyAsync(reads.Reads, null, Cancellation)).FirstBad);
        Assert.Equal(Persons, told.DistinctBy(notice => notice.Id).Select(notice => notice.Thread).Distinct().Count());
        await AssertOrderAsync(reads);
        Assert.DoesNotContain("Exception", second.Output, StringComparison.Ordinal);
    }

    // The second half waits for the kill: the other hub must take over, not just find everything done.
    private static async Task SendAsync(KetenSite site, string partner, IEnumerable<byte[]> events, Task secondHalf)
    {
        var sent = 0;
        var channel = await (await site.ConnectAsync(partner)).CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancellation);
        foreach (var window in events.Chunk(50))
        {
            if ((sent += window.Length) > Incidents / 2)
                await secondHalf;
            await Task.WhenAll(window.Select(body => channel.BasicPublishAsync(
                $"keten.in.{partner}", "any", mandatory: true,
                new BasicProperties { ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent }, body, Cancellation).AsTask()).ToList());
        }
    }

    private static async Task<ConcurrentQueue<(string Id, string Thread)>> ReceiveAsync(KetenSite site, string partner)
    {
        var told = new ConcurrentQueue<(string, string)>();
        var channel = await (await site.ConnectAsync(partner)).CreateChannelAsync(cancellationToken: Cancellation);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            using var notice = JsonDocument.Parse(delivery.Body);
            if (notice.RootElement.GetProperty("type").GetString()!.Contains("readiness-requested", StringComparison.Ordinal))
                told.Enqueue((notice.RootElement.GetProperty("id").GetString()!, notice.RootElement.GetProperty("correlationid").GetString()!));
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync($"keten.out.{partner}", autoAck: false, consumer, Cancellation);
        return told;
    }

    private static async Task<(long Quarantined, long Missing)> FaultsAsync(PostgresStore reads)
    {
        var overview = await reads.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation);
        return (overview.Quarantined, overview.Missing);
    }

    // Incidents of one person were sent in the order of their ids, by one publisher.
    private static async Task AssertOrderAsync(PostgresStore reads)
    {
        await foreach (var person in reads.Reads.AllPersonsAsync(Cancellation))
        {
            var log = await reads.Reads.TimelineAsync([person.Id], 0, 10_000, Cancellation);
            var ids = log.Items.Where(row => row is { Kind: LogKind.Received, Party: "coa" }).OrderBy(row => row.N).Select(row => row.EventId).ToList();
            Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var until = DateTime.UtcNow + Bound;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < until, "not within its bound");
            await Task.Delay(50, Cancellation);
        }
    }

    private static byte[] Incident(int number) => Write("coa", "00000000000000000102", number, new IncidentRegistered
    {
        Person = Person(number % Persons),
        CaseNumber = "Z-TEST",
        IncidentNumber = $"I-{number}",
        Revision = 1,
        Category = IncidentCategory.HouseRules,
        Impact = IncidentImpact.Low,
        OccurredAt = DateTimeOffset.UtcNow,
        RegisteredAt = DateTimeOffset.UtcNow,
        Location = new Location { Name = "Ter Apel", Kind = LocationKind.ReceptionLocation },
        Measures = [IncidentMeasure.None],
        PoliceReport = PoliceReport.NotMade,
    });

    private static byte[] Decision(int number) => Write("ind", "00000000000000000101", number, new DecisionIssued
    {
        Person = Person(number),
        DecisionNumber = $"B-TEST-{number}",
        Revision = 1,
        Outcome = DecisionOutcome.Rejected,
        Track = 2,
        IssuedAt = DateTimeOffset.UtcNow,
        ReturnDecision = true,
        EntryBan = false,
        DeparturePeriodDays = 0,
        AppealSuspendsRemoval = false,
        HandOut = new HandOutPlan { Revision = 1, At = DateTimeOffset.UtcNow.AddDays(9), Location = new Location { Name = "Budel", Kind = LocationKind.Office } },
    });

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
        Sequence = CloudEventWriter.Sequence(number + 1),
        Data = CloudEventWriter.Data(message),
    });
}
