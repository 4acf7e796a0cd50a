using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace KetenHub.Servers;

/// <summary>Broker, database and settings as operations prepare them: topology imported, store migrated, a user per partner.</summary>
public sealed class KetenSite : IAsyncDisposable
{
    private const string Password = "only-on-loopback";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-site-");
    private readonly List<IConnection> connections = [];
    private readonly RabbitMqServer server;
    private readonly string virtualHost;

    private KetenSite(RabbitMqServer server, string database) => (this.server, virtualHost, Database) = (server, server.NewName(), database);

    /// <summary>Connection string of the database.</summary>
    public string Database { get; }

    /// <summary>The settings file of its hubs.</summary>
    public string Settings => Path.Combine(folder.FullName, "settings.json");

    /// <summary>The virtual host.</summary>
    public string VirtualHost => virtualHost;

    public static async Task<KetenSite> PrepareAsync(RabbitMqServer server)
    {
        var site = new KetenSite(server, await PostgresServer.CreateDatabaseAsync());
        await site.ImportAsync();
        await site.WriteSettingsAsync();
        await HubProcess.RunAsync("migrate", "--settings", site.Settings);
        return site;
    }

    /// <summary>Starts a hub of this site.</summary>
    public Task<HubProcess> StartHubAsync() =>
        HubProcess.StartAsync("run", "--settings", Settings, "--roles", "ingest,relay,deadlines", "--listen", "127.0.0.1:0");

    /// <summary>Address of the broker for a partner, as any client takes it.</summary>
    public string AddressOf(string partner) => $"amqp://{partner}:{Password}@{server.Amqp.Host}:{server.Amqp.Port}/{virtualHost}";

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
        using var answer = await server.Http.DeleteAsync(new Uri($"vhosts/{virtualHost}", UriKind.Relative));
        folder.Delete(recursive: true);
    }

    private async Task ImportAsync()
    {
        var passwords = await WriteAsync("passwords.json", JsonSerializer.Serialize(
            new[] { "ketenhub", "ind", "coa", "dtv", "avim", "nidos" }.ToDictionary(user => user, _ => Password)));
        var definitions = await HubProcess.RunAsync("topology", "--vhost", virtualHost, "--passwords", passwords);
        using var content = new StringContent(definitions, Encoding.UTF8, "application/json");
        using var answer = await server.Http.PostAsync(new Uri("definitions", UriKind.Relative), content);
        Ensure.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task WriteSettingsAsync() => await WriteAsync("settings.json", JsonSerializer.Serialize(new
    {
        Postgres = Database,
        RabbitMq = server.Amqp.ToString(),
        VirtualHost = virtualHost,
        RabbitMqPasswordFile = await WriteAsync("rabbitmq.password", Password),
        MasterKeyFile = await WriteAsync("master.key", new string('7', 64)),
    }));
}
