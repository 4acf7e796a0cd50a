using System.Net.Security;
using System.Security.Authentication;
using KetenHub.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace KetenHub.Broker;

/// <summary>How TLS goes to the broker.</summary>
/// <param name="Trusts">Whether a server is the one that was meant; null: as the machine judges.</param>
/// <param name="Certificate">Gives the client certificate; null: there is none.</param>
public sealed record RabbitMqTls(RemoteCertificateValidationCallback? Trusts, LocalCertificateSelectionCallback? Certificate);

/// <summary>Where the broker is and as whom the hub comes: with a password, or with a client certificate (EXTERNAL).</summary>
/// <param name="nodes">Nodes of one cluster, <c>amqp://host:port</c> or <c>amqps://host:port</c>; one of them is tried after the other.</param>
/// <param name="virtualHost">Virtual host.</param>
/// <param name="user">User; null where the certificate names it.</param>
/// <param name="password">Password; not used with a client certificate: that says who comes (EXTERNAL).</param>
/// <param name="tls">TLS, for nodes with <c>amqps</c>.</param>
public sealed class RabbitMqAccess(IReadOnlyList<Uri> nodes, string virtualHost, string? user = null, string? password = null, RabbitMqTls? tls = null)
{
    // RabbitMQ advises 5 to 20 s: below that, a busy node looks dead (rabbitmq.com/docs/heartbeats). The broker looks once per interval and
    // gives up at the second time without a byte: a hub that sleeps or whose line is dead keeps its lanes for 10 to 15 s.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    // Waiting for the other side to agree to an end is a courtesy, and on a dead line in vain.
    private static readonly TimeSpan CloseBound = TimeSpan.FromSeconds(3);

    // The broker's own largest message. A smaller bound here would close the connection at a large message, for ever the same one.
    private const uint LargestMessage = 512 * 1024 * 1024;

    private readonly IReadOnlyList<Uri> nodes = nodes.Count > 0 ? nodes : throw new ArgumentException("At least one node.", nameof(nodes));

    /// <summary>Names the nodes only, never a credential.</summary>
    public override string ToString() => string.Join(", ", nodes.Select(node => $"{node.Scheme}://{node.Host}:{node.Port}"));

    /// <summary>The virtual host.</summary>
    internal string VirtualHost { get; } = virtualHost;

    /// <summary>Opens a connection that does not recover by itself: lanes and outbound open the next one, so that they know which
    /// deliveries and confirms belong to which.</summary>
    internal async Task<IConnection> ConnectAsync(string name, CancellationToken cancellation)
    {
        var factory = new ConnectionFactory
        {
            VirtualHost = VirtualHost,
            UserName = user ?? "",
            Password = password ?? "",
            AuthMechanisms = tls?.Certificate is not null ? [new ExternalMechanismFactory()] : [new PlainMechanismFactory()],
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = Heartbeat,
            RequestedConnectionTimeout = Bound,
            HandshakeContinuationTimeout = Bound,
            ContinuationTimeout = Bound,
            ConsumerDispatchConcurrency = 1,
        };
        return await factory.CreateConnectionAsync([.. nodes.Select(EndpointOf)], name, cancellation);
    }

    /// <summary>Closes within a bound, and never throws: what is closed is given up anyway.</summary>
    internal static async Task CloseAsync(IConnection connection)
    {
        try
        {
            await connection.CloseAsync(Constants.ReplySuccess, "closed", CloseBound, abort: true);
        }
        catch (Exception failure) when (failure is OperationInterruptedException or OperationCanceledException or TimeoutException or IOException)
        {
            // It was gone already.
        }
        await connection.DisposeAsync();
    }

    /// <summary>Closes a channel; messages that were not acknowledged go back to the front of their queue.</summary>
    /// <returns>Whether the broker agreed; if not, only the end of the connection makes it sure.</returns>
    internal static async Task<bool> CloseAsync(IChannel channel)
    {
        try
        {
            using var bound = new CancellationTokenSource(CloseBound);
            if (channel.IsOpen)
                await channel.CloseAsync(Constants.ReplySuccess, "closed", abort: false, bound.Token);
            return true;
        }
        catch (Exception failure) when (failure is OperationInterruptedException or OperationCanceledException or TimeoutException or IOException)
        {
            return false;
        }
    }

    /// <summary>Why the broker could not be reached, for logs and health: numbered where TLS or the user is the reason, else the kind of failure.</summary>
    internal static string ReasonOf(Exception failure)
    {
        var chain = Within(failure).ToList();
        // In TLS 1.3 a server judges the client after the client is content; its alert comes with the first read.
        if (chain.Exists(inner => inner is AuthenticationFailureException || inner.Message.Contains(" alert ", StringComparison.Ordinal)))
            return Errors.IdentityRefused.At("RabbitMq").ToString();
        if (chain.OfType<AuthenticationException>().FirstOrDefault() is { } distrust)
            return distrust.Message.StartsWith(Errors.ServerNotTrusted.Number, StringComparison.Ordinal) ? distrust.Message : Errors.ServerNotTrusted.At("RabbitMq").ToString();
        return failure is OperationInterruptedException { ShutdownReason: { } reason } ? $"refused ({reason.ReplyCode})" : failure.GetType().Name;
    }

    private static IEnumerable<Exception> Within(Exception failure) =>
        (failure is AggregateException several ? several.InnerExceptions : failure.InnerException is { } inner ? [inner] : (IEnumerable<Exception>)[])
            .SelectMany(Within).Prepend(failure);

    private AmqpTcpEndpoint EndpointOf(Uri node)
    {
        var option = new SslOption(node.Host, enabled: node.Scheme == "amqps")
        {
            CertificateValidationCallback = tls?.Trusts,
            CertificateSelectionCallback = tls?.Certificate,
        };
        return new AmqpTcpEndpoint(node.Host, node.IsDefaultPort ? -1 : node.Port, option, LargestMessage);
    }
}
