using KetenHub.Broker;
using KetenHub.Hub;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance;

[Collection(OnRabbitMq.Name)]
public sealed class RabbitMqLaneTests(SharedRabbitMq server) : LaneContract
{
    private RabbitMqHost host = null!;
    private IChannel publisher = null!;

    protected override bool AnswersSenders => false;

    protected override async Task<ILaneSource> OpenAsync()
    {
        host = await RabbitMqHost.CreateAsync(server);
        publisher = await host.PublisherAsync();
        return new RabbitMqLane(host.Access(), "keten.in.partner", "partner", RabbitMqHost.TakeAlone);
    }

    protected override async Task<Receipt?> SendUntilAsync(string text, CancellationToken cancellation)
    {
        await RabbitMqHost.PublishAsync(publisher, text, cancellation);
        return null;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await host.DisposeAsync();
    }
}
