using KetenHub.Broker;
using KetenHub.Hub;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance;

[Collection(OnRabbitMq.Name)]
public sealed class RabbitMqOutboundTroubleTests(SharedRabbitMq server) : RabbitMqTest(server)
{
    private const string Recipient = "recipient";
    private const string Queue = "keten.out.recipient";

    protected override int OutboundMaxLength => 2000;

    [Fact]
    public async Task A_missing_queue_gives_a_reason_until_it_is_back()
    {
        await using var outbound = new RabbitMqOutbound(Host.Access());
        await Host.AdministerAsync(HttpMethod.Delete, "queues", Queue);
        var events = Events(Numbers(0, 10));
        var deliveries = await outbound.SendAsync(Recipient, events, Cancellation);
        Assert.Equal($"returned by the broker (312): {Queue} is not there", deliveries[0].Reason);
        Assert.All(deliveries.Skip(1), delivery => Assert.Equal("not sent: an earlier one was not confirmed", delivery.Reason));
        await Host.ImportAsync();
        Assert.All(await outbound.SendAsync(Recipient, events, Cancellation), delivery => Assert.Equal(Delivery.Confirmed, delivery));
        Assert.Equal(Numbers(0, 10), await TakeAllAsync(Recipient));
    }

    [Fact]
    public async Task A_full_queue_refuses_and_when_there_is_room_again_the_order_is_kept()
    {
        await using var outbound = new RabbitMqOutbound(Host.Access());
        var left = Events(Numbers(0, 6000)).ToList();
        var taken = new List<string>();
        var refusals = 0;
        while (left.Count > 0)
        {
            var deliveries = await outbound.SendAsync(Recipient, [.. left.Take(200)], Cancellation);
            var confirmed = deliveries.TakeWhile(delivery => delivery.IsConfirmed).Count();
            left.RemoveRange(0, confirmed);
            if (confirmed == deliveries.Count)
                continue;
            refusals++;
            Assert.Equal($"refused by the broker: {Queue} is full or has no majority", deliveries[confirmed].Reason);
            Assert.All(deliveries.Skip(confirmed), delivery => Assert.False(delivery.IsConfirmed));
            taken.AddRange(await TakeAllAsync(Recipient));
        }
        taken.AddRange(await TakeAllAsync(Recipient));
        Assert.InRange(refusals, 1, 10);
        Assert.Equal(Numbers(0, 6000), taken.Distinct());
    }

    [Fact]
    public async Task A_window_smaller_than_the_call_keeps_order_and_confirms_all()
    {
        await using var outbound = new RabbitMqOutbound(Host.Access(), new RabbitMqOutboundOptions { Window = 3 });
        Assert.All(await outbound.SendAsync(Recipient, Events(Numbers(0, 500)), Cancellation), delivery => Assert.Equal(Delivery.Confirmed, delivery));
        Assert.Equal(Numbers(0, 500), await TakeAllAsync(Recipient));
    }

    [Fact]
    public async Task A_message_carries_its_id_and_type_is_persistent_and_has_no_header()
    {
        await using var outbound = new RabbitMqOutbound(Host.Access());
        var next = Events(["a"])[0];
        await outbound.SendAsync(Recipient, [next], Cancellation);
        IReadOnlyBasicProperties properties = null!;
        await ConsumeAsync(Recipient, 1, (channel, delivery) =>
        {
            properties = delivery.BasicProperties;
            return channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        });
        Assert.Equal((next.Id.ToString(), next.Type, "application/cloudevents+json", true),
            (properties.MessageId, properties.Type, properties.ContentType, properties.Persistent));
        Assert.Null(properties.Headers);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_gives_a_reason_within_its_bound()
    {
        await using var outbound = new RabbitMqOutbound(new RabbitMqAccess([new Uri("amqp://127.0.0.1:1")], "none", "nobody", "nothing"));
        var deliveries = await outbound.SendAsync(Recipient, Events(Numbers(0, 2)), Cancellation).WaitAsync(Bound, Cancellation);
        Assert.Equal("the broker can't be reached: BrokerUnreachableException", deliveries[0].Reason);
        Assert.Equal(2, deliveries.Count);
        Assert.Equal(deliveries[0].Reason, outbound.Problem);
    }

    [Fact]
    public async Task While_the_broker_has_an_alarm_sending_gives_a_reason_reading_goes_on_and_afterwards_all_is_sent()
    {
        Assert.SkipUnless(Server.IsOwn, "changes a setting of the whole broker");
        await using var outbound = new RabbitMqOutbound(Host.Access(), new RabbitMqOutboundOptions { Wait = TimeSpan.FromSeconds(1) });
        await using var lane = Lane();
        await PublishAsync(Numbers(0, 1000));
        Assert.Equal(Numbers(0, 10), await ReadAllAsync(lane, 10, most: 10));
        var events = Events(Numbers(0, 100));
        await Server.ControlAsync("set_vm_memory_high_watermark", "absolute", "1");
        try
        {
            // The broker looks at its memory now and then.
            await UntilAsync(async () => !(await outbound.SendAsync(Recipient, Events(["before"]), Cancellation))[0].IsConfirmed);
            var deliveries = await outbound.SendAsync(Recipient, events, Cancellation).WaitAsync(Bound, Cancellation);
            // Which reason depends on whether the broker has told this connection of the alarm already: it does so at the first publish.
            Assert.All(deliveries, delivery => Assert.False(delivery.IsConfirmed));
            Assert.Equal("the broker takes nothing for now: resource alarm", outbound.Problem);
            Assert.Equal(Numbers(10, 990), await ReadAllAsync(lane, 990));
        }
        finally
        {
            await Server.ControlAsync("set_vm_memory_high_watermark", "0.4");
        }
        await UntilAsync(async () => (await outbound.SendAsync(Recipient, events, Cancellation)).All(delivery => delivery.IsConfirmed));
        Assert.Null(outbound.Problem);
        Assert.Equal(Numbers(0, 100), (await TakeAllAsync(Recipient)).Where(text => text != "before").Distinct());
    }

    [Fact]
    public async Task Over_a_restart_of_the_broker_everything_arrives_in_order()
    {
        Assert.SkipUnless(Server.IsOwn, "this broker is not ours to stop");
        await using var outbound = new RabbitMqOutbound(Host.Access(), new RabbitMqOutboundOptions { Wait = TimeSpan.FromSeconds(2) });
        var left = Events(Numbers(0, 1500)).ToList();
        var restart = Task.CompletedTask;
        while (left.Count > 0)
        {
            var deliveries = await outbound.SendAsync(Recipient, [.. left.Take(50)], Cancellation).WaitAsync(Bound, Cancellation);
            left.RemoveRange(0, deliveries.TakeWhile(delivery => delivery.IsConfirmed).Count());
            if (left.Count < 1000 && restart == Task.CompletedTask)
                restart = RestartAsync();
            if (!deliveries[0].IsConfirmed)
                await Task.Delay(100, Cancellation);
            else if (!restart.IsCompleted)
                await Task.Delay(20, Cancellation);
        }
        await restart;
        Assert.Equal(Numbers(0, 1500), (await TakeAllAsync(Recipient)).Distinct());
    }

    private async Task RestartAsync()
    {
        await Server.StopAsync();
        await Server.StartAgainAsync();
    }
}
