using KetenHub.Hub;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace KetenHub.Broker;

/// <summary>Settings of <see cref="RabbitMqLane"/>.</summary>
public sealed record RabbitMqLaneOptions
{
    /// <summary>Messages the broker gives before an acknowledgement. Two full batches: while one is in its transaction, unacknowledged, the next
    /// gathers; with less, every other batch is a remainder. It is also the bound on memory, however slow the store is and however much waits:
    /// so many bodies of at most 256 KiB per lane, what is longer being cut; half a megabyte where a message has 1 KiB.</summary>
    public ushort Prefetch { get; init; } = 2 * LaneRunner.MostInBatch;

    /// <summary>After this long without a message, the lane asks whether any wait.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>First pause before the broker is tried again; doubled up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause before the broker is tried again.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>One of the queues <see cref="RabbitMqNames.Lanes"/>, quorum with a single active consumer: of several hubs one reads, and when it closes
/// its channel the next goes on where it stopped. Nothing is ever rejected or requeued one by one: a quorum queue puts such messages behind
/// others (rabbitmq-server #10499).</summary>
/// <param name="access">The broker.</param>
/// <param name="queue">The queue.</param>
/// <param name="publisher">Code of the partner whose queue it is.</param>
/// <param name="take">Becomes the reader of a lane: <see cref="IHubStore.TakeLaneAsync"/>.</param>
/// <param name="options">Settings.</param>
/// <param name="clock">Real time.</param>
/// <param name="log">Log.</param>
public sealed class RabbitMqLane(
    RabbitMqAccess access, string queue, string publisher, Func<string, CancellationToken, Task<LaneTicket>> take, RabbitMqLaneOptions? options = null,
    TimeProvider? clock = null, ILogger<RabbitMqLane>? log = null) : ILaneSource
{
    private readonly RabbitMqLaneOptions options = options ?? new RabbitMqLaneOptions();
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly ILogger log = log ?? NullLogger<RabbitMqLane>.Instance;
    private readonly CancellationTokenSource closing = new();
    private readonly SemaphoreSlim turn = new(1, 1);
    private IConnection? connection;
    private LaneChannel? channel;
    private Batch? open;
    private int attempts;
    private volatile string? problem;

    /// <summary>Why nothing can be read now, in words without content; null when all is well.</summary>
    public string? Problem => problem;

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The lane is closed.</exception>
    /// <exception cref="StoreUnavailableException">The lane can't be taken now.</exception>
    public async Task<ILaneBatch> ReadAsync(int most, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ObjectDisposedException.ThrowIf(closing.IsCancellationRequested, this);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, closing.Token);
        await turn.WaitAsync(cancellation);
        try
        {
            return await ReadInTurnAsync(most, either.Token);
        }
        catch (OperationCanceledException closed) when (closing.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new ObjectDisposedException("The lane was closed while it was read.", closed);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public async Task StandAsideAsync()
    {
        await turn.WaitAsync();
        try
        {
            await CloseChannelAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Closes the channel and the connection. What was read and not acknowledged comes first in the next lane.</summary>
    public async ValueTask DisposeAsync()
    {
        if (closing.IsCancellationRequested)
            return;
        await closing.CancelAsync();
        await turn.WaitAsync();
        try
        {
            await CloseChannelAsync();
            await CloseConnectionAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<ILaneBatch> ReadInTurnAsync(int most, CancellationToken cancellation)
    {
        // A batch that was given up without a word counts as released: acknowledging a later one would acknowledge it too.
        if (open is { IsEnded: false })
            await CloseChannelAsync();
        while (true)
        {
            var current = channel ??= await OpenAsync(cancellation);
            var any = await current.WaitAsync(options.Idle, clock, cancellation);
            if (any)
                await BecomeReaderAsync(current, cancellation);
            cancellation.ThrowIfCancellationRequested();
            if (!current.IsOpen)
            {
                Interrupted(current.Ending);
                await CloseChannelAsync();
            }
            else if (any)
            {
                attempts = 0;
                return open = new Batch(this, current, current.Take(most));
            }
            else
            {
                await RecycleIfStuckAsync(current, cancellation);
            }
        }
    }

    // A hub that can't reach the store gives the lane to one that perhaps can.
    private async Task BecomeReaderAsync(LaneChannel current, CancellationToken cancellation)
    {
        try
        {
            await current.BecomeReaderAsync(take, cancellation);
        }
        catch (StoreUnavailableException)
        {
            await CloseChannelAsync();
            throw;
        }
    }

    private async Task<LaneChannel> OpenAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (attempts++ > 0)
                await Task.Delay(PauseBefore(attempts), clock, cancellation);
            try
            {
                if (connection is { IsOpen: false })
                    await CloseConnectionAsync();
                connection ??= await access.ConnectAsync($"ketenhub lane {queue}", cancellation);
                var opened = await LaneChannel.OpenAsync(connection, queue, publisher, options.Prefetch, cancellation);
                if (problem is not null)
                    log.LaneOpenAgain(queue);
                problem = null;
                return opened;
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested)
            {
                Interrupted(RabbitMqAccess.ReasonOf(failure));
                await CloseConnectionAsync();
            }
        }
    }

    private TimeSpan PauseBefore(int attempt) =>
        TimeSpan.FromTicks(Math.Min(options.LongestPause.Ticks, options.FirstPause.Ticks << Math.Min(attempt - 2, 20)));

    // A consumer can be forgotten by the broker without a word (MassTransit #4544, #5692: "healthy", and nothing arrives). A lane that waits
    // behind another hub's sees messages too, and loses nothing but its place in the line; the broker does not tell the two apart, since
    // it counts only the active consumer of a quorum queue.
    private async Task RecycleIfStuckAsync(LaneChannel current, CancellationToken cancellation)
    {
        try
        {
            var probe = await connection!.CreateChannelAsync(cancellationToken: cancellation);
            var found = await probe.QueueDeclarePassiveAsync(queue, cancellation);
            await RabbitMqAccess.CloseAsync(probe);
            await probe.DisposeAsync();
            if (found.MessageCount == 0)
                return;
            log.LaneRecycled(current.HasReceived ? LogLevel.Warning : LogLevel.Debug, queue, found.MessageCount);
            await CloseChannelAsync();
            attempts = 0;
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            Interrupted(failure.GetType().Name);
            await CloseChannelAsync();
            await CloseConnectionAsync();
        }
    }

    private void Interrupted(string reason)
    {
        if (problem != reason)
            log.LaneInterrupted(queue, reason);
        problem = reason;
    }

    private async Task CloseChannelAsync()
    {
        if (Interlocked.Exchange(ref channel, null) is { } current && !await current.CloseAsync())
            await CloseConnectionAsync();
    }

    private async Task CloseConnectionAsync()
    {
        if (Interlocked.Exchange(ref connection, null) is { } current)
            await RabbitMqAccess.CloseAsync(current);
    }

    private async Task ReleaseAsync(LaneChannel from)
    {
        if (channel == from)
            await CloseChannelAsync();
    }

    private sealed class Batch(RabbitMqLane lane, LaneChannel from, List<Arrived> taken) : ILaneBatch
    {
        public bool IsEnded { get; private set; }

        public IReadOnlyList<InboundMessage> Messages { get; } = taken.ConvertAll(arrived => arrived.Message);

        public LaneTicket? Ticket => from.Ticket;

        public async Task AcknowledgeAsync(IReadOnlyList<Receipt> receipts, CancellationToken cancellation)
        {
            if (receipts.Count != taken.Count)
                throw new ArgumentException($"{receipts.Count} receipts for {taken.Count} messages.", nameof(receipts));
            await from.AcknowledgeAsync(taken[^1].Tag, cancellation);
            IsEnded = true;
        }

        public async Task ReleaseAsync(CancellationToken cancellation)
        {
            await lane.ReleaseAsync(from);
            IsEnded = true;
        }
    }
}
