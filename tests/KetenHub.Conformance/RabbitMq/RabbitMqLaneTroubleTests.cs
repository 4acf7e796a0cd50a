using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Hub;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance;

[Collection(OnRabbitMq.Name)]
public sealed class RabbitMqLaneTroubleTests(SharedRabbitMq server) : RabbitMqTest(server)
{
    [Fact]
    public async Task Released_messages_and_those_behind_them_come_again_in_order()
    {
        await using var lane = Lane();
        await PublishAsync(Numbers(0, 1000));
        for (var time = 0; time < 3; time++)
        {
            var batch = await ReadAsync(lane, 50);
            Assert.Equal(Numbers(0, batch.Messages.Count), Texts(batch));
            await batch.ReleaseAsync(Cancellation);
        }
        Assert.Equal(Numbers(0, 1000), await ReadAllAsync(lane, 1000));
    }

    [Fact]
    public async Task How_often_a_message_was_given_before_is_known_and_a_publisher_can_not_say_it()
    {
        await using var lane = Lane();
        var properties = new BasicProperties { Headers = new Dictionary<string, object?> { ["x-delivery-count"] = 77L } };
        await (await Host.PublisherAsync()).BasicPublishAsync(
            RabbitMqNames.In("partner"), "nl.vreemdelingenketen.case-signal.v1", mandatory: true, properties, "0"u8.ToArray(), Cancellation);
        for (var time = 0; time < 4; time++)
        {
            var batch = await ReadAsync(lane, 50);
            Assert.Equal(time, batch.Messages[0].TimesGiven);
            await batch.ReleaseAsync(Cancellation);
        }
    }

    [Fact]
    public async Task A_batch_that_was_given_up_without_a_word_is_not_acknowledged_with_a_later_one()
    {
        await using var lane = Lane();
        await PublishAsync(Numbers(0, 20));
        var given = await ReadAsync(lane, 5);
        Assert.Equal(Numbers(0, given.Messages.Count), Texts(given));
        Assert.Equal(Numbers(0, 20), await ReadAllAsync(lane, 20));
    }

    [Fact]
    public async Task An_acknowledgement_of_a_closed_channel_is_not_taken_for_one_on_the_next()
    {
        await using var lane = Lane();
        await PublishAsync(Numbers(0, 20));
        var first = await ReadAsync(lane, 10);
        await first.ReleaseAsync(Cancellation);
        var second = await ReadAsync(lane, 10);
        await AcknowledgeAsync(first);
        await second.ReleaseAsync(Cancellation);
        Assert.Equal(Numbers(0, 20), await ReadAllAsync(lane, 20));
    }

    [Fact]
    public async Task When_a_lane_stops_with_messages_prefetched_the_next_one_goes_on_in_order()
    {
        await using var next = Lane();
        var read = new List<string>();
        await PublishAsync(Numbers(0, 1000));
        await using (var first = Lane())
        {
            var batch = await ReadAsync(first, 40);
            read.AddRange(Texts(batch));
            var waiting = next.ReadAsync(100, Cancellation);
            await UntilAsync(async () => await Host.ConsumersAsync() == 2);
            Assert.False(waiting.IsCompleted);
            await AcknowledgeAsync(batch);
            await first.DisposeAsync();
            var rest = await waiting.WaitAsync(Bound, Cancellation);
            read.AddRange(Texts(rest));
            await AcknowledgeAsync(rest);
        }
        read.AddRange(await ReadAllAsync(next, 1000 - read.Count));
        Assert.Equal(Numbers(0, 1000), read);
    }

    [Fact]
    public async Task Of_a_lane_that_stops_in_the_middle_the_unacknowledged_come_first_in_the_next()
    {
        await PublishAsync(Numbers(0, 500));
        await using (var first = Lane())
            Assert.Equal("00000", Texts(await ReadAsync(first, 40))[0]);
        await using var next = Lane();
        Assert.Equal(Numbers(0, 500), await ReadAllAsync(next, 500));
    }

    [Fact]
    public async Task A_lane_that_waits_behind_another_and_looks_for_stuck_messages_takes_over_all_the_same()
    {
        await PublishAsync(Numbers(0, 400));
        var looks = new LinesLog<RabbitMqLane>();
        await using var behind = new RabbitMqLane(
            Host.Access(), "keten.in.partner", "partner", RabbitMqHost.TakeAlone, new RabbitMqLaneOptions { Idle = TimeSpan.FromMilliseconds(100) }, log: looks);
        var first = Lane(new RabbitMqLaneOptions { Prefetch = 10 });
        await ReadAsync(first, 10);
        var waiting = behind.ReadAsync(10, Cancellation);
        await UntilAsync(() => Task.FromResult(looks.Lines.Count(line => line.Contains("opened anew", StringComparison.Ordinal)) >= 3));
        Assert.False(waiting.IsCompleted);
        await first.DisposeAsync();
        var batch = await waiting.WaitAsync(Bound, Cancellation);
        Assert.Equal("00000", Texts(batch)[0]);
    }

    [Fact]
    public async Task While_one_batch_is_in_its_transaction_the_next_gathers_in_full()
    {
        await using var lane = Lane();
        await PublishAsync(Numbers(0, 2000));
        var taken = 0;
        var full = 0;
        for (var round = 0; round < 4; round++)
        {
            var batch = await ReadAsync(lane, LaneRunner.MostInBatch);
            full += batch.Messages.Count == LaneRunner.MostInBatch ? 1 : 0;
            // The transaction takes as long as the broker needs to fill the prefetch.
            await UntilAsync(async () => (await Host.LookAsync("keten.in.partner")).Ready == 2000 - taken - 2 * LaneRunner.MostInBatch);
            taken += batch.Messages.Count;
            await AcknowledgeAsync(batch);
        }
        // The first reads what is there; and of another one the end can still be on its way from the broker, which counts it as given.
        Assert.InRange(full, 2, 4);
    }

