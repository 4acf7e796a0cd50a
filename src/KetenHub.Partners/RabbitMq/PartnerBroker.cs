namespace KetenHub.Partners;

/// <summary>Where the broker is and as whom a partner comes: with a password, or with a client certificate (EXTERNAL).</summary>
/// <param name="Nodes">Nodes of one cluster, <c>amqp://host:port</c> or <c>amqps://host:port</c>, all with or all without TLS.</param>
/// <param name="VirtualHost">Virtual host.</param>
/// <param name="User">User, the partner's code unless operations chose otherwise; the common name of its certificate.</param>
/// <param name="Password">Password; null with a certificate.</param>
/// <param name="Tls">Authorities that are trusted, and the client certificate; null: the machine's authorities, and a password.</param>
public sealed record PartnerBroker(IReadOnlyList<Uri> Nodes, string VirtualHost, string User, string? Password, TlsFiles? Tls = null)
{
    /// <summary>Names the nodes only, never a credential.</summary>
    public override string ToString() => string.Join(", ", Nodes.Select(node => $"{node.Scheme}://{node.Host}:{PortOf(node)}"));

    internal bool Encrypted => Nodes[0].Scheme == "amqps";

    internal static ushort PortOf(Uri node) => (ushort)(node.Port > 0 ? node.Port : node.Scheme == "amqps" ? 5671 : 5672);
}
