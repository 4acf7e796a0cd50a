using KetenHub.Partners.Adapters;
using KetenHub.Partners.Http;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace KetenHub.Partners.Hosting;

/// <summary>An adapter at work for a partner: its notifications come from the broker and go through it, its documents go through it to the hub.</summary>
public sealed class HostedAdapter
{
    private HostedAdapter(Partner partner, IAdapter adapter) => (Partner, Adapter) = (partner, adapter);

    /// <summary>Whose.</summary>
    public Partner Partner { get; }

    /// <summary>The adapter.</summary>
    public IAdapter Adapter { get; }

    /// <summary>The partner's bus, to be started with the process.</summary>
    public IBusControl Bus { get; private init; } = null!;

    /// <summary>Out.</summary>
    public AdapterDelivery Delivery { get; private init; } = null!;

    /// <summary>In.</summary>
    public AdapterIntake Intake { get; private init; } = null!;

    /// <summary>An adapter on RabbitMQ, as the partner's own user.</summary>
    /// <param name="broker">Where and as whom.</param>
    /// <param name="partner">Whose.</param>
    /// <param name="adapter">The adapter.</param>
    /// <param name="options">How long notifications are tried.</param>
    /// <param name="log">Where to log.</param>
    /// <param name="signer">Signs what is sent to the hub; null: it is not signed.</param>
    public static HostedAdapter On(PartnerBroker broker, Partner partner, IAdapter adapter, AdapterDeliveryOptions options, ILoggerFactory log, MessageSigner? signer = null)
    {
        // The bus needs the worker and the worker reports over the bus: it is there before anything is received.
        PartnerSender sender = null!;
        var delivery = new AdapterDelivery(
            adapter, (report, cause, cancellation) => sender.SendAsync(Guid.CreateVersion7(), report.At, report, cause, cancellation),
            options, TimeProvider.System, log.CreateLogger<AdapterDelivery>());
        var bus = RabbitMqBus.Create(broker, new PartnerWorker(partner).OnEvery(delivery.HandleAsync), log);
        sender = new PartnerSender(bus, partner, lastSequence: null, signer: signer);
        return new HostedAdapter(partner, adapter)
        {
            Bus = bus,
            Delivery = delivery,
            Intake = new AdapterIntake(partner, adapter, sender.SendAsync),
        };
    }

    /// <summary>What a page or probe may show: no content.</summary>
    public AdapterState State() => new(
        Partner.Code, Partner.SystemName, Delivery.LastDeliveredAt, Delivery.Waiting?.Since, Delivery.Waiting?.Tries ?? 0, Delivery.Waiting?.Reason, Adapter.Circuit);
}

/// <summary>How an adapter is doing.</summary>
/// <param name="Partner">Code of the partner.</param>
/// <param name="System">Name of its system.</param>
/// <param name="LastDeliveredAt">When a notification was taken last; null: not since the start.</param>
/// <param name="WaitingSince">Since when the first notification in the queue is tried; null: none is.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Reason">Why it was not taken.</param>
/// <param name="Circuit">Whether calls go out to it; null for an adapter that makes none.</param>
public sealed record AdapterState(
    string Partner, string System, DateTimeOffset? LastDeliveredAt, DateTimeOffset? WaitingSince, int Tries, string? Reason, CircuitState? Circuit);
