using KetenHub.Broker;
using KetenHub.Hub;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>The lane contract on one of three lanes: that of the messages without a key.</summary>
[Collection(OnRabbitMq.Name)]
public sealed class RabbitMqSplitLaneTests(SharedRabbitMq server) : LaneContract
{
    private RabbitMqHost host = null!;
    private IChannel publisher = null!;

    protected override bool AnswersSenders => false;

    protected override async Task<ILaneSource> OpenAsync()
    {
        host = await RabbitMqHost.CreateAsync(server, lanes: 3);
        publisher = await host.PublisherAsync();
        await RabbitMqHost.PublishAsync(publisher, "which lane?", Cancellation);
        foreach (var queue in Enumerable.Range(0, 3).Select(number => $"keten.in.partner.{number}"))
        {
            if ((await host.LookAsync(queue)).Ready == 0)
                continue;
            var lane = new RabbitMqLane(host.Access(), queue, "partner", RabbitMqHost.TakeAlone);
            await AcknowledgeAsync(await lane.ReadAsync(1, Cancellation));
            return lane;
        }
        throw new InvalidOperationException("the message is in none of the lanes");
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
