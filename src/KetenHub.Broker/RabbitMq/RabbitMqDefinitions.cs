using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KetenHub.Broker;

/// <summary>The topology as a definitions file, for <c>rabbitmqctl import_definitions</c> or <c>POST /api/definitions</c>.
/// Importing adds and changes; it never deletes.</summary>
public static class RabbitMqDefinitions
{
    private const string Hashing = "rabbit_password_hashing_sha256";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Writes the definitions. Passwords become salted hashes, so that two writings of the same differ.</summary>
    /// <param name="topology">What to write.</param>
    /// <param name="passwords">By name of the user: the hub's, and the codes of partners. A user without one can only come with a certificate
    /// (EXTERNAL).</param>
    public static string Write(RabbitMqTopology topology, IReadOnlyDictionary<string, string>? passwords = null)
    {
        var virtualHost = topology.Options.VirtualHost;
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["vhosts"] = new[] { new { name = virtualHost } },
            ["users"] = topology.Users.Select(user => User(user, topology.Options, passwords?.GetValueOrDefault(user.Name))),
            ["permissions"] = topology.Users.Select(user => new
            {
                user = user.Name, vhost = virtualHost, configure = user.Configure, write = user.Write, read = user.Read,
            }),
            ["exchanges"] = topology.Exchanges.Select(exchange => new
            {
                name = exchange.Name, vhost = virtualHost, type = exchange.Type, durable = true, auto_delete = false,
                @internal = false, arguments = exchange.Arguments,
            }),
            ["queues"] = topology.Queues.Select(queue => new
            {
                name = queue.Name, vhost = virtualHost, durable = true, auto_delete = false, arguments = queue.Arguments,
            }),
            ["bindings"] = topology.Bindings.Select(binding => new
            {
                source = binding.Exchange, vhost = virtualHost, destination = binding.Destination, destination_type = binding.Kind,
                routing_key = binding.RoutingKey, arguments = new { },
            }),
            ["policies"] = topology.Policies.Select(policy => new Dictionary<string, object>
            {
                ["name"] = policy.Name, ["vhost"] = virtualHost, ["pattern"] = policy.Pattern, ["apply-to"] = "queues",
                ["priority"] = 0, ["definition"] = policy.Definition,
            }),
        }, Json);
    }

    private static Dictionary<string, object> User(UserLine user, RabbitMqTopologyOptions options, string? password) => new()
    {
        ["name"] = user.Name,
        ["password_hash"] = password is null ? "" : HashOf(password),
        ["hashing_algorithm"] = Hashing,
        ["tags"] = user.Tags,
        ["limits"] = user.IsPartner
            ? new Dictionary<string, int> { ["max-connections"] = options.PartnerConnections, ["max-channels"] = options.PartnerChannels }
            : [],
    };

    // base64(salt, SHA-256(salt, password)), a salt of 32 bits: rabbitmq.com/docs/passwords. The broker knows nothing slower;
    // so long random passwords only.
    private static string HashOf(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(4);
        return Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)])]);
    }
}
