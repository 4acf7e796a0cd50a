using KetenHub.Servers;
using Npgsql;

namespace KetenHub.Faults.Real;

/// <summary>One of the hubs, on lines of its own to broker and database, started again when it was ended, as a service manager does.</summary>
internal sealed class HubSlot : IAsyncDisposable
{
    private readonly KetenSite site;
    private readonly Dictionary<string, string> environment;

    private HubSlot(KetenSite site, IReadOnlyList<Uri> nodes, int databasePort)
    {
        this.site = site;
        Broker = [.. nodes.Select(node => new TcpProxy(node.Port))];
        Store = new TcpProxy(databasePort);
        environment = new Dictionary<string, string>
        {
            ["KETENHUB__RABBITMQ"] = string.Join(',', Broker.Select(line => $"amqp://127.0.0.1:{line.Port}")),
            ["KETENHUB__POSTGRES"] = new NpgsqlConnectionStringBuilder(site.Database) { Port = Store.Port }.ConnectionString,
            ["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss.fff ",
        };
    }

    /// <summary>Lines to the nodes of the broker.</summary>
    public IReadOnlyList<TcpProxy> Broker { get; }

    /// <summary>Line to the database.</summary>
    public TcpProxy Store { get; }

    /// <summary>All lines.</summary>
    public IEnumerable<TcpProxy> Lines => [.. Broker, Store];

    /// <summary>Folder of the release that is started here.</summary>
    public string Release { get; set; } = AppContext.BaseDirectory;

    /// <summary>The process of now.</summary>
    public HubProcess Process { get; private set; } = null!;

    public static async Task<HubSlot> StartAsync(KetenSite site, IReadOnlyList<Uri> nodes, int databasePort, string release)
    {
        var slot = new HubSlot(site, nodes, databasePort) { Release = release };
        await slot.StartAgainAsync();
        return slot;
    }

    /// <summary>Starts another process in place of the one that ended.</summary>
    public async Task StartAgainAsync()
    {
        if (Process is not null)
            await Process.DisposeAsync();
        Process = await site.StartHubAsync(environment, Release);
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        foreach (var line in Lines)
            await line.DisposeAsync();
    }
}
