using System.Collections.Concurrent;
using KetenHub.Hub;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace KetenHub.Broker;

/// <summary>Settings of <see cref="RabbitMqOutbound"/>.</summary>
public sealed record RabbitMqOutboundOptions
{
    /// <summary>Most events underway to one recipient. The gain lies between 20 and 200; 10,000 is no better than 1,000
    /// (RabbitMQ blog, 14 May 2020).</summary>
    public int Window { get; init; } = 256;

    /// <summary>How long a call waits without any confirm, and for the end of an alarm.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Publishes notifications to the queues <c>keten.out.&lt;partner&gt;</c>: persistent, mandatory and confirmed, over a connection of
/// its own, because an alarm stops the whole connection of who publishes and acknowledgements must go on. A channel per recipient, so that
/// one queue without a majority does not hold up the others.</summary>
public sealed class RabbitMqOutbound(
    RabbitMqAccess access, RabbitMqOutboundOptions? options = null, TimeProvider? clock = null, ILogger<RabbitMqOutbound>? log = null) : IOutbound
{
    private const string Alarm = "the broker takes nothing for now: resource alarm";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Without anything to send nobody tries again, and nobody knows.
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(30);

    private readonly RabbitMqOutboundOptions options = options ?? new RabbitMqOutboundOptions();
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly ILogger log = log ?? NullLogger<RabbitMqOutbound>.Instance;
    private readonly ConcurrentDictionary<string, Line> lines = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim connecting = new(1, 1);
    private volatile Link? link;
    private volatile Unreachable? unreachable;
    private volatile bool closed;

    // Connections that were given up, until they have ended; guarded by connecting.
    private Task ending = Task.CompletedTask;

    /// <inheritdoc/>
    public string? Problem => link is { IsBlocked: true } ? Alarm
        : unreachable is { } latest && clock.GetElapsedTime(latest.At) < Lasting ? latest.Reason : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Delivery>> SendAsync(string recipient, IReadOnlyList<OutboundEvent> events, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(closed, this);
        if (events.Count == 0)
            return [];
        var line = lines.GetOrAdd(recipient, _ => new Line());
        await line.Turn.WaitAsync(cancellation);
        try
        {
            return await SendInTurnAsync(line, recipient, events, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return None(events, $"not sent: {failure.GetType().Name}");
        }
        finally
        {
            line.Turn.Release();
        }
    }

    /// <summary>Closes the connection; what was not confirmed is sent again by the next hub.</summary>
    public async ValueTask DisposeAsync()
    {
        closed = true;
        await connecting.WaitAsync();
        try
        {
            CloseLink();
            await ending;
        }
        finally
        {
            connecting.Release();
        }
    }

    private async Task<IReadOnlyList<Delivery>> SendInTurnAsync(
        Line line, string recipient, IReadOnlyList<OutboundEvent> events, CancellationToken cancellation)
    {
        var (current, reason) = await LinkAsync(cancellation);
        if (current is null)
            return None(events, reason!);
        if (!await current.IsTakingAsync(options.Wait, clock, cancellation))
            return None(events, Alarm);
        if (line.On != current)
            line.Channel = null;
        else if (line.Channel is { IsUsable: false } before)
        {
            line.Channel = null;
            // A channel that the broker does not close takes its connection along: it is dead.
            if (!await before.CloseAsync())
                (current, reason) = await NextLinkAsync(current, cancellation);
            if (current is null)
                return None(events, reason!);
        }
        line.Channel ??= await ConfirmedChannel.OpenAsync(current.Connection, RabbitMqNames.Out(recipient), cancellation);
        line.On = current;
        return await line.Channel.SendAsync(events, options.Window, options.Wait, clock, cancellation);
    }

    private async Task<(Link? Link, string? Reason)> LinkAsync(CancellationToken cancellation)
    {
        await connecting.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(closed, this);
            if (link is { Connection.IsOpen: true })
                return (link, null);
            CloseLink();
            // All recipients ask at once when the broker is away; one try answers them.
            if (unreachable is { } latest && clock.GetElapsedTime(latest.At) < Pause)
                return (null, latest.Reason);
            link = new Link(await access.ConnectAsync("ketenhub outbound", cancellation), log);
            if (unreachable is not null)
                log.OutboundReachable();
            unreachable = null;
            return (link, null);
        }
        catch (Exception failure) when (failure is not ObjectDisposedException && !cancellation.IsCancellationRequested)
        {
            var reason = $"the broker can't be reached: {RabbitMqAccess.ReasonOf(failure)}";
            if (unreachable?.Reason != reason)
                log.OutboundUnreachable(reason);
            unreachable = new Unreachable(clock.GetTimestamp(), reason);
            return (null, reason);
        }
        finally
        {
            connecting.Release();
        }
    }

    private async Task<(Link? Link, string? Reason)> NextLinkAsync(Link? dead, CancellationToken cancellation)
    {
        await connecting.WaitAsync(cancellation);
        try
        {
            if (link == dead)
                CloseLink();
        }
        finally
        {
            connecting.Release();
        }
        return await LinkAsync(cancellation);
    }

    // The next one need not wait for its end. What it still carries goes over the next one first, in the same order and with the same ids.
    private void CloseLink()
    {
        if (Interlocked.Exchange(ref link, null) is { } current)
            ending = Task.WhenAll(ending, RabbitMqAccess.CloseAsync(current.Connection));
    }

    private static Delivery[] None(IReadOnlyList<OutboundEvent> events, string reason) =>
        [.. events.Select(_ => new Delivery(reason))];

    private sealed record Unreachable(long At, string Reason);

    // To one recipient one call goes at a time.
    private sealed class Line
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);
        public ConfirmedChannel? Channel { get; set; }
        public Link? On { get; set; }
    }

    private sealed class Link
    {
        private volatile TaskCompletionSource? blocked;

        public Link(IConnection connection, ILogger log)
        {
            Connection = connection;
            connection.ConnectionBlockedAsync += (_, _) =>
            {
                blocked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                log.OutboundBlocked();
                return Task.CompletedTask;
            };
            connection.ConnectionUnblockedAsync += (_, _) =>
            {
                log.OutboundUnblocked();
                Unblock();
                return Task.CompletedTask;
            };
            connection.ConnectionShutdownAsync += (_, _) =>
            {
                Unblock();
                return Task.CompletedTask;
            };
        }

        public IConnection Connection { get; }

        public bool IsBlocked => blocked is not null;

        public async Task<bool> IsTakingAsync(TimeSpan wait, TimeProvider clock, CancellationToken cancellation)
        {
            try
            {
                await (blocked?.Task ?? Task.CompletedTask).WaitAsync(wait, clock, cancellation);
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        private void Unblock() => Interlocked.Exchange(ref blocked, null)?.TrySetResult();
    }
}
