using KetenHub.Contracts;
using KetenHub.Hub;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace KetenHub.Broker;

/// <summary>A channel to one queue on which the broker confirms. One call at a time. After a call in which anything went wrong it is not
/// used again: a late confirm must not be taken for one of the next call. Confirms are counted here and not by the client's tracking,
/// which adds a header to every message to find the returned ones (x-dotnet-pub-seq-no); the message id does that as well.
/// <para>Order survives a full queue: once it refuses, a quorum queue takes nothing until it is down to 80 % of its limit (rabbit_fifo.hrl,
/// LOW_LIMIT), so that of one window nothing later gets in before what was refused.</para></summary>
internal sealed class ConfirmedChannel
{
    private static readonly Delivery Behind = new("not sent: an earlier one was not confirmed");

    private readonly IChannel channel;
    private readonly string queue;
    private readonly Lock gate = new();
    private Call call = new(1, []);
    private ulong published;

    private ConfirmedChannel(IChannel channel, string queue)
    {
        this.channel = channel;
        this.queue = queue;
        channel.BasicAcksAsync += (_, ack) => Settled(ack.DeliveryTag, ack.Multiple, null);
        channel.BasicNacksAsync += (_, nack) => Settled(nack.DeliveryTag, nack.Multiple, $"refused by the broker: {queue} is full or has no majority");
        channel.BasicReturnAsync += (_, returned) => Returned(returned);
        channel.ChannelShutdownAsync += (_, reason) => Closed(reason);
    }

    /// <summary>Whether another call can be made.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>Opens a channel with confirms.</summary>
    public static async Task<ConfirmedChannel> OpenAsync(IConnection connection, string queue, CancellationToken cancellation) => new(
        await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false), cancellation), queue);

    /// <summary>Publishes in order, at most <paramref name="window"/> unconfirmed, until all are confirmed or one is not.</summary>
    /// <param name="events">What to send.</param>
    /// <param name="window">Most events underway.</param>
    /// <param name="wait">How long without any confirm.</param>
    /// <param name="clock">Real time.</param>
    /// <param name="cancellation">Ends the call; the channel is then not used again.</param>
    public async Task<IReadOnlyList<Delivery>> SendAsync(
        IReadOnlyList<OutboundEvent> events, int window, TimeSpan wait, TimeProvider clock, CancellationToken cancellation)
    {
        var current = new Call(published + 1, events);
        lock (gate)
            call = current;
        IsUsable = channel.IsOpen;
        if (!IsUsable)
            current.Fail(0, "the channel was closed");
        using var bound = new CancellationTokenSource(wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        try
        {
            for (var i = 0; i < events.Count && await RoomAsync(current, i, window - 1, bound, wait, either.Token); i++)
                await PublishAsync(events[i], either.Token);
            await RoomAsync(current, events.Count, 0, bound, wait, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Fail(current, $"not confirmed within {wait.TotalSeconds:0.#} s");
        }
        catch (OperationCanceledException)
        {
            IsUsable = false;
            throw;
        }
        catch (Exception failure)
        {
            Fail(current, $"not sent: {failure.GetType().Name}");
        }
        return Result(current);
    }

    /// <summary>Closes the channel.</summary>
    /// <returns>Whether the broker agreed.</returns>
    public async Task<bool> CloseAsync()
    {
        IsUsable = false;
        var agreed = await RabbitMqAccess.CloseAsync(channel);
        // Else it would wait for the broker's agreement once more; it ends with its connection.
        if (agreed)
            await channel.DisposeAsync();
        return agreed;
    }

    private async Task PublishAsync(OutboundEvent next, CancellationToken cancellation)
    {
        published++;
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties
        {
            ContentType = CloudEvent.ContentType,
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = next.Id.ToString(),
            Type = next.Type,
            Headers = next.TraceParent is null ? null : new Dictionary<string, object?>(StringComparer.Ordinal) { [Telemetry.Header] = next.TraceParent },
        }, next.Body, cancellation);
    }

    // Waits until at most so many of the events sent are unconfirmed; false when one failed, so that nothing more is sent.
    private async Task<bool> RoomAsync(Call current, int sent, int most, CancellationTokenSource bound, TimeSpan wait, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (gate)
            {
                if (current.Failed is not null)
                    return false;
                if (sent - current.Settled <= most)
                    return true;
                changed = current.Changed.Task;
            }
            await changed.WaitAsync(cancellation);
            bound.CancelAfter(wait);
        }
    }

    private void Fail(Call current, string reason)
    {
        lock (gate)
            current.Fail(current.FirstUnconfirmed, reason);
    }

    private Delivery[] Result(Call current)
    {
        lock (gate)
        {
            IsUsable = IsUsable && current.Failed is null && channel.IsOpen;
            // Confirms may come out of order: what stands before a refused event counts only if it was confirmed itself.
            var failed = current.Failed is { } at ? Math.Min(at, current.FirstUnconfirmed) : int.MaxValue;
            return [.. Enumerable.Range(0, current.Events.Count).Select(i =>
                i < failed ? Delivery.Confirmed : i == failed ? new Delivery(current.Reason) : Behind)];
        }
    }

    private Task Settled(ulong tag, bool multiple, string? reason)
    {
        lock (gate)
            call.Settle(tag, multiple, reason);
        return Task.CompletedTask;
    }

    // Comes before the confirm of the same message (AMQP 0-9-1 confirms: a returned message is acknowledged after its return).
    private Task Returned(BasicReturnEventArgs returned)
    {
        lock (gate)
            call.Return(returned.BasicProperties.MessageId, $"returned by the broker ({returned.ReplyCode}): {queue} is not there");
        return Task.CompletedTask;
    }

    private Task Closed(ShutdownEventArgs reason)
    {
        Fail(call, $"the channel was closed ({reason.ReplyCode})");
        return Task.CompletedTask;
    }

    // The state of one call; guarded by the gate.
    private sealed class Call(ulong firstTag, IReadOnlyList<OutboundEvent> events)
    {
        private readonly bool[] settled = new bool[events.Count];
        private readonly Dictionary<int, string> returned = [];

        public IReadOnlyList<OutboundEvent> Events { get; } = events;
        public TaskCompletionSource Changed { get; private set; } = NewSignal();
        public int Settled { get; private set; }
        public int FirstUnconfirmed { get; private set; }
        public int? Failed { get; private set; }
        public string? Reason { get; private set; }

        public void Settle(ulong tag, bool multiple, string? reason)
        {
            // A tag of an earlier call can't come: a call that did not see all of its confirms ends the channel.
            var last = (int)(tag - firstTag);
            for (var i = multiple ? FirstUnconfirmed : last; i <= last && i < settled.Length; i++)
            {
                if (settled[i])
                    continue;
                settled[i] = true;
                Settled++;
                if (reason is not null || returned.ContainsKey(i))
                    Fail(i, reason ?? returned[i]);
            }
            while (FirstUnconfirmed < settled.Length && settled[FirstUnconfirmed])
                FirstUnconfirmed++;
            Signal();
        }

        public void Return(string? id, string reason)
        {
            for (var i = 0; i < Events.Count; i++)
            {
                if (!settled[i] && Events[i].Id.ToString() == id)
                    returned[i] = reason;
            }
        }

        public void Fail(int at, string reason)
        {
            if (at >= settled.Length || at >= Failed)
                return;
            Failed = at;
            Reason = reason;
            Signal();
        }

        private void Signal()
        {
            var before = Changed;
            Changed = NewSignal();
            before.TrySetResult();
        }

        private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
