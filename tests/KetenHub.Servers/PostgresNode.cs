using System.Diagnostics;
using System.Globalization;
using System.Net;
using Npgsql;

namespace KetenHub.Servers;

/// <summary>A real PostgreSQL in a temporary folder on a free loopback port, that can be killed, restarted and filled.</summary>
public sealed class PostgresNode
{
    private const string Programs = "/usr/lib/postgresql";
    private const string Mounted = "data";

    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string folder;
    private readonly string bin;
    private SmallDisk? disk;
    private int databases;

    private PostgresNode(string folder, string bin, int port) => (this.folder, this.bin, Port) = (folder, bin, port);

    /// <summary>Its port on the loopback address.</summary>
    public int Port { get; }

    /// <summary>Connection string of an administrator, without pooling.</summary>
    public string Administrator => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Pooling=false";

    private string Place => Path.Combine(folder, Mounted);

    private string Data => Path.Combine(Place, "cluster");

    // The server refuses to run as root; the package made a user for it.
    private static string[] AsUser => Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--"] : [];

    /// <summary>Starts one.</summary>
    /// <param name="megabytes">Size of a file system of its own, which needs root; null: no limit.</param>
    public static async Task<PostgresNode> StartAsync(int? megabytes = null)
    {
        var programs = Directory.Exists(Programs)
            ? Directory.GetDirectories(Programs).Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).LastOrDefault() : null;
        Ensure.That(programs is not null, "PostgreSQL is not installed: apt-get install postgresql");
        var node = new PostgresNode(Directory.CreateTempSubdirectory("ketenhub-postgres-").FullName, programs!, RabbitMqServer.FreePorts(1)[0]);
        Directory.CreateDirectory(node.Place);
        if (megabytes is { } size)
            node.disk = SmallDisk.Mount(Path.Combine(node.folder, "image"), node.Place, size);
        if (AsUser.Length > 0)
            await RunAsync(["chown", "postgres", node.folder, node.Place]);
        await RunAsync([.. AsUser, Path.Combine(programs!, "initdb"), "-D", node.Data, "-U", "postgres", "-A", "trust", "--no-sync"]);
        await node.ControlAsync("start");
        return node;
    }

    /// <summary>A new, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"ketenhub_{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(Administrator);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(Administrator) { Database = name, Pooling = true, MaxPoolSize = 20 }.ConnectionString;
    }

    /// <summary>SIGKILL to the first process; the others see it and end.</summary>
    public Task KillAsync() => SignalAsync("KILL");

    /// <summary>SIGTERM: no new sessions. Those that are there would keep it running, so that SIGINT follows after a while, and it ends.</summary>
    public async Task TermAsync()
    {
        await SignalAsync("TERM");
        await Task.Delay(Patience);
        await ControlAsync("stop", "-m", "fast");
    }

    /// <summary>SIGKILL to one of its processes; the server ends all sessions and recovers.</summary>
    public static Task KillBackendAsync(int process) => RunAsync(["kill", "-9", process.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Stops, ending sessions, and starts.</summary>
    public Task RestartAsync() => ControlAsync("restart", "-m", "fast");

    /// <summary>Starts it when it does not run, as a service manager does: again and again.</summary>
    public async Task StartAgainAsync()
    {
        var until = DateTime.UtcNow + StartBound;
        while (!await AnswersAsync())
        {
            Ensure.That(DateTime.UtcNow < until, "PostgreSQL did not start again");
            await RunAsync(PgCtl("start"), mustSucceed: false);
        }
    }

    /// <summary>Its own small file system, if it has one.</summary>
    public SmallDisk Disk => disk ?? throw new InvalidOperationException("only a file system of its own may be filled");

    /// <summary>Stops it and removes everything. Not asynchronous: also runs when the process ends.</summary>
    public void Remove()
    {
        if (!Directory.Exists(folder))
            return;
        RunAsync(PgCtl("stop", "-m", "immediate"), mustSucceed: false).GetAwaiter().GetResult();
        disk?.Unmount();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(Administrator + ";Timeout=5");
            await connection.OpenAsync();
            return true;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
        {
            await Task.Delay(200);
            return false;
        }
    }

    private Task SignalAsync(string signal) =>
        RunAsync(["kill", $"-{signal}", File.ReadLines(Path.Combine(Data, "postmaster.pid")).First()]);

    private Task ControlAsync(params string[] order) => RunAsync(PgCtl(order));

    private string[] PgCtl(params string[] order) =>
    [
        .. AsUser, Path.Combine(bin, "pg_ctl"), "-D", Data, "-w", "-t", "60", "-l", Path.Combine(folder, "log"),
        "-o", $"-p {Port} -k {folder} -c listen_addresses={IPAddress.Loopback} -c max_connections=200", .. order,
    ];

    private static async Task RunAsync(string[] command, bool mustSucceed = true)
    {
        // pg_ctl leaves a server behind that would keep redirected pipes open for ever: it writes to its own log file.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "cd / && exec \"$@\" >/dev/null 2>&1", "sh", .. command]))!;
        await process.WaitForExitAsync();
        Ensure.That(process.ExitCode == 0 || !mustSucceed, $"{string.Join(' ', command)} ended with {process.ExitCode}");
    }
}
