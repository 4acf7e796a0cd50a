using KetenHub.Contracts;
using KetenHub.Servers;
using KetenHub.Storage;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>The log of processings of real hubs on a real broker and database, at a receiver that comes late and goes away, while a hub is killed.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed class ProcessingLogTests(SharedRabbitMq server)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_record_reaches_a_receiver_that_was_away_while_a_hub_was_killed_and_none_is_told_twice()
    {
        Uri address;
        using (var away = new OtlpReceiver())
            address = away.Address;
        var environment = new Dictionary<string, string> { ["KETENHUB__PROCESSINGLOGURL"] = new Uri(address, "/v1/logs").ToString() };
        var policy = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "policy.json"), Cancellation)).Replace("\"checkpointEvery\": \"PT1M\"", "\"checkpointEvery\": \"PT1S\"", StringComparison.Ordinal);
        await using var site = await KetenSite.PrepareAsync(server, [server.Amqp], await PostgresServer.CreateDatabaseAsync(), policy);
        await using var store = new PostgresStore(site.Database);

        await using (var killed = await site.StartHubAsync(environment))
        {
            await SendAsync(site, 0, 30);
            await UntilAsync(async () => await CountAsync(store) >= 30);
            await UntilAsync(() => Task.FromResult(killed.Output.Contains("KH427", StringComparison.Ordinal)));
            await killed.KillAsync();
        }
        await using var hub = await site.StartHubAsync(environment);
        await SendAsync(site, 30, 30);
        await UntilAsync(async () => await CountAsync(store) >= 60);
        using var receiver = new OtlpReceiver(address);
        await UntilAsync(async () => receiver.Logs.Count >= await CountAsync(store));
        receiver.LogStatus = 500;
        await SendAsync(site, 60, 30);
        await UntilAsync(async () => await CountAsync(store) >= 90);
        receiver.LogStatus = 200;
        await UntilAsync(async () => receiver.Logs.Count >= await CountAsync(store));

        // A while longer: what came twice would come now.
        await Task.Delay(TimeSpan.FromSeconds(5), Cancellation);
        Assert.Equal(await CountAsync(store), receiver.Logs.Count);
        Assert.Equal(receiver.Logs.Count, receiver.Logs.Select(log => log.SpanId).Distinct().Count());
        var subjects = (await store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation)).CountBy(entry => entry.Person).Select(count => count.Value).Order();
        Assert.Equal(subjects, receiver.Logs.CountBy(log => log.Attributes["dpl.core.data_subject_id"]).Select(count => count.Value).Order());
        Assert.All(receiver.Bodies, body => Assert.DoesNotContain("00000007", body, StringComparison.Ordinal));
        Assert.Contains("records of processing are confirmed again", hub.Output, StringComparison.Ordinal);
    }

    private static async Task<int> CountAsync(PostgresStore store) => await store.Reads.AllLogAsync(Cancellation).CountAsync(Cancellation);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var until = DateTime.UtcNow + Bound;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < until, "it did not come to that");
            await Task.Delay(100, Cancellation);
        }
    }

    // Ten persons, in turn.
    private static async Task SendAsync(KetenSite site, int from, int count)
    {
        var channel = await (await site.ConnectAsync("coa")).CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancellation);
        for (var i = from; i < from + count; i++)
            await channel.BasicPublishAsync("keten.in.coa", "nl.vreemdelingenketen.incident-registered.v1", mandatory: true,
                new BasicProperties { ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent }, SmallHub.Incident(i, 70 + (i % 10)), Cancellation);
    }
}
