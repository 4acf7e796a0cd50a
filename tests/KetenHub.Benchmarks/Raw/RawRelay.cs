using System.Threading.Channels;
using Npgsql;
using RabbitMQ.Client;

namespace KetenHub.Benchmarks;

internal sealed record RawNotification(Guid Id, byte[] Body);

/// <summary>Sends what was committed straight from memory, in windows of confirms, and marks it sent. (After a crash one query would
/// find in the outbox what is left.)</summary>
internal sealed class RawRelay
{
    private const int Window = 256;

    private readonly Channel<RawNotification> waiting = System.Threading.Channels.Channel.CreateUnbounded<RawNotification>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly IChannel channel;
    private readonly NpgsqlDataSource source;
    private readonly string queue;
    private TaskCompletionSource settled = new();
    private readonly Lock gate = new();
    private readonly bool[] confirmed = new bool[Window];
    private ulong firstTag = 1;
    private int open;

    private RawRelay(IChannel channel, NpgsqlDataSource source, string queue)
    {
        (this.channel, this.source, this.queue) = (channel, source, queue);
        channel.BasicNacksAsync += (_, _) => throw new InvalidOperationException("refused");
        channel.BasicReturnAsync += (_, _) => throw new InvalidOperationException("returned");
        channel.BasicAcksAsync += (_, ack) =>
        {
            Confirm(ack.DeliveryTag, ack.Multiple);
            return Task.CompletedTask;
        };
    }

    public static async Task<RawRelay> OpenAsync(IConnection connection, NpgsqlDataSource source, string partner) => new(
        await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false)),
        source, $"keten.out.{partner}");

    public void Send(RawNotification notification) => waiting.Writer.TryWrite(notification);

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await waiting.Reader.WaitToReadAsync(cancellation))
        {
            var window = new List<RawNotification>();
            while (window.Count < Window && waiting.Reader.TryRead(out var next))
                window.Add(next);
            lock (gate)
            {
                Array.Clear(confirmed);
                open = window.Count;
                settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            foreach (var one in window)
            {
                await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties
                {
                    ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent, MessageId = one.Id.ToString(),
                }, one.Body, cancellation);
            }
            await settled.Task.WaitAsync(cancellation);
            firstTag += (ulong)window.Count;
            await using var mark = source.CreateCommand("UPDATE outbox SET sent_at = $1 WHERE id = ANY ($2)");
            mark.Parameters.Add(new NpgsqlParameter { Value = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() });
            mark.Parameters.Add(new NpgsqlParameter { Value = window.ConvertAll(one => one.Id).ToArray() });
            await mark.ExecuteNonQueryAsync(cancellation);
        }
    }

    private void Confirm(ulong tag, bool multiple)
    {
        lock (gate)
        {
            var last = (int)(tag - firstTag);
            for (var i = multiple ? 0 : last; i <= last; i++)
            {
                if (confirmed[i])
                    continue;
                confirmed[i] = true;
                if (--open == 0)
                    settled.SetResult();
            }
        }
    }
}
