using KetenHub.Decisions;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Npgsql;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>The contract on a real PostgreSQL, a database per test.</summary>
public sealed class PostgresStoreTests : StoreContract
{
    private readonly Dictionary<IHubStore, string> databases = [];

    /// <inheritdoc/>
    protected override async Task<IHubStore> CreateAsync()
    {
        var store = Open(await PostgresServer.CreateDatabaseAsync());
        await store.MigrateAsync(Cancellation);
        return store;
    }

    /// <inheritdoc/>
    protected override Task<IHubStore> ReopenAsync(IHubStore store) => Task.FromResult<IHubStore>(Open(databases[store]));

    /// <summary>What the migration queues for a store from before there were checkpoints is what transactions queue.</summary>
    [Fact]
    public async Task A_store_from_before_there_were_checkpoints_is_taken_into_them()
    {
        await CommitAsync(writes => writes.Log.AddRange([Entry(Ref(1), 1), Entry(Ref(1), 2), Entry(Ref(2), 1)]));
        var queued = Assert.Single(await Store.Checkpoints.QueuedAsync(10, Cancellation));
        var migration = await MigrationAsync("004_checkpoints.sql");
        await RunSqlAsync("DELETE FROM leaf_queue; " + migration[migration.IndexOf("INSERT INTO leaf_queue", StringComparison.Ordinal)..]);

        var migrated = Assert.Single(await Store.Checkpoints.QueuedAsync(10, Cancellation));
        Assert.Equal((queued.At, Convert.ToHexString(queued.Leaves)), (migrated.At, Convert.ToHexString(migrated.Leaves)));
    }

    /// <summary>A hub of before there were sums of months goes on beside newer ones: what it adds to days is in the months too.</summary>
    [Fact]
    public async Task Figures_of_a_hub_that_writes_days_only_are_in_the_months()
    {
        const string Before = """
            INSERT INTO figure (day, measure, location, partner, label, minutes, shard, value) VALUES (20260302, 'Notice', 'Budel', 'dtv', '', 45, 4711, 2), (20260303, 'Agreement', '', 'coa', 'Kept', 0, 4711, 1)
            ON CONFLICT (day, measure, location, partner, label, minutes, shard) DO UPDATE SET value = figure.value + excluded.value
            """;
        await RunSqlAsync(Before);
        await RunSqlAsync(Before);
        await CommitAsync(writes => writes.Figures[new Sample(new DateOnly(2026, 3, 2), Measure.Notice, "Budel", "dtv", "", 45)] = 1);
        Assert.Equal([new FigureRow(202603, Measure.Agreement, "", "", "Kept", 0, 2), new FigureRow(202603, Measure.Notice, "", "", "", 45, 5)],
            await Store.Reads.FiguresAsync(new DateOnly(2026, 3, 1), new DateOnly(2026, 4, 1), FigureDetail.Month | FigureDetail.Minutes, Cancellation));
        Assert.Equal([new FigureRow(202603, Measure.Agreement, "", "", "Kept", 0, 2), new FigureRow(202603, Measure.Notice, "Budel", "", "", 0, 5)],
            await Store.Reads.FiguresAsync(new DateOnly(2026, 3, 1), new DateOnly(2026, 4, 1), FigureDetail.Month | FigureDetail.Location, Cancellation));
    }

    /// <inheritdoc/>
    protected override async Task<string> MigrationAsync(string name)
    {
        using var file = new StreamReader(typeof(PostgresStore).Assembly.GetManifestResourceStream($"KetenHub.Storage.Postgres.Migrations.{name}")!);
        return await file.ReadToEndAsync(Cancellation);
    }

    /// <inheritdoc/>
    protected override async Task RunSqlAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(databases[Store]);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <inheritdoc/>
    protected override async Task<IHubStore> BackupAndRestoreAsync(IHubStore store)
    {
        var backup = Path.Combine(Path.GetTempPath(), $"ketenhub-{Guid.NewGuid():N}.dump");
        var restored = await PostgresServer.CreateDatabaseAsync();
        try
        {
            await PostgresServer.ProgramAsync("pg_dump", databases[store], "--format=custom", $"--file={backup}");
            await PostgresServer.ProgramAsync("pg_restore", restored, "--exit-on-error", $"--dbname={new NpgsqlConnectionStringBuilder(restored).Database}", backup);
        }
        finally
        {
            File.Delete(backup);
        }
        return Open(restored);
    }

    private PostgresStore Open(string database)
    {
        var store = new PostgresStore(database);
        databases.Add(store, database);
        return store;
    }
}
