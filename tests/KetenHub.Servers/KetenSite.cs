using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace KetenHub.Servers;

/// <summary>Broker, database and settings as operations prepare them: topology imported, store migrated, a user per partner.</summary>
public sealed class KetenSite : IAsyncDisposable
{
    /// <summary>Master key of every site, in hexadecimal digits.</summary>
    public static readonly string MasterKey = new('7', 64);

    private const string Password = "only-on-loopback";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-site-");
    private readonly List<IConnection> connections = [];
    private readonly RabbitMqServer server;
    private readonly string virtualHost;

    private readonly IReadOnlyList<Uri> nodes;

    private KetenSite(RabbitMqServer server, IReadOnlyList<Uri> nodes, string database) =>
        (this.server, this.nodes, virtualHost, Database) = (server, nodes, server.NewName(), database);

    /// <summary>Virtual host at the broker.</summary>
    public string VirtualHost => virtualHost;

    /// <summary>Connection string of the database.</summary>
    public string Database { get; }

    /// <summary>The settings file of its hubs.</summary>
    public string Settings => Path.Combine(folder.FullName, "settings.json");

    /// <summary>File of the key ring, sealed by the master key; the first hub makes it.</summary>
    public string KeyRingFile => Path.Combine(folder.FullName, "key.ring");

    /// <summary>Folder of the list of tokens: each partner has one.</summary>
    public string TokensFolder => Path.Combine(folder.FullName, "tokens");

    /// <summary>The token of a partner.</summary>
    public static string TokenOf(string partner) => $"a-token-of-{partner}-with-more-than-thirty-two-characters";

    /// <summary>File with it, as the partner itself keeps it.</summary>
    public Task<string> TokenFileAsync(string partner) => WriteAsync($"{partner}.token", TokenOf(partner));

    public static async Task<KetenSite> PrepareAsync(RabbitMqServer server) =>
        await PrepareAsync(server, [server.Amqp], await PostgresServer.CreateDatabaseAsync(), policy: "");

    /// <summary>Prepares a site on these nodes of a broker and this database.</summary>
    /// <param name="server">A node that answers.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="database">Connection string of an empty database.</param>
    /// <param name="policy">Text of a policy file; empty: the one that comes with ketenhub.</param>
    /// <param name="release">Folder of the release that migrates; null: this one.</param>
    public static async Task<KetenSite> PrepareAsync(RabbitMqServer server, IReadOnlyList<Uri> nodes, string database, string policy, string? release = null)
    {
        var site = new KetenSite(server, nodes, database);
        await site.ImportAsync();
        await site.WriteSettingsAsync(policy);
        await site.WriteTokensAsync();
        await site.MigrateAsync(release ?? AppContext.BaseDirectory);
        return site;
    }

    /// <summary>Starts a hub of this site.</summary>
    /// <param name="environment">Settings that differ for this hub.</param>
    /// <param name="release">Folder of its release; null: this one.</param>
    public Task<HubProcess> StartHubAsync(IReadOnlyDictionary<string, string>? environment = null, string? release = null) => HubProcess.StartAsync(
        release ?? AppContext.BaseDirectory, environment ?? new Dictionary<string, string>(),
        "run", "--settings", Settings, "--roles", "ingest,relay,deadlines,checkpoints", "--listen", "127.0.0.1:0");

    /// <summary>Migrates the store with a release, which must succeed.</summary>
    public async Task MigrateAsync(string release)
    {
        var (code, printed) = await HubProcess.TryAsync(release, "migrate", "--settings", Settings);
        Ensure.That(code == 0, $"ketenhub migrate ended with {code}: {printed}");
    }

    /// <summary>File with the password of every user of this site.</summary>
    public string PasswordFile => Path.Combine(folder.FullName, "rabbitmq.password");

