using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace KetenHub.Servers;

/// <summary>One real PostgreSQL for the whole test run, in a temporary folder on a free loopback port; a database per test.
/// <c>KETENHUB_TEST_POSTGRES</c> (a connection string that may create databases) uses a server that runs already.</summary>
public static class PostgresServer
{
    private static readonly Lazy<Task<string>> Address = new(StartAsync);
    private static int databases;

    /// <summary>Settings beyond the package's, <c>name=value</c>; before the first database is made.</summary>
    public static IReadOnlyList<string> Settings { get; set; } = [];

    /// <summary>Connection string of a new, empty database.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await Address.Value;
        var name = $"ketenhub_{Environment.ProcessId}_{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name, Pooling = true, MaxPoolSize = 20 }.ConnectionString;
    }

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("KETENHUB_TEST_POSTGRES") is { Length: > 0 } given)
            return given;
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).LastOrDefault() : null;
        Ensure.That(programs is not null, "PostgreSQL is not installed: apt-get install postgresql");
        var folder = Directory.CreateTempSubdirectory("ketenhub-postgres-").FullName;
        var data = Path.Combine(folder, "data");
        var port = FreePort();
        // The server refuses to run as root; the package made a user for it.
        var asUser = Environment.UserName == "root" ? new[] { "runuser", "-u", "postgres", "--" } : [];
        if (asUser.Length > 0)
            await RunAsync(["chown", "postgres", folder]);
        await RunAsync([.. asUser, Path.Combine(programs!, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"]);
        await RunAsync([.. asUser, Path.Combine(programs!, "pg_ctl"), "-D", data, "-w", "-l", Path.Combine(folder, "log"), "-o",
            $"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200{string.Concat(Settings.Select(setting => $" -c {setting}"))}", "start"]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            RunAsync([.. asUser, Path.Combine(programs!, "pg_ctl"), "-D", data, "-m", "immediate", "stop"]).GetAwaiter().GetResult();
            Directory.Delete(folder, recursive: true);
        };
        return $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string[] command)
    {
        // pg_ctl leaves a server behind that would keep redirected pipes open for ever: it writes to its own log file.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "cd / && exec \"$@\" >/dev/null 2>&1", "sh", .. command]))!;
        await process.WaitForExitAsync();
        Ensure.That(process.ExitCode == 0, $"{string.Join(' ', command)} ended with {process.ExitCode}");
    }
}
