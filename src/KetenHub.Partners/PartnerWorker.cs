using KetenHub.Contracts;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Client;
using MassTransit;

namespace KetenHub.Partners;

/// <summary>What a partner runs to receive: consumes <c>keten.out.&lt;code&gt;</c> in order, one notification at a time, and gives each to the
/// handler of its type. Delivery is at least once; an event that was handled before is not handled again.</summary>
public sealed class PartnerWorker
{
    private const int Remembered = 10_000;

    private readonly Dictionary<MessageType, Func<CloudEvent, Notification, CancellationToken, Task>> handlers = [];
    private readonly Journal handled;
    private Func<Notice, CancellationToken, Task>? every;

    /// <summary>A worker of this partner, which remembers until its process ends what it handled.</summary>
    public PartnerWorker(Partner partner) : this(partner, new Journal(null, Remembered)) { }

    internal PartnerWorker(Partner partner, Journal handled) => (Partner, this.handled) = (partner, handled);

    /// <summary>Whose worker.</summary>
    public Partner Partner { get; }

    /// <summary>Adds the handler of a type of notification. Types without a handler are taken and left.</summary>
    public PartnerWorker On<T>(Func<CloudEvent, T, CancellationToken, Task> handler) where T : Notification
    {
        var type = MessageTypes.Notifications.Single(type => type.Record == typeof(T));
        handlers.Add(type, (cloudEvent, notification, cancellation) => handler(cloudEvent, (T)notification, cancellation));
        return this;
    }

    /// <summary>One handler for every notification in place of one per type, also for types of a later hub.</summary>
    public PartnerWorker OnEvery(Func<Notice, CancellationToken, Task> handler)
    {
        every = handler;
        return this;
    }

    /// <summary>Handles one notification. Throws what the handler throws; the hub then sends it again.</summary>
    /// <param name="body">The event, structured CloudEvents JSON.</param>
    /// <param name="traceParent">W3C trace context from the header of that name, or null.</param>
    /// <param name="cancellation">Ends the try.</param>
    /// <exception cref="KetenHubException">The body is no event of the published language.</exception>
    public async Task HandleAsync(byte[] body, string? traceParent, CancellationToken cancellation)
    {
        var notice = AdapterNotices.Read(body);
        // A type of a later hub is none of this version's business, unless somebody takes every type.
        if (HandlerOf(notice) is not { } handler)
            return;
        var key = $"{notice.Event.Source}|{notice.Event.Id}";
        if (handled.Contains(key))
            return;
        using var span = PartnerTrace.StartHandling(Partner, notice.Event, traceParent);
        await handler(cancellation);
        handled.Add(key);
    }

    private Func<CancellationToken, Task>? HandlerOf(Notice notice)
    {
        if (every is not null)
            return cancellation => every(notice, cancellation);
        return notice.Content is { } content && handlers.TryGetValue(MessageTypes.Of(content), out var handler)
            ? cancellation => handler(notice.Event, content, cancellation) : null;
    }

    /// <summary>Makes an endpoint of any transport its own.</summary>
    internal void ReceiveOn(IReceiveEndpointConfigurator endpoint)
    {
        // One at a time: order per person must hold here too.
        endpoint.PrefetchCount = 1;
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.ConfigureConsumeTopology = false;
        var cloudEvents = new CloudEventDeserializer();
        endpoint.ClearSerialization();
        endpoint.AddSerializer(cloudEvents);
        endpoint.AddDeserializer(cloudEvents, isDefault: true);
        // No error queue and no fault messages: the hub keeps what was not taken, and sends it again.
        endpoint.PublishFaults = false;
        endpoint.RethrowFaultedMessages();
        endpoint.ThrowOnSkippedMessages();
        endpoint.Handler<CloudEventMessage>(context => HandleAsync(
            context.Message.Body, context.ReceiveContext.TransportHeaders.Get<string>("traceparent"), context.CancellationToken));
    }
}

/// <summary>Registration of partners on the in-memory bus, which they share.</summary>
public static class PartnerBus
{
    /// <summary>Adds the receive endpoint of a partner.</summary>
    public static void AddPartner(this IInMemoryBusFactoryConfigurator bus, PartnerWorker worker) =>
        bus.ReceiveEndpoint($"keten.out.{worker.Partner.Code}", worker.ReceiveOn);
}
