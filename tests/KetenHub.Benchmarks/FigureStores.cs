using KetenHub.Decisions;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using FigureSample = KetenHub.Decisions.Sample;

namespace KetenHub.Benchmarks;

/// <summary>A store full of sums: those of days by bulk, and from them those of months and the names, as the migration does it.</summary>
/// <param name="Store">The store.</param>
/// <param name="Rows">Sums of days, of months, and of lengths of time.</param>
/// <param name="Folder">Where its file is, for SQLite.</param>
internal sealed record FigureStore(IHubStore Store, (long Days, long Months, long Times) Rows, DirectoryInfo? Folder) : IAsyncDisposable
{
    private static readonly string Times = string.Join(", ", Enum.GetValues<Measure>().Where(Definitions.IsTime).Select(measure => $"'{measure}'"));

    public static async Task<FigureStore> PostgresAsync(int cases)
    {
        PostgresServer.Settings = ["shared_buffers=1GB", "max_wal_size=8GB"];
        var database = await PostgresServer.CreateDatabaseAsync();
        var store = new PostgresStore(database);
        await store.MigrateAsync(CancellationToken.None);
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using (var copy = await connection.BeginBinaryImportAsync("COPY figure (day, measure, location, partner, label, minutes, shard, value) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var (sample, shard, value) in FigureFilling.Sums(cases))
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(Day(sample), NpgsqlDbType.Integer);
                await copy.WriteAsync(sample.Measure.ToString(), NpgsqlDbType.Text);
                await copy.WriteAsync(sample.Location, NpgsqlDbType.Text);
                await copy.WriteAsync(sample.Partner, NpgsqlDbType.Text);
                await copy.WriteAsync(sample.Label, NpgsqlDbType.Text);
                await copy.WriteAsync(sample.Minutes, NpgsqlDbType.Integer);
                await copy.WriteAsync(shard, NpgsqlDbType.Integer);
                await copy.WriteAsync((long)value, NpgsqlDbType.Bigint);
            }
            await copy.CompleteAsync();
        }
        await RunAsync(connection, $"""
            INSERT INTO figure_month SELECT day / 100, measure, location, partner, label, shard, sum(value) FROM figure GROUP BY 1, 2, 3, 4, 5, 6;
            INSERT INTO figure_time SELECT day / 100, measure, partner, minutes, shard, sum(value) FROM figure WHERE measure IN ({Times}) GROUP BY 1, 2, 3, 4, 5;
            INSERT INTO figure_name SELECT DISTINCT measure, location, partner, label FROM figure_month
            """);
        foreach (var table in new[] { "figure", "figure_month", "figure_time", "figure_name" })
            await RunAsync(connection, $"VACUUM ANALYZE {table}");
        return new FigureStore(store, (await CountAsync("figure"), await CountAsync("figure_month"), await CountAsync("figure_time")), null);

        async Task<long> CountAsync(string table)
        {
            await using var count = new NpgsqlCommand($"SELECT count(*) FROM {table}", connection);
            return (long)(await count.ExecuteScalarAsync())!;
        }
    }

    public static async Task<FigureStore> SqliteAsync(int cases)
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-figures-");
        var file = Path.Combine(folder.FullName, "ketenhub.db");
        var store = new SqliteStore(file);
        await store.MigrateAsync(CancellationToken.None);
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using (var transaction = connection.BeginTransaction())
        {
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO figure (day, measure, location, partner, label, minutes, value) VALUES (@day, @measure, @location, @partner, @label, @minutes, @value)"
                + " ON CONFLICT DO UPDATE SET value = figure.value + excluded.value";
            var values = new[] { "@day", "@measure", "@location", "@partner", "@label", "@minutes", "@value" }.Select(name => insert.Parameters.Add(new SqliteParameter(name, null))).ToList();
            foreach (var (sample, _, value) in FigureFilling.Sums(cases))
            {
                object[] row = [Day(sample), sample.Measure.ToString(), sample.Location, sample.Partner, sample.Label, sample.Minutes, value];
                for (var i = 0; i < row.Length; i++)
                    values[i].Value = row[i];
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        Run($"""
            INSERT INTO figure_month SELECT day / 100, measure, location, partner, label, sum(value) FROM figure GROUP BY 1, 2, 3, 4, 5;
            INSERT INTO figure_time SELECT day / 100, measure, partner, minutes, sum(value) FROM figure WHERE measure IN ({Times}) GROUP BY 1, 2, 3, 4;
            INSERT INTO figure_name SELECT DISTINCT measure, location, partner, label FROM figure_month;
            """);
        return new FigureStore(store, (Run("SELECT count(*) FROM figure"), Run("SELECT count(*) FROM figure_month"), Run("SELECT count(*) FROM figure_time")), folder);

        long Run(string sql)
        {
            using var command = connection.CreateCommand();
            (command.CommandText, command.CommandTimeout) = (sql, 0);
            return Convert.ToInt64(command.ExecuteScalar() ?? 0L, System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Folder?.Delete(recursive: true);
    }

    private static int Day(FigureSample sample) => (sample.Day.Year * 10_000) + (sample.Day.Month * 100) + sample.Day.Day;

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