    /// <summary>Starts a process that hosts adapters.</summary>
    /// <param name="adapters">The setting Adapters.</param>
    /// <param name="environment">Settings from the environment.</param>
    public async Task<HubProcess> StartAdaptersAsync(object adapters, IReadOnlyDictionary<string, string>? environment = null) => await HubProcess.StartAsync(
        environment ?? new Dictionary<string, string>(),
        "run", "--roles", "adapters", "--listen", "127.0.0.1:0", "--settings", await WriteAsync("adapters.json", JsonSerializer.Serialize(new
        {
            RabbitMq = string.Join(",", nodes),
            VirtualHost = virtualHost,
            TokensFolder,
            Adapters = adapters,
        })));

    /// <summary>Address of the broker for a partner, as any client takes it.</summary>
    public string AddressOf(string partner) => $"amqp://{partner}:{Password}@{server.Amqp.Host}:{server.Amqp.Port}/{virtualHost}";

    /// <summary>How a client of a partner finds the broker: every node, no recovery by itself.</summary>
    public Task<IConnection> OpenAsync(string partner, CancellationToken cancellation) => new ConnectionFactory
    {
        VirtualHost = virtualHost, UserName = partner, Password = Password, AutomaticRecoveryEnabled = false,
        RequestedConnectionTimeout = TimeSpan.FromSeconds(5), ContinuationTimeout = TimeSpan.FromSeconds(10),
    }.CreateConnectionAsync([.. nodes.Select(node => new AmqpTcpEndpoint(node))], cancellation);

    /// <summary>A connection of a partner.</summary>
    public async Task<IConnection> ConnectAsync(string partner)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(AddressOf(partner)) }.CreateConnectionAsync();
        connections.Add(connection);
        return connection;
    }

    /// <summary>Writes a file beside the settings.</summary>
    public async Task<string> WriteAsync(string name, string text)
    {
        var file = Path.Combine(folder.FullName, name);
        await File.WriteAllTextAsync(file, text);
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections)
            await connection.DisposeAsync();
        if (!server.IsOwn)
        {
            using var answer = await server.Http.DeleteAsync(new Uri($"vhosts/{virtualHost}", UriKind.Relative));
        }
        folder.Delete(recursive: true);
    }

    /// <summary>Imports the topology, again.</summary>
    public async Task ImportAsync()
    {
        var passwords = await WriteAsync("passwords.json", JsonSerializer.Serialize(
            new[] { "ketenhub", "ind", "coa", "dtv", "avim", "nidos" }.ToDictionary(user => user, _ => Password)));
        var definitions = await HubProcess.RunAsync("topology", "--vhost", virtualHost, "--passwords", passwords);
        using var content = new StringContent(definitions, Encoding.UTF8, "application/json");
        using var answer = await server.Http.PostAsync(new Uri("definitions", UriKind.Relative), content);
        Ensure.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    // As ketenhub token keeps it: digests only.
    private async Task WriteTokensAsync()
    {
        Directory.CreateDirectory(TokensFolder);
        await WriteAsync(Path.Combine("tokens", "tokens.json"), JsonSerializer.Serialize(new
        {
            tokens = new[] { "ind", "coa", "dtv", "avim", "nidos" }.Select((partner, place) => new
            {
                id = place.ToString("x8", CultureInfo.InvariantCulture), partner, scopes = new[] { "Send", "Fetch" },
                sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TokenOf(partner)))),
                created = DateTimeOffset.UtcNow.AddHours(-1), expires = DateTimeOffset.UtcNow.AddDays(60), note = "",
            }),
        }));
    }

    private async Task WriteSettingsAsync(string policy) => await WriteAsync("settings.json", JsonSerializer.Serialize(new
    {
        Postgres = Database,
        RabbitMq = string.Join(",", nodes),
        Policy = policy.Length == 0 ? "" : await WriteAsync("policy.json", policy),
        VirtualHost = virtualHost,
        RabbitMqManagement = server.Management.ToString(),
        RabbitMqPasswordFile = await WriteAsync("rabbitmq.password", Password),
        KeyRingFile,
        MasterKeyFile = await WriteAsync("master.key", MasterKey),
        CheckpointKeyFile = await WriteAsync("checkpoint.key", new string('6', 64)),
        CheckpointsFolder = Path.Combine(folder.FullName, "checkpoints"),
    }));
}
