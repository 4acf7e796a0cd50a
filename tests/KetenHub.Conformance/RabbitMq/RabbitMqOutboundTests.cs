using KetenHub.Broker;
using KetenHub.Hub;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Xunit;

namespace KetenHub.Conformance;

[Collection(OnRabbitMq.Name)]
public sealed class RabbitMqOutboundTests(SharedRabbitMq server) : OutboundContract
{
    private RabbitMqHost host = null!;

    protected override async Task<IOutbound> OpenAsync(Func<byte[], Task> take)
    {
        host = await RabbitMqHost.CreateAsync(server);
        var channel = await (await host.ConnectAsync(Recipient)).CreateChannelAsync();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await take(delivery.Body.ToArray());
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(RabbitMqNames.Out(Recipient), autoAck: false, consumer);
        return new RabbitMqOutbound(host.Access());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await host.DisposeAsync();
    }
}
