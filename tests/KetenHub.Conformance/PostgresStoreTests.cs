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

    private PostgresStore Open(string database)
    {
        var store = new PostgresStore(database);
        databases.Add(store, database);
        return store;
    }
}
