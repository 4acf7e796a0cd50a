using System.Collections.Concurrent;
using KetenHub.Hub;
using KetenHub.Partners;
using MassTransit;

namespace KetenHub.Broker;

/// <summary>Sends notifications over the in-memory bus to <c>keten.out.&lt;partner&gt;</c>. That transport keeps nothing, so a delivery is confirmed
/// only when the recipient's own consumer has finished it. One after the other: an event waits for the one before it.</summary>
public sealed class InMemoryOutbound : IOutbound
{
    private readonly IBus bus;
    private readonly TimeSpan wait;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<Delivery>> underway = new();
    private readonly ConnectHandle observing;

    /// <summary>On a bus.</summary>
    /// <param name="bus">The same in-memory bus that the recipients' endpoints are on.</param>
    /// <param name="wait">How long the recipient may take for one event; 10 seconds if left out.</param>
    /// <param name="clock">Real time; the system's if left out.</param>
    public InMemoryOutbound(IBus bus, TimeSpan? wait = null, TimeProvider? clock = null)
    {
        this.bus = bus;
        this.wait = wait ?? TimeSpan.FromSeconds(10);
        this.clock = clock ?? TimeProvider.System;
        observing = bus.ConnectReceiveObserver(new Observer(underway));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Delivery>> SendAsync(string recipient, IReadOnlyList<OutboundEvent> events, CancellationToken cancellation)
    {
        var deliveries = new List<Delivery>(events.Count);
        foreach (var next in events)
        {
            // To keep the order, what follows an event that was not taken is not sent either.
            deliveries.Add(deliveries is [.., { IsConfirmed: false }]
                ? new Delivery("not sent: an earlier one was not taken")
                : await SendAsync(recipient, next, cancellation));
        }
        return deliveries;
    }

    /// <summary>Stops observing the bus.</summary>
    public ValueTask DisposeAsync()
    {
        observing.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Delivery> SendAsync(string recipient, OutboundEvent next, CancellationToken cancellation)
    {
        // A new id per try: a recipient that ends an earlier try late must not confirm this one. Receivers look at the event's own id.
        var attempt = Guid.NewGuid();
        var taken = new TaskCompletionSource<Delivery>(TaskCreationOptions.RunContinuationsAsynchronously);
        underway[attempt] = taken;
        try
        {
            await CloudEventSerializer.SendAsync(bus, $"keten.out.{recipient}", attempt, next.Type, next.Body, next.TraceParent, cancellation);
            return await taken.Task.WaitAsync(wait, clock, cancellation);
        }
        catch (TimeoutException)
        {
            return new Delivery($"not taken within {wait.TotalSeconds:0.#} s");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The type only: a message could quote the event.
            return new Delivery($"not sent: {error.GetType().Name}");
        }
        finally
        {
            underway.TryRemove(attempt, out _);
        }
    }

    private sealed class Observer(ConcurrentDictionary<Guid, TaskCompletionSource<Delivery>> underway) : IReceiveObserver
    {
        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context) => End(context, Delivery.Confirmed);

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) where T : class => Task.CompletedTask;

        // Comes before PostReceive, which a fault that was dealt with gets as well: the first result counts.
        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) where T : class =>
            End(context.ReceiveContext, Refused(exception));

        public Task ReceiveFault(ReceiveContext context, Exception exception) => End(context, Refused(exception));

        // The type only: a message could quote the event.
        private static Delivery Refused(Exception exception) => new($"the recipient failed on it: {exception.GetType().Name}");

        private Task End(ReceiveContext context, Delivery delivery)
        {
            if (context.GetMessageId() is { } attempt && underway.TryGetValue(attempt, out var taken))
                taken.TrySetResult(delivery);
            return Task.CompletedTask;
        }
    }
}
