using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace KetenHub.Benchmarks;

/// <summary>A new store with its tables, and a way to run a statement on it.</summary>
internal static class EmptyStore
{
    /// <summary>On the engine; a file of SQLite goes into the folder.</summary>
    public static Task<(IHubStore Store, Func<string, Task> Sql)> MakeAsync(StoreEngine engine, DirectoryInfo folder) =>
        engine == StoreEngine.Postgres ? PostgresAsync() : SqliteAsync(Path.Combine(folder.FullName, "ketenhub.db"));

    private static async Task<(IHubStore Store, Func<string, Task> Sql)> PostgresAsync()
    {
        PostgresServer.Settings = ["shared_buffers=1GB", "max_wal_size=8GB"];
        var database = await PostgresServer.CreateDatabaseAsync();
        var store = new PostgresStore(database);
        await store.MigrateAsync(CancellationToken.None);
        return (store, async sql =>
        {
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        });
    }

    private static async Task<(IHubStore Store, Func<string, Task> Sql)> SqliteAsync(string file)
    {
        var store = new SqliteStore(file);
        await store.MigrateAsync(CancellationToken.None);
        return (store, async sql =>
        {
            await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            (command.CommandText, command.CommandTimeout) = (sql, 0);
            await command.ExecuteNonQueryAsync();
        });
    }
}

/// <summary>Which store is measured.</summary>
internal enum StoreEngine
{
    Postgres,
    Sqlite,
}
