using System.Diagnostics;
using System.Globalization;
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

    /// <summary>Runs a program of PostgreSQL on a database.</summary>
    public static async Task ProgramAsync(string name, string database, params string[] arguments)
    {
        var to = new NpgsqlConnectionStringBuilder(database);
        var path = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin", name)).LastOrDefault(File.Exists) : null;
        var start = new ProcessStartInfo(path ?? name, arguments)
        {
            UseShellExecute = false, RedirectStandardError = true,
            Environment =
            {
                ["PGHOST"] = to.Host, ["PGPORT"] = to.Port.ToString(CultureInfo.InvariantCulture), ["PGUSER"] = to.Username, ["PGPASSWORD"] = to.Password ?? "", ["PGDATABASE"] = to.Database,
            },
        };
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Ensure.That(process.ExitCode == 0, $"{name}: {errors}");
    }

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("KETENHUB_TEST_POSTGRES") is { Length: > 0 } given)
            return given;
        var node = await PostgresNode.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => node.Remove();
        if (Settings.Count > 0)
        {
            await using var connection = new NpgsqlConnection(node.Administrator);
            await connection.OpenAsync();
            foreach (var setting in Settings.Select(setting => setting.Split('=')))
            {
                await using var alter = new NpgsqlCommand($"ALTER SYSTEM SET {setting[0]} = '{setting[1]}'", connection);
                await alter.ExecuteNonQueryAsync();
            }
            await node.RestartAsync();
        }
        return node.Administrator;
    }
}
