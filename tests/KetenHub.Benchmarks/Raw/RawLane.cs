using System.Threading.Channels;
using Npgsql;
using RabbitMQ.Client;

namespace KetenHub.Benchmarks;

/// <summary>One queue with a single active consumer, in order, a transaction per batch on a connection of its own.</summary>
internal sealed class RawLane : AsyncDefaultBasicConsumer
{
    // As the hub: RabbitMqLaneOptions.Prefetch and LaneRunner.MostInBatch.
    private const ushort Prefetch = 300;
    private const int MostInBatch = 256;

    private static readonly PersonGate Gate = new();

    private readonly Channel<RawMessage> arrived = System.Threading.Channels.Channel.CreateUnbounded<RawMessage>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly NpgsqlDataSource source;
    private readonly string partner;
    private readonly int stateBytes;
    private readonly IReadOnlyDictionary<string, RawRelay> relays;

    private RawLane(IChannel channel, NpgsqlDataSource source, string partner, int stateBytes, IReadOnlyDictionary<string, RawRelay> relays)
        : base(channel) => (this.source, this.partner, this.stateBytes, this.relays) = (source, partner, stateBytes, relays);

    public static async Task<RawLane> OpenAsync(
        IConnection connection, NpgsqlDataSource source, string partner, int stateBytes, IReadOnlyDictionary<string, RawRelay> relays)
    {
        var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, Prefetch, global: false);
        var lane = new RawLane(channel, source, partner, stateBytes, relays);
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
        await using var connection = await source.OpenConnectionAsync(cancellation);
        while (await arrived.Reader.WaitToReadAsync(cancellation))
        {
            var messages = new List<RawMessage>();
            while (messages.Count < MostInBatch && arrived.Reader.TryRead(out var next))
                messages.Add(next);
            await HandleAsync(connection, messages, cancellation);
            await Channel.BasicAckAsync(messages[^1].Tag, multiple: true, cancellation);
        }
    }

    private async Task HandleAsync(NpgsqlConnection connection, List<RawMessage> messages, CancellationToken cancellation)
    {
        using var alone = await Gate.EnterAsync(messages.Select(message => message.Person).ToHashSet());
        while (true)
        {
            var batch = new RawBatch(stateBytes);
            try
            {
                await batch.HandleAsync(connection, partner, messages, cancellation);
                foreach (var (recipient, notification, _) in batch.Notifications)
                    relays[recipient].Send(notification);
                return;
            }
            catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected)
            {
                // Two lanes met on a new person.
                await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
                await rollback.ExecuteNonQueryAsync(cancellation);
            }
        }
    }
}
