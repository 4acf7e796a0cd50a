using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.RabbitMqTransport.Configuration;
using MassTransit.RabbitMqTransport.Topology;

namespace KetenHub.Partners;

/// <summary>A topology that is there already: MassTransit declares nothing, neither to send nor to receive. Partners may not configure anything
/// at the broker, and since RabbitMQ 4.2.6 even a passive declare asks for a right.</summary>
internal sealed class GivenTopology() : RabbitMqTopologyConfiguration(RabbitMqBusFactory.CreateMessageTopology()), IRabbitMqTopologyConfiguration
{
    private static readonly BrokerTopology Nothing = new Empty().BuildBrokerTopology();

    private readonly SendTopology send = new();

    // MassTransit reads this property through the interface only, so naming the interface again replaces its own.
    IRabbitMqSendTopologyConfigurator IRabbitMqTopologyConfiguration.Send => send;

    /// <summary>Receives from a queue that is there. MassTransit sets up a channel's topology once: this filter comes first and sets up nothing.</summary>
    public static void Receive(IRabbitMqReceiveEndpointConfigurator endpoint) => endpoint.ConfigureChannel(channel => channel.UseFilter(
        new MassTransit.RabbitMqTransport.Middleware.ConfigureRabbitMqTopologyFilter<ReceiveSettings>(
            ((IRabbitMqReceiveEndpointConfiguration)endpoint).Settings, Nothing)));

    private sealed class SendTopology() : RabbitMqSendTopology(RabbitMqEntityNameValidator.Validator), IRabbitMqSendTopology
    {
        SendSettings IRabbitMqSendTopology.GetSendSettings(RabbitMqEndpointAddress address) => new GivenExchange(address);
    }

    private sealed class GivenExchange(RabbitMqEndpointAddress address) : RabbitMqSendSettings(address), SendSettings
    {
        BrokerTopology SendSettings.GetBrokerTopology() => Nothing;
    }

    private sealed class Empty : BrokerTopologyBuilder;
}
