using System.Threading.Channels;
using RabbitMQ.Client;

namespace KetenHub.Benchmarks;

/// <summary>One queue with a single active consumer, in order.</summary>
internal sealed class RawLane : AsyncDefaultBasicConsumer
{
    // As the hub: RabbitMqLaneOptions.Prefetch and LaneRunner.MostInBatch.
    private const ushort Prefetch = 2 * MostInBatch;
    private const int MostInBatch = 256;

    private readonly Channel<RawMessage> arrived = System.Threading.Channels.Channel.CreateUnbounded<RawMessage>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly string partner;
    private readonly RawTurns turns;

    private RawLane(IChannel channel, string partner, RawTurns turns) : base(channel) => (this.partner, this.turns) = (partner, turns);

    public static async Task<RawLane> OpenAsync(IConnection connection, string partner, RawTurns turns)
    {
        var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, Prefetch, global: false);
        var lane = new RawLane(channel, partner, turns);
        await channel.BasicConsumeAsync($"keten.in.{partner}", autoAck: false, lane);
        return lane;
    }

    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        arrived.Writer.TryWrite(RawMessage.Read(deliveryTag, body.ToArray(), RawMessage.PlanOf(properties)));
        return Task.CompletedTask;
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await arrived.Reader.WaitToReadAsync(cancellation))
        {
            var messages = new List<RawMessage>();
            while (messages.Count < MostInBatch && arrived.Reader.TryRead(out var next))
                messages.Add(next);
            await turns.HandleAsync(partner, messages);
            await Channel.BasicAckAsync(messages[^1].Tag, multiple: true, cancellation);
        }
    }
}
