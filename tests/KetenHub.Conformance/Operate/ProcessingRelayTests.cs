using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>Records of processing on their way to a real OTLP receiver: each of them once, and none lost while it is away.</summary>
public sealed class ProcessingRelayTests : IAsyncLifetime
{
    // V-numbers that are part of no other number.
    private const int FirstPerson = 1_234_567_000;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-processing-");
    private readonly HubKeys keys = new([.. Enumerable.Repeat((byte)5, 32)]);
    private readonly PartnerList partners = SmallHub.Partners("coa");
    private readonly List<HttpClient> clients = [];
    private SqliteStore store = null!;
    private HubTransaction hub = null!;
    private int sent;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = new SqliteStore(Path.Combine(folder.FullName, "ketenhub.db"));
        await store.MigrateAsync(Cancellation);
        hub = new HubTransaction(store, keys, SmallHub.Terms, partners, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        await store.DisposeAsync();
        keys.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Each_record_is_received_once_with_the_fields_of_the_standard()
    {
        using var receiver = new OtlpReceiver();
        var relay = Relay(receiver.Address);
        await WorkAsync(persons: 3);
        await CheckpointAsync();

        Assert.Equal(await ExpectedAsync(), await relay.TellAsync(Cancellation));
        Assert.Equal(0, await relay.TellAsync(Cancellation));

        await ExpectAllOnceAsync(receiver.Logs);
        Assert.All(receiver.Logs.Where(log => log.Body["name"].StartsWith("received", StringComparison.Ordinal)), log =>
        {
            Assert.Equal(["end_time", "name", "start_time", "status"], log.Body.Keys.Order());
            Assert.Equal("Ok", log.Body["status"]);
            Assert.Equal(log.Body["start_time"], log.Body["end_time"]);
            Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - long.Parse(log.Body["start_time"], System.Globalization.CultureInfo.InvariantCulture), 0, 600_000);
            Assert.Equal("urn:nld:oin:00000000000000000001:systeem:ketenhub:verwerkingsactiviteit:zaken-voorrang-geven", log.Attributes["dpl.core.processing_activity_id"]);
            Assert.Equal("urn:nld:oin:00000000000000000001:systeem:ketenhub:persoon", log.Attributes["dpl.core.data_subject_id_type"]);
            Assert.Equal("urn:nld:oin:00000000000000000102", log.Attributes["dpl.core.foreign_operation.processor"]);
        });
        var refusal = Assert.Single(receiver.Logs, log => log.Body["status"] == "Error");
        Assert.Equal("KH205", refusal.Attributes["exception.type"]);
        Assert.DoesNotContain("dpl.core.data_subject_id", refusal.Attributes.Keys);
        // One person, one subject.
        Assert.Equal(3, receiver.Logs.Where(log => log.Body["status"] == "Ok").Select(log => log.Attributes["dpl.core.data_subject_id"]).Distinct().Count());
        Assert.All(receiver.Bodies, body => Assert.All(Enumerable.Range(0, 3), person => Assert.DoesNotContain($"{FirstPerson + person:D10}", body, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nothing_is_lost_and_nothing_doubled_while_the_receiver_is_away_refuses_or_takes_only_a_part()
    {
        Uri address;
        using (var away = new OtlpReceiver())
            address = away.Address;
        var relay = Relay(address);
        await WorkAsync(persons: 2);
        await CheckpointAsync();
        Assert.Equal(0, await relay.TellAsync(Cancellation));

        using var receiver = new OtlpReceiver(address) { LogStatus = 503 };
        Assert.Equal(0, await relay.TellAsync(Cancellation));
        (receiver.LogStatus, receiver.Rejects) = (200, 1);
        Assert.Equal(0, await relay.TellAsync(Cancellation));
        receiver.Rejects = 0;
        await WorkAsync(persons: 4);
        await CheckpointAsync();
        // Another hub of the same store goes on where this one was.
        Assert.Equal(await ExpectedAsync(), await Relay(address).TellAsync(Cancellation));
        Assert.Equal(0, await relay.TellAsync(Cancellation));

        await ExpectAllOnceAsync(receiver.Logs);
    }

    [Fact]
    public async Task More_than_one_request_carries_comes_in_order_and_once()
    {
        using var receiver = new OtlpReceiver();
        for (var i = 0; i < 8; i++)
            await hub.HandleAsync([.. Enumerable.Range(0, 200).Select(_ => Message(person: 7))], Cancellation);
        await CheckpointAsync();
        var relay = Relay(receiver.Address);
        await relay.TellAsync(Cancellation);
        await ExpectAllOnceAsync(receiver.Logs);
        Assert.True(receiver.Bodies.Count > 2, $"{receiver.Bodies.Count} requests");
    }

    [Fact]
    public async Task Sent_again_after_a_stop_before_it_was_noted_it_has_the_same_ids()
    {
        using var receiver = new OtlpReceiver();
        await WorkAsync(persons: 2);
        await CheckpointAsync();
        await Relay(receiver.Address).TellAsync(Cancellation);
        await store.WriteSettingAsync("logboek told", "0", Cancellation);
        await Relay(receiver.Address).TellAsync(Cancellation);
        Assert.Equal(2 * await ExpectedAsync(), receiver.Logs.Count);
        Assert.All(receiver.Logs.CountBy(log => (log.TraceId, log.SpanId)), count => Assert.Equal(2, count.Value));
    }

    [Fact]
    public async Task While_another_hub_does_it_this_one_sends_nothing()
    {
        using var receiver = new OtlpReceiver();
        await WorkAsync(persons: 1);
        await CheckpointAsync();
        Assert.True(await store.HoldLeaseAsync("logboek", "another hub", TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal(0, await Relay(receiver.Address).TellAsync(Cancellation));
        Assert.Empty(receiver.Logs);
        await store.ReleaseLeaseAsync("logboek", "another hub", Cancellation);
        Assert.Equal(await ExpectedAsync(), await Relay(receiver.Address).TellAsync(Cancellation));
    }

    [Fact]
    public async Task What_no_checkpoint_holds_yet_waits_for_it()
    {
        using var receiver = new OtlpReceiver();
        await WorkAsync(persons: 1);
        Assert.Equal(0, await Relay(receiver.Address).TellAsync(Cancellation));
        await CheckpointAsync();
        Assert.Equal(await ExpectedAsync(), await Relay(receiver.Address).TellAsync(Cancellation));
    }

    // Messages, a refusal, and a look-up.
    private async Task WorkAsync(int persons)
    {
        await hub.HandleAsync([.. Enumerable.Range(0, persons).Select(person => Message(person))], Cancellation);
        if (sent == persons)
            await hub.HandleAsync([new InboundMessage("coa", CloudEvent.ContentType, "{"u8.ToArray())], Cancellation);
        var person = (await store.Reads.AllPersonsAsync(Cancellation).FirstAsync(Cancellation)).Id;
        await hub.LogLookUpAsync(person, new Actor("dashboard", "127.0.0.1"), "question of a court", Cancellation);
    }

    private InboundMessage Message(int person) => new("coa", CloudEvent.ContentType, SmallHub.Incident(++sent, FirstPerson + person));

    private async Task CheckpointAsync() =>
        await new CheckpointMaker(store.Checkpoints, new NoteSigner(partners.HubSource, [.. Enumerable.Repeat((byte)6, 32)]), TimeProvider.System).MakeAsync(Cancellation);

    private ProcessingRelay Relay(Uri receiver)
    {
        var http = new HttpClient { BaseAddress = new Uri(receiver, "/v1/logs") };
        clients.Add(http);
        var records = new ProcessingRecords(keys, SettingsFolder.ReadRegister(null), partners);
        return new ProcessingRelay(store, records, new ProcessingReceiver(http, records.SubjectType), NullLogger<ProcessingRelay>.Instance);
    }

    // Every entry of every log, and every message that was refused.
    private async Task<int> ExpectedAsync() =>
        await store.Reads.AllLogAsync(Cancellation).CountAsync(Cancellation) + (int)(await store.Reads.QuarantineAsync(0, 1, Cancellation)).Total;

    private async Task ExpectAllOnceAsync(IReadOnlyCollection<ReceivedLog> logs)
    {
        Assert.Equal(await ExpectedAsync(), logs.Count);
        Assert.Equal(logs.Count, logs.DistinctBy(log => log.SpanId).Count());
        var entries = await store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation);
        Assert.Equal(
            entries.CountBy(entry => keys.SubjectOf(entry.Person)).OrderBy(count => count.Key, StringComparer.Ordinal),
            logs.Where(log => log.Attributes.ContainsKey("dpl.core.data_subject_id")).CountBy(log => log.Attributes["dpl.core.data_subject_id"]).OrderBy(count => count.Key, StringComparer.Ordinal));
    }
}
