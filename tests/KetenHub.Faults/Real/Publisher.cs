using System.Collections.Concurrent;
using System.Threading.Channels;
using KetenHub.Contracts;
using RabbitMQ.Client;

namespace KetenHub.Faults.Real;

/// <summary>A partner that publishes with confirms and keeps a ledger. What was not confirmed is sent again, in order, on a new connection:
/// as <c>contracts/README.md</c> asks of partners, and nothing more clever.</summary>
internal sealed class Publisher(string partner, Func<CancellationToken, Task<IConnection>> connect)
{
    private const int Window = 20;

    private static readonly TimeSpan ConfirmBound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Channel<(Sent Sent, byte[] Body)> queue = Channel.CreateUnbounded<(Sent, byte[])>();
    private readonly ConcurrentQueue<Sent> ledger = new();
    private int waiting;

    /// <summary>Everything it was given to send, in order.</summary>
    public IReadOnlyCollection<Sent> Ledger => ledger;

    /// <summary>How many are not confirmed yet.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    public void Send(Sent sent, byte[] body)
    {
        ledger.Enqueue(sent);
        Interlocked.Increment(ref waiting);
        queue.Writer.TryWrite((sent, body));
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var underway = new List<(Sent Sent, byte[] Body)>();
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await using var connection = await connect(cancellation);
                await using var channel = await connection.CreateChannelAsync(
                    new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation);
                while (true)
                    await PublishAsync(channel, underway, cancellation);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task PublishAsync(IChannel channel, List<(Sent Sent, byte[] Body)> underway, CancellationToken cancellation)
    {
        if (underway.Count == 0)
            await queue.Reader.WaitToReadAsync(cancellation);
        while (underway.Count < Window && queue.Reader.TryRead(out var next))
            underway.Add(next);
        var confirms = underway.Select(item => PublishAsync(channel, partner, item.Body, cancellation)).ToList();
        try
        {
            await Task.WhenAll(confirms).WaitAsync(ConfirmBound, cancellation);
        }
        finally
        {
            for (var i = 0; i < confirms.Count; i++)
            {
                if (confirms[i].IsCompletedSuccessfully)
                    underway[i].Sent.ConfirmedAt ??= DateTimeOffset.UtcNow;
            }
            // What follows one that was not confirmed goes again behind it: the order is the publisher's to keep.
            var done = confirms.TakeWhile(confirm => confirm.IsCompletedSuccessfully).Count();
            underway.RemoveRange(0, done);
            Interlocked.Add(ref waiting, -done);
        }
    }

    /// <summary>Publishes one message to the own exchange and waits for its confirm.</summary>
    public static Task PublishAsync(IChannel channel, string partner, byte[] body, CancellationToken cancellation) => channel.BasicPublishAsync(
        $"keten.in.{partner}", "any", mandatory: true,
        new BasicProperties { ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent }, body, cancellation).AsTask();
}
