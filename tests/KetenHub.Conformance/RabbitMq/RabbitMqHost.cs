using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Servers;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>A virtual host with the generated topology, imported as operations would import it.</summary>
public sealed class RabbitMqHost : IAsyncDisposable
{
    private const string Password = "only-on-loopback";

    private readonly List<IConnection> connections = [];

    /// <summary>The ticket of a lane where no store is looked at.</summary>
    public static Task<LaneTicket> TakeAlone(string lane, CancellationToken cancellation) => Task.FromResult(new LaneTicket(lane, 1));

    private RabbitMqHost(RabbitMqServer server, RabbitMqTopology topology) => (Server, Topology) = (server, topology);

    public RabbitMqServer Server { get; }

    public RabbitMqTopology Topology { get; }

    public string Name => Topology.Options.VirtualHost;

    public static async Task<RabbitMqHost> CreateAsync(RabbitMqServer server, int outboundMaxLength = 100_000, int lanes = 1, int inboundMaxLength = 1_000_000)
    {
        var partners = new[] { "partner", "recipient" }.Select((code, i) =>
            new Partner(code, code, $"0000000000000000010{i}", [], new Dictionary<string, string>()) { Lanes = code == "partner" ? lanes : 1 });
        var host = new RabbitMqHost(server, new RabbitMqTopology(
            new PartnerList("00000000000000000001", "http://127.0.0.1", [.. partners]), new RabbitMqTopologyOptions { VirtualHost = server.NewName(), OutboundMaxLength = outboundMaxLength, InboundMaxLength = inboundMaxLength }));
        await host.ImportAsync();
        return host;
    }

    /// <summary>Imports the definitions, again.</summary>
    public async Task ImportAsync()
    {
        var passwords = new Dictionary<string, string> { ["ketenhub"] = Password, ["partner"] = Password, ["recipient"] = Password };
        using var definitions = new StringContent(RabbitMqDefinitions.Write(Topology, passwords), Encoding.UTF8, "application/json");
        using var answer = await Server.Http.PostAsync(new Uri("definitions", UriKind.Relative), definitions);
        Assert.True(answer.IsSuccessStatusCode, $"{await answer.Content.ReadAsStringAsync()} {Server.Output()}");
    }

    /// <summary>The broker as the hub.</summary>
    /// <param name="user">As another user.</param>
    /// <param name="through">Over this line.</param>
    public RabbitMqAccess Access(string? user = null, TcpProxy? through = null) =>
        new([through is null ? Server.Amqp : new UriBuilder(Server.Amqp) { Port = through.Port }.Uri], Name, user ?? Topology.Options.HubUser, Password);

    /// <summary>The broker as a partner's worker sees it.</summary>
    public KetenHub.Partners.PartnerBroker PartnerBroker(string user) => new([Server.Amqp], Name, user, Password);

    /// <summary>The names of what there is of a kind, sorted.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(string kind) =>
        [.. (await Server.Http.GetFromJsonAsync<JsonElement[]>(new Uri($"{kind}/{Name}", UriKind.Relative)))!
            .Select(one => one.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)];

    /// <summary>The management API as the hub.</summary>
    public RabbitMqManagement Management() => new([Server.Management], Topology.Options.HubUser, Password);

    /// <summary>A connection of a partner, as any AMQP client would make it.</summary>
    public async Task<IConnection> ConnectAsync(string user)
    {
        var connection = await new ConnectionFactory
        {
            Endpoint = new AmqpTcpEndpoint(Server.Amqp), VirtualHost = Name, UserName = user, Password = Password,
            AutomaticRecoveryEnabled = false, ConsumerDispatchConcurrency = 1,
        }.CreateConnectionAsync();
        connections.Add(connection);
        return connection;
    }

    /// <summary>A partner that publishes with confirms.</summary>
    public async Task<IChannel> PublisherAsync(string user = "partner") => await (await ConnectAsync(user))
        .CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));

    /// <summary>Publishes as a partner and waits for the confirm.</summary>
    public static Task PublishAsync(IChannel publisher, string text, CancellationToken cancellation) => PublishAsync(publisher, text, null, cancellation);

    /// <summary>Publishes with a partition key, as a partner whose lane is split.</summary>
    public static async Task PublishAsync(IChannel publisher, string text, string? key, CancellationToken cancellation) => await publisher.BasicPublishAsync(
        RabbitMqNames.In("partner"), "nl.vreemdelingenketen.case-signal.v1", mandatory: true,
        new BasicProperties
        {
            ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent,
            Headers = key is null ? null : new Dictionary<string, object?> { ["partitionkey"] = key },
        }, Encoding.UTF8.GetBytes(text), cancellation);

    /// <summary>Asks the management API as administrator, within this virtual host.</summary>
    public async Task AdministerAsync(HttpMethod method, string kind, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri($"{kind}/{Name}/{path}", UriKind.Relative));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var answer = await Server.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Ends the connections of this name, as the broker does with those it takes for dead.</summary>
    /// <returns>How many it knew; a new one is known after some seconds.</returns>
    public async Task<int> CloseConnectionsAsync(string name)
    {
        var open = await Server.Http.GetFromJsonAsync<JsonElement[]>(new Uri($"vhosts/{Name}/connections", UriKind.Relative));
        var named = open!.Where(connection => connection.TryGetProperty("user_provided_name", out var given) && given.GetString() == name).ToList();
        foreach (var connection in named)
        {
            using var answer = await Server.Http.DeleteAsync(
                new Uri($"connections/{Uri.EscapeDataString(connection.GetProperty("name").GetString()!)}", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
        }
        return named.Count;
    }

    /// <summary>How many messages wait in a queue, and how many consumers it has, now.</summary>
    public async Task<(uint Ready, uint Consumers)> LookAsync(string queue)
    {
        var connection = await ConnectAsync(Topology.Options.HubUser);
        await using var channel = await connection.CreateChannelAsync();
        var found = await channel.QueueDeclarePassiveAsync(queue);
        return (found.MessageCount, found.ConsumerCount);
    }

    /// <summary>How many consumers there are, also those that wait behind an active one; the broker counts every five seconds.</summary>
    public async Task<int> ConsumersAsync() =>
        (await Server.Http.GetFromJsonAsync<JsonElement[]>(new Uri($"consumers/{Name}", UriKind.Relative)))!.Length;

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections)
            await connection.DisposeAsync();
        // The own node goes away as a whole. Deleting quorum queues right after a restart, before they have a leader, can end the log of all
        // quorum queues of a RabbitMQ 3.10 node for good ("ra_log:delete_everything/1 failed").
        if (Server.IsOwn)
            return;
        using var answer = await Server.Http.DeleteAsync(new Uri($"vhosts/{Name}", UriKind.Relative));
    }
}
