using KetenHub.Broker;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace KetenHub.Conformance;

[Collection(OnRabbitMq.Name)]
public sealed class RabbitMqFullLaneTests(SharedRabbitMq server) : RabbitMqTest(server)
{
    private const int Limit = 100;

    protected override int InboundMaxLength => Limit;

    [Fact]
    public async Task A_full_lane_refuses_its_partner_is_shown_and_takes_again_when_it_was_read()
    {
        var publisher = await Host.PublisherAsync();
        var sent = 0;
        Assert.Empty((await DepthsAsync()).Full);
        await Assert.ThrowsAsync<PublishException>(async () =>
        {
            for (; sent < 2 * Limit; sent++)
                await RabbitMqHost.PublishAsync(publisher, $"{sent:D5}", Cancellation);
        });
        Assert.Equal(new Dictionary<string, uint> { ["keten.in.partner"] = (uint)sent }, (await DepthsAsync()).Full);

        await using var lane = Lane();
        Assert.Equal(Numbers(0, sent), await ReadAllAsync(lane, sent));
        await UntilAsync(async () => (await DepthsAsync()).Full.Count == 0);
        await RabbitMqHost.PublishAsync(publisher, "again", Cancellation);
        Assert.Equal(["again"], await ReadAllAsync(lane, 1));
    }

    private Task<QueueDepths> DepthsAsync() => new RabbitMqTopologyCheck(Host.Topology, Host.Access()).DepthsAsync(Cancellation);
}
