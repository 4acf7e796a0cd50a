using Npgsql;

namespace KetenHub.Benchmarks;

/// <summary>What PostgreSQL spent its time on.</summary>
internal static class SqlStatements
{
    private const string Dearest = """
        SELECT calls, round(total_exec_time::numeric), round((total_exec_time / calls)::numeric, 3), rows, shared_blks_hit, wal_bytes / 1024 / 1024,
            left(regexp_replace(query, '\s+', ' ', 'g'), 110)
        FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY total_exec_time DESC LIMIT 22
        """;

    /// <summary>Counts from here; the library must be loaded.</summary>
    public static async Task WatchAsync(NpgsqlDataSource database)
    {
        await using var create = database.CreateCommand("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        await create.ExecuteNonQueryAsync();
    }

    public static async Task PrintAsync(NpgsqlDataSource database)
    {
        await using var find = database.CreateCommand(Dearest);
        await using var rows = await find.ExecuteReaderAsync();
        Console.WriteLine("calls, ms, ms each, rows, blocks hit, WAL MiB, statement");
        while (await rows.ReadAsync())
            Console.WriteLine(string.Join("  ", Enumerable.Range(0, 7).Select(column => rows.GetValue(column))));
    }
}
