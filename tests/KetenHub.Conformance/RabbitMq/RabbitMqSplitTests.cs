using System.Text;
using KetenHub.Broker;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>A partner whose lane is split by person.</summary>
[Collection(OnRabbitMq.Name)]
public sealed class RabbitMqSplitTests(SharedRabbitMq server) : RabbitMqTest(server)
{
    private const int Keys = 30;

    protected override int Lanes => 3;

    private static IEnumerable<string> Queues => Enumerable.Range(0, 3).Select(number => $"keten.in.partner.{number}");

    [Fact]
    public async Task Messages_of_one_key_take_one_lane_in_order_and_many_keys_take_all_lanes()
    {
        var sent = Enumerable.Range(0, 20 * Keys).Select(number => (Key: $"key{number % Keys:D2}", Text: $"key{number % Keys:D2} {number:D5}")).ToList();
        await PublishAsync(sent);
        var read = new List<string>();
        var keysOfLanes = new List<HashSet<string>>();
        foreach (var queue in Queues)
        {
            var waits = (int)(await Host.LookAsync(queue)).Ready;
            await using var lane = new RabbitMqLane(Host.Access(), queue, "partner", RabbitMqHost.TakeAlone);
            var texts = await ReadAllAsync(lane, waits);
            keysOfLanes.Add([.. texts.Select(text => text[..5])]);
            read.AddRange(texts);
        }
        Assert.All(keysOfLanes, Assert.NotEmpty);
        Assert.Equal(Keys, keysOfLanes.Sum(keys => keys.Count));
        foreach (var ofKey in sent.GroupBy(message => message.Key, message => message.Text))
            Assert.Equal(ofKey, read.Where(text => text.StartsWith(ofKey.Key, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Messages_without_a_key_take_one_lane()
    {
        await PublishAsync(Numbers(0, 50));
        var waits = new List<uint>();
        foreach (var queue in Queues)
            waits.Add((await Host.LookAsync(queue)).Ready);
        Assert.Equal([0u, 0u, 50u], waits.Order());
    }

    [Fact]
    public async Task The_imported_definitions_are_what_the_check_wants_and_what_is_lost_or_left_over_is_named()
    {
        using var management = Host.Management();
        var check = new RabbitMqTopologyCheck(Host.Topology, Host.Access(), management);
        Assert.Empty(await check.DifferencesAsync(Cancellation));
        await Host.AdministerAsync(HttpMethod.Delete, "bindings", "e/keten.in.partner/e/keten.in.partner.split/%23");
        await Host.AdministerAsync(HttpMethod.Post, "bindings", "e/keten.in.partner/q/keten.dead", new { routing_key = "#" });
        Assert.Equal(
            [
                "binding of exchange keten.in.partner to exchange keten.in.partner.split with key '#' is missing",
                "binding of exchange keten.in.partner to queue keten.dead with key '#' must be absent",
            ],
            await check.DifferencesAsync(Cancellation));
    }

    [Fact]
    public async Task A_person_on_two_lanes_by_a_wrong_key_keeps_one_log_and_gaps_are_not_told()
    {
        const int Events = 240;
        using var keys = new HubKeys(new byte[32]);
        await using var store = new PostgresStore(await PostgresServer.CreateDatabaseAsync());
        await store.MigrateAsync(Cancellation);
        await PublishAsync(Enumerable.Range(0, Events).Select(number =>
            ($"key{number % 7}", Encoding.UTF8.GetString(SmallHub.Incident(number, number % 3, $"{2 * number + 1:D20}")))));

        var partners = SmallHub.Partners("partner", lanes: 3);
        var lanes = Queues.Select(queue => new RabbitMqLane(Host.Access(), queue, "partner", store.TakeLaneAsync)).ToList();
        var runners = lanes.ConvertAll(lane => new LaneRunner(
            lane, new HubTransaction(store, keys, SmallHub.Terms, partners, TimeProvider.System), new HubHealth(), NullLogger<LaneRunner>.Instance));
        foreach (var runner in runners)
            await runner.StartAsync(Cancellation);
        await UntilAsync(async () => (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Accepted == Events);
        foreach (var runner in runners)
            await runner.StopAsync(Cancellation);
        foreach (var lane in lanes)
            await lane.DisposeAsync();

        var overview = await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation);
        Assert.Equal((3, 0, 0), (overview.Persons, overview.Quarantined, overview.Missing));
        Assert.Null((await LogVerifier.VerifyAsync(store.Reads, null, Cancellation)).FirstBad);
    }

    private async Task PublishAsync(IEnumerable<(string Key, string Text)> messages)
    {
        var publisher = await Host.PublisherAsync();
        await Task.WhenAll(messages.Select(message => RabbitMqHost.PublishAsync(publisher, message.Text, message.Key, Cancellation)).ToList());
    }
}
