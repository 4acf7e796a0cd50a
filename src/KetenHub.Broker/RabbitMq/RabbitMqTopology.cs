using KetenHub.Hub;

namespace KetenHub.Broker;

/// <summary>A queue as it must be; all are durable quorum queues.</summary>
internal sealed record QueueLine(string Name, IReadOnlyDictionary<string, object> Arguments);

/// <summary>An exchange as it must be; all are durable.</summary>
internal sealed record ExchangeLine(string Name, string Type, IReadOnlyDictionary<string, object> Arguments);

/// <summary>A binding of an exchange to a queue, or to another exchange.</summary>
internal sealed record BindingLine(string Exchange, string Destination, string RoutingKey, string Kind = "queue");

/// <summary>A policy: what may change later without deleting a queue.</summary>
internal sealed record PolicyLine(string Name, string Pattern, IReadOnlyDictionary<string, object> Definition);

/// <summary>A user and what it may do.</summary>
internal sealed record UserLine(string Name, string Configure, string Write, string Read, IReadOnlyList<string> Tags, bool IsPartner);

/// <summary>Everything RabbitMQ must hold for these partners. Written as definitions for operations to import; the hub only looks
/// (<see cref="RabbitMqTopologyCheck"/>) and never declares.</summary>
public sealed class RabbitMqTopology(PartnerList partners, RabbitMqTopologyOptions? options = null)
{
    private const string Nothing = "^$";

    // Header by which a split lane is chosen; contracts/README.md says what stands in it.
    private const string PartitionKey = "partitionkey";

    /// <summary>The settings in use.</summary>
    public RabbitMqTopologyOptions Options { get; } = options ?? new RabbitMqTopologyOptions();

    // A single active consumer on both sides: order per person and recipient holds also when a partner runs its service twice.
    // It can't be set by policy, and it excludes basic.get: who reads, consumes.
    internal IReadOnlyList<QueueLine> Queues =>
    [
        .. partners.All.SelectMany(partner => RabbitMqNames.Lanes(partner).Append(RabbitMqNames.Out(partner.Code)))
            .Select(name => new QueueLine(name, new Dictionary<string, object> { ["x-queue-type"] = "quorum", ["x-single-active-consumer"] = true })),
        .. new[] { RabbitMqNames.Dead, RabbitMqNames.Unrouted }
            .Select(name => new QueueLine(name, new Dictionary<string, object> { ["x-queue-type"] = "quorum" })),
    ];

    // Were a binding or queue lost, a publisher without mandatory would lose its messages in silence; the alternate exchange keeps them.
    internal IReadOnlyList<ExchangeLine> Exchanges =>
    [
        .. partners.All.Select(partner => new ExchangeLine(RabbitMqNames.In(partner.Code), "topic",
            new Dictionary<string, object> { ["alternate-exchange"] = RabbitMqNames.Unrouted })),
        .. Splits.Select(partner => new ExchangeLine(RabbitMqNames.Split(partner.Code), "x-consistent-hash",
            new Dictionary<string, object> { ["hash-header"] = PartitionKey, ["alternate-exchange"] = RabbitMqNames.Unrouted })),
        new ExchangeLine(RabbitMqNames.Dead, "fanout", new Dictionary<string, object>()),
        new ExchangeLine(RabbitMqNames.Unrouted, "fanout", new Dictionary<string, object>()),
    ];

    internal IReadOnlyList<BindingLine> Bindings =>
    [
        .. partners.All.Except(Splits).Select(partner => new BindingLine(RabbitMqNames.In(partner.Code), RabbitMqNames.In(partner.Code), "#")),
        // The routing key of a consistent hash is a weight: equal ones share evenly.
        .. Splits.SelectMany(partner => RabbitMqNames.Lanes(partner).Select(lane => new BindingLine(RabbitMqNames.Split(partner.Code), lane, "1"))
            .Prepend(new BindingLine(RabbitMqNames.In(partner.Code), RabbitMqNames.Split(partner.Code), "#", "exchange"))),
        new BindingLine(RabbitMqNames.Dead, RabbitMqNames.Dead, ""),
        new BindingLine(RabbitMqNames.Unrouted, RabbitMqNames.Unrouted, ""),
    ];

    // A partner may write to the topic exchange only; which lane a message takes is decided behind it.
    private IEnumerable<Partner> Splits => partners.All.Where(partner => partner.Lanes > 1);

    internal IReadOnlyList<PolicyLine> Policies =>
    [
        new PolicyLine("keten-in", @"^keten\.in\.", Limits(Options.InboundMaxLength)),
        new PolicyLine("keten-out", @"^keten\.out\.", Limits(Options.OutboundMaxLength)),
    ];

    // Publishing to the default exchange is checked as writing to amq.default. The tag lets the hub read queues and arguments over the
    // management API, for the check; it gives no right to change anything.
    internal IReadOnlyList<UserLine> Users =>
    [
        new UserLine(Options.HubUser, Nothing, @"^amq\.default$", @"^keten\.in\.", ["management"], IsPartner: false),
        .. partners.All.Select(partner => new UserLine(
            partner.Code, Nothing, $@"^keten\.in\.{partner.Code}$", $@"^keten\.out\.{partner.Code}$", [], IsPartner: true)),
    ];

    /// <summary>Most messages of a queue.</summary>
    internal double LimitOf(string queue) =>
        queue.StartsWith("keten.in.", StringComparison.Ordinal) ? Options.InboundMaxLength
        : queue.StartsWith("keten.out.", StringComparison.Ordinal) ? Options.OutboundMaxLength
        : double.PositiveInfinity;

    // Dead-lettering at least once needs reject-publish (rabbitmq.com/docs/quorum-queues). A partner that rejects a notification without
    // requeue would else destroy it.
    private Dictionary<string, object> Limits(int length) => new()
    {
        ["max-length"] = length,
        ["overflow"] = "reject-publish",
        ["delivery-limit"] = Options.DeliveryLimit,
        ["dead-letter-exchange"] = RabbitMqNames.Dead,
        ["dead-letter-strategy"] = "at-least-once",
    };
}
