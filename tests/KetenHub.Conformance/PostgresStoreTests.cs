using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;

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

    private PostgresStore Open(string database)
    {
        var store = new PostgresStore(database);
        databases.Add(store, database);
        return store;
    }
}