    [Fact]
    public async Task However_long_the_store_takes_no_more_than_the_prefetch_leaves_the_broker()
    {
        await using var lane = Lane(new RabbitMqLaneOptions { Prefetch = 20 });
        await PublishAsync(Numbers(0, 100));
        var slow = await ReadAsync(lane, 5);
        await UntilAsync(async () => (await Host.LookAsync("keten.in.partner")).Ready == 80);
        await PublishAsync(Numbers(100, 50));
        Assert.Equal(130u, (await Host.LookAsync("keten.in.partner")).Ready);
        await AcknowledgeAsync(slow);
        Assert.Equal(Numbers(slow.Messages.Count, 150 - slow.Messages.Count), await ReadAllAsync(lane, 150 - slow.Messages.Count));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_cut_and_its_length_is_told()
    {
        await using var lane = Lane();
        await PublishAsync([new string('x', CloudEvent.MaxBytes + 500)]);
        var message = Assert.Single((await ReadAsync(lane, 10)).Messages);
        Assert.Equal((InboundMessage.MaxBytes, CloudEvent.MaxBytes + 500), (message.Body.Length, message.Length));
    }

    [Fact]
    public async Task Headers_that_name_another_sender_change_nothing()
    {
        await using var lane = Lane();
        var publisher = await Host.PublisherAsync();
        await publisher.BasicPublishAsync("keten.in.partner", "any", mandatory: true, new BasicProperties
        {
            AppId = "recipient",
            Headers = new Dictionary<string, object?> { ["publisher"] = "recipient", ["MT-Source-Address"] = "recipient" },
        }, "{}"u8.ToArray(), Cancellation);
        var message = Assert.Single((await ReadAsync(lane, 10)).Messages);
        Assert.Equal(("partner", null), (message.Publisher, message.ContentType));
    }

    [Fact]
    public async Task A_batch_held_past_the_brokers_timeout_comes_again_and_the_lane_goes_on()
    {
        Assert.SkipUnless(Server.IsOwn, "changes a setting of the whole broker");
        await Server.ControlAsync("eval", "application:set_env(rabbit, consumer_timeout, 1000).");
        try
        {
            await using var lane = Lane();
            await PublishAsync(Numbers(0, 20));
            var late = await ReadAsync(lane, 5);
            await UntilAsync(async () => (await Host.LookAsync("keten.in.partner")).Consumers == 0);
            await AcknowledgeAsync(late);
            Assert.Equal(Numbers(0, 20), await ReadAllAsync(lane, 20));
        }
        finally
        {
            await Server.ControlAsync("eval", "application:set_env(rabbit, consumer_timeout, 1800000).");
        }
    }

    [Fact]
    public async Task A_lane_whose_queue_is_deleted_says_so_and_reads_again_when_it_is_back()
    {
        await using var lane = Lane();
        await PublishAsync(Numbers(0, 1));
        Assert.Equal(Numbers(0, 1), await ReadAllAsync(lane, 1));
        Assert.Null(lane.Problem);
        var reading = lane.ReadAsync(10, Cancellation);
        await Host.AdministerAsync(HttpMethod.Delete, "queues", "keten.in.partner");
        await UntilAsync(() => Task.FromResult(lane.Problem == "refused (404)"));
        await Host.ImportAsync();
        await PublishAsync(Numbers(1, 1));
        Assert.Equal(Numbers(1, 1), Texts(await reading.WaitAsync(Bound, Cancellation)));
        Assert.Null(lane.Problem);
    }

    [Fact]
    public async Task Over_a_restart_of_the_broker_nothing_is_lost_and_the_order_is_kept()
    {
        Assert.SkipUnless(Server.IsOwn, "this broker is not ours to stop");
        await using var lane = Lane();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var sending = PublishOverRestartAsync(enough.Token);
        var read = await ReadAllAsync(lane, 500);
        await Server.StopAsync();
        var batch = lane.ReadAsync(64, Cancellation);
        await Server.StartAgainAsync();
        var first = await batch.WaitAsync(Bound, Cancellation);
        read.AddRange(Texts(first));
        await AcknowledgeAsync(first);
        read.AddRange(await ReadAllAsync(lane, 500));
        await enough.CancelAsync();
        var confirmed = await sending;
        while (!read.Contains($"{confirmed - 1:D5}"))
            read.AddRange(await ReadAllAsync(lane, 1));
        // A message comes twice when its confirm or its acknowledgement was lost; the hub knows it then. First times are in order, without a gap.
        var once = read.Distinct().Take(confirmed).ToList();
        Assert.Equal(Numbers(0, confirmed), once);
    }

    // One message at a time, the same one until it is confirmed.
    private async Task<int> PublishOverRestartAsync(CancellationToken enough)
    {
        IChannel? publisher = null;
        var next = 0;
        while (!enough.IsCancellationRequested)
        {
            try
            {
                publisher ??= await Host.PublisherAsync();
                await RabbitMqHost.PublishAsync(publisher, $"{next:D5}", CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5), Cancellation);
                next++;
            }
            catch (Exception) when (!Cancellation.IsCancellationRequested)
            {
                publisher = null;
                await Task.Delay(100, Cancellation);
            }
        }
        return next;
    }
}
