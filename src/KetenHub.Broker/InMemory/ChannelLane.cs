using System.Threading.Channels;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Broker;

/// <summary>A lane inside the process, for HTTP and for the in-memory bus. The sender waits until its message is committed: there is no
/// durable queue behind this lane, so an answer before the commit would promise what the process can't keep.</summary>
public sealed class ChannelLane : ILaneSource
{
    private readonly Channel<Waiting> channel;
    private readonly Lock ending = new();
    private IReadOnlyList<Waiting> open = [];
    private bool closed;

    /// <summary>A lane.</summary>
    /// <param name="capacity">Messages that may wait unread; senders of more wait for room.</param>
    public ChannelLane(int capacity = 1000) => channel = Channel.CreateBounded<Waiting>(capacity);

    /// <summary>Queues a message and waits until its batch is acknowledged.</summary>
    /// <returns>What became of it.</returns>
    /// <exception cref="KetenHubException">KH403: nothing was committed, or the lane closed before that was known; send the same event again.</exception>
    public async Task<Receipt> AcceptAsync(InboundMessage message, CancellationToken cancellation)
    {
        var waiting = new Waiting(message);
        try
        {
            await channel.Writer.WriteAsync(waiting, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw Busy();
        }
        // A caller that gives up loses the answer only: its message may still be committed, and its resend is then a duplicate.
        return await waiting.Answer.Task.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The lane is closed.</exception>
    public async Task<ILaneBatch> ReadAsync(int most, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var taken = new List<Waiting>();
        while (taken.Count == 0)
        {
            ObjectDisposedException.ThrowIf(!await channel.Reader.WaitToReadAsync(cancellation), this);
            while (taken.Count < most && channel.Reader.TryRead(out var waiting))
                taken.Add(waiting);
        }
        lock (ending)
        {
            open = taken;
            // Closed in between: DisposeAsync did not see this batch, so its senders are told here.
            if (closed)
                Refuse(taken);
        }
        return new Batch(taken);
    }

    /// <summary>Closes the lane; who still waits is told KH403.</summary>
    public ValueTask DisposeAsync()
    {
        channel.Writer.TryComplete();
        while (channel.Reader.TryRead(out var waiting))
            Refuse([waiting]);
        lock (ending)
        {
            closed = true;
            Refuse(open);
        }
        return ValueTask.CompletedTask;
    }

    private static void Refuse(IReadOnlyList<Waiting> refused)
    {
        foreach (var waiting in refused)
            waiting.Answer.TrySetException(Busy());
    }

    private static KetenHubException Busy() => new(Errors.Busy.At(""));

    private sealed class Waiting(InboundMessage message)
    {
        public InboundMessage Message { get; } = message;

        // The sender goes on elsewhere, not inside the hub's acknowledgement.
        public TaskCompletionSource<Receipt> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Batch(List<Waiting> taken) : ILaneBatch
    {
        public IReadOnlyList<InboundMessage> Messages { get; } = taken.ConvertAll(waiting => waiting.Message);

        public LaneTicket? Ticket => null;

        public Task AcknowledgeAsync(IReadOnlyList<Receipt> receipts, CancellationToken cancellation)
        {
            if (receipts.Count != taken.Count)
                throw new ArgumentException($"{receipts.Count} receipts for {taken.Count} messages.", nameof(receipts));
            for (var i = 0; i < taken.Count; i++)
                taken[i].Answer.TrySetResult(receipts[i]);
            return Task.CompletedTask;
        }

        public Task ReleaseAsync(CancellationToken cancellation)
        {
            Refuse(taken);
            return Task.CompletedTask;
        }
    }
}
