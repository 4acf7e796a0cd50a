namespace KetenHub.Broker;

/// <summary>Settings of <see cref="RabbitMqTopology"/>.</summary>
public sealed record RabbitMqTopologyOptions
{
    /// <summary>The virtual host that holds everything.</summary>
    public string VirtualHost { get; init; } = "keten";

    /// <summary>The hub's user. Each partner's user is named after its code.</summary>
    public string HubUser { get; init; } = "ketenhub";

    /// <summary>Most messages that wait for the hub per partner; past it, the partner's publishes are refused and stay with it.</summary>
    public int InboundMaxLength { get; init; } = 1_000_000;

    /// <summary>Most notifications that wait for a partner; past it they stay in the hub. Well over the window of
    /// <see cref="RabbitMqOutboundOptions"/>: see <see cref="ConfirmedChannel"/> on order.</summary>
    public int OutboundMaxLength { get; init; } = 1_000_000;

    /// <summary>Deliveries after which a message goes to <c>keten.dead</c>. A lane that is closed counts as one for every message it held, so
    /// the limit is out of reach on purpose; RabbitMQ 4 has 20 where none is set.</summary>
    public int DeliveryLimit { get; init; } = 1_000_000_000;

    /// <summary>Most connections of one partner.</summary>
    public int PartnerConnections { get; init; } = 20;

    /// <summary>Most channels of one partner.</summary>
    public int PartnerChannels { get; init; } = 200;
}
