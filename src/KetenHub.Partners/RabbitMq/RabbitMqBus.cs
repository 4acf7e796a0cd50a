using System.Security.Authentication;
using MassTransit;
using MassTransit.RabbitMqTransport.Configuration;
using Microsoft.Extensions.Logging;

namespace KetenHub.Partners;

/// <summary>MassTransit on RabbitMQ as a partner may use it: sends to <c>keten.in.&lt;code&gt;</c>, receives from <c>keten.out.&lt;code&gt;</c>, declares nothing.</summary>
public static class RabbitMqBus
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>A bus of one partner, not yet started. Sending on it ends when the broker has confirmed, and throws when the broker returned or refused
    /// the message.</summary>
    /// <param name="broker">Where and as whom.</param>
    /// <param name="worker">Receives; null for a partner that only sends.</param>
    /// <param name="log">Where MassTransit logs.</param>
    public static IBusControl Create(PartnerBroker broker, PartnerWorker? worker, ILoggerFactory log)
    {
        LogContext.ConfigureCurrentLogContext(log);
        // Without a container there is no usage telemetry to switch off.
        var configuration = new RabbitMqBusConfiguration(new GivenTopology());
        var bus = new RabbitMqBusFactoryConfigurator(configuration);
        Connect(bus, broker);
        bus.ConfigureSend(send => send.UseExecute(context =>
        {
            // To a queue that is gone: an error at once, not silence.
            if (context.TryGetPayload<RabbitMqSendContext>(out var message))
                message.Mandatory = true;
        }));
        if (worker is not null)
        {
            bus.ReceiveEndpoint($"keten.out.{worker.Partner.Code}", (IRabbitMqReceiveEndpointConfigurator endpoint) =>
            {
                GivenTopology.Receive(endpoint);
                // What fails goes back to the head of the queue and comes at once: not faster than this.
                endpoint.UseMessageRetry(retry => retry.Exponential(5, FirstPause, LongestPause, FirstPause));
                worker.ReceiveOn(endpoint);
            });
        }
        return bus.Build(configuration);
    }

    private static void Connect(RabbitMqBusFactoryConfigurator bus, PartnerBroker broker)
    {
        var first = broker.Nodes[0];
        bus.Host(first.Host, PartnerBroker.PortOf(first), broker.VirtualHost, $"partner {broker.User}", host =>
        {
            host.Username(broker.User);
            host.Password(broker.Password ?? "");
            host.PublisherConfirmation = true;
            if (broker.Nodes.Count > 1)
                host.UseCluster(cluster => broker.Nodes.ToList().ForEach(node => cluster.Node($"{node.Host}:{PartnerBroker.PortOf(node)}")));
            if (broker.Encrypted)
                host.UseSsl(tls =>
                {
                    tls.ServerName = first.Host;
                    // What both sides know best; its own preset is older.
                    tls.Protocol = SslProtocols.None;
                    if (broker.Tls is not { } files)
                        return;
#pragma warning disable CA5359 // It throws where it does not trust, to say why.
                    tls.CertificateValidationCallback = files.Trusts;
#pragma warning restore CA5359
                    if (files.HasCertificate)
                        tls.CertificateSelectionCallback = files.Select;
                    tls.UseCertificateAsAuthenticationIdentity = files.HasCertificate;
                });
        });
    }
}
