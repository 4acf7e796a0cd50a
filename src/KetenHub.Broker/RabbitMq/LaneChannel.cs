using System.Text;
using System.Threading.Channels;
using KetenHub.Contracts;
using KetenHub.Hub;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace KetenHub.Broker;

/// <summary>A message and the tag by which this channel, and no other, can acknowledge it.</summary>
internal readonly record struct Arrived(ulong Tag, InboundMessage Message);

/// <summary>One consumer on one channel, from opening to closing. When it ends, what arrived and was not read is forgotten here:
/// the broker gives it again.</summary>
internal sealed class LaneChannel : AsyncDefaultBasicConsumer
{
    private readonly string queue;
    private readonly string publisher;

    // Holds at most what the prefetch allows.
    private readonly Channel<Arrived> arrived = System.Threading.Channels.Channel.CreateUnbounded<Arrived>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private volatile bool ended;
    private volatile bool received;

    private LaneChannel(IChannel channel, string queue, string publisher) : base(channel) => (this.queue, this.publisher) = (queue, publisher);

    /// <summary>Goes into every transaction of what this channel reads; null before its first message.</summary>
    public LaneTicket? Ticket { get; private set; }

    /// <summary>Whether what arrives can still be acknowledged.</summary>
    public bool IsOpen => !ended && Channel.IsOpen;

    /// <summary>Whether it ever was the active consumer of a queue with messages.</summary>
    public bool HasReceived => received;

    /// <summary>Why it ended, without anything of a message.</summary>
    public string Ending => ShutdownReason is { } reason ? $"channel closed ({reason.ReplyCode})" : "consumer cancelled by the broker";

    /// <summary>Opens a channel and starts to consume.</summary>
    public static async Task<LaneChannel> OpenAsync(
        IConnection connection, string queue, string publisher, ushort prefetch, CancellationToken cancellation)
    {
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        try
        {
            await channel.BasicQosAsync(prefetchSize: 0, prefetch, global: false, cancellation);
            var lane = new LaneChannel(channel, queue, publisher);
            await channel.BasicConsumeAsync(lane.queue, autoAck: false, lane, cancellation);
            return lane;
        }
        catch
        {
            await RabbitMqAccess.CloseAsync(channel);
            await channel.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a message.</summary>
    /// <returns>False when none arrived within <paramref name="idle"/>, or the channel has ended.</returns>
    public async Task<bool> WaitAsync(TimeSpan idle, TimeProvider clock, CancellationToken cancellation)
    {
        if (arrived.Reader.TryPeek(out _))
            return true;
        using var bound = new CancellationTokenSource(idle, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        try
        {
            return await arrived.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Takes the lane, once: at the first message, for only that shows that this channel is the active consumer and no longer waits
    /// behind another. Then it asks whether the broker still knows the channel: who reads the lane after it does so later than that, and takes
    /// the lane later too.</summary>
    /// <exception cref="StoreUnavailableException">The lane can't be taken now.</exception>
    public async Task BecomeReaderAsync(Func<string, CancellationToken, Task<LaneTicket>> take, CancellationToken cancellation)
    {
        if (Ticket is not null)
            return;
        var ticket = await take(queue, cancellation);
        try
        {
            // Not cancelled halfway: the answer would be taken for that of the next question on this channel.
            await Channel.QueueDeclarePassiveAsync(queue, CancellationToken.None);
            Ticket = ticket;
        }
        catch (Exception failure) when (failure is OperationInterruptedException or OperationCanceledException or TimeoutException or IOException)
        {
            End();
        }
    }

    /// <summary>Takes what has arrived, in order. No waiting for more: while one batch is in its transaction, the next one gathers in the
    /// prefetch.</summary>
    public List<Arrived> Take(int most)
    {
        var taken = new List<Arrived>();
        while (taken.Count < most && arrived.Reader.TryRead(out var next))
            taken.Add(next);
        return taken;
    }

    /// <summary>Acknowledges everything up to this tag. When the channel is gone, the broker gives the messages again,
    /// and the hub knows them.</summary>
    public async Task AcknowledgeAsync(ulong tag, CancellationToken cancellation)
    {
        if (!IsOpen)
            return;
        try
        {
            await Channel.BasicAckAsync(tag, multiple: true, cancellation);
        }
        catch (Exception) when (!Channel.IsOpen)
        {
            End();
        }
    }

    /// <summary>Closes the channel. Never <c>basic.cancel</c> first: the next single active consumer would begin with newer messages
    /// while this channel still holds older ones (rabbit_fifo.erl, consumer_cancel).</summary>
    /// <returns>Whether the broker agreed.</returns>
    public async Task<bool> CloseAsync()
    {
        End();
        var agreed = await RabbitMqAccess.CloseAsync(Channel);
        await Channel.DisposeAsync();
        return agreed;
    }

    /// <inheritdoc/>
    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey,
        IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        // The client takes the body back after this call. Of the headers only content type, trace, signature and the broker's own count are read: who published is
        // known by the queue.
        var kept = body[..Math.Min(body.Length, InboundMessage.MaxBytes)].ToArray();
        received = true;
        arrived.Writer.TryWrite(new Arrived(deliveryTag, new InboundMessage(publisher, properties.ContentType, kept, body.Length)
        {
            TraceParent = TraceOf(properties),
            Signature = SignatureOf(properties),
            TimesGiven = redelivered ? TimesGiven(properties) : 0,
        }));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        End();
        return base.HandleBasicCancelAsync(consumerTag, cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
    {
        await base.HandleChannelShutdownAsync(channel, reason);
        End();
    }

    // What a publisher wrote there itself was replaced when the message was given again.
    private static int TimesGiven(IReadOnlyBasicProperties properties) => properties.Headers?.TryGetValue("x-delivery-count", out var value) == true
        ? value switch { long count => (int)Math.Min(count, int.MaxValue), int count => count, _ => 1 }
        : 1;

    private static string? TraceOf(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue(Telemetry.Header, out var value) == true && value is byte[] { Length: <= 55 } text ? Encoding.ASCII.GetString(text) : null;

    // As long as it may be, so that a longer one is seen to be none.
    private static string? SignatureOf(IReadOnlyBasicProperties properties) => properties.Headers?.TryGetValue(EventSignature.Header, out var value) == true
        ? value is byte[] { Length: <= 1000 } text ? Encoding.ASCII.GetString(text) : "" : null;

    private void End()
    {
        ended = true;
        arrived.Writer.TryComplete();
    }
}
