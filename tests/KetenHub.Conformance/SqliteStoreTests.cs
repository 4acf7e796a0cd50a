using KetenHub.Hub;
using KetenHub.Storage;
using Microsoft.Data.Sqlite;

namespace KetenHub.Conformance;

/// <summary>The contract on SQLite files in a temporary folder.</summary>
public sealed class SqliteStoreTests : StoreContract
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-store-");
    private readonly Dictionary<IHubStore, string> files = [];

    /// <inheritdoc/>
    protected override async Task<IHubStore> CreateAsync()
    {
        var store = Open(Path.Combine(folder.FullName, $"{files.Count}.db"));
        await store.MigrateAsync(Cancellation);
        return store;
    }

    /// <inheritdoc/>
    protected override Task<IHubStore> ReopenAsync(IHubStore store) => Task.FromResult<IHubStore>(Open(files[store]));

    /// <summary>Closes the stores and removes the files.</summary>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override async Task<string> MigrationAsync(string name)
    {
        using var file = new StreamReader(typeof(SqliteStore).Assembly.GetManifestResourceStream($"KetenHub.Storage.Sqlite.Migrations.{name}")!);
        return await file.ReadToEndAsync(Cancellation);
    }

    /// <inheritdoc/>
    protected override async Task RunSqlAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={files[Store]};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <inheritdoc/>
    protected override async Task<IHubStore> BackupAndRestoreAsync(IHubStore store)
    {
        var copy = Path.Combine(folder.FullName, "backup.db");
        await RunSqlAsync($"VACUUM INTO '{copy}'");
        return Open(copy);
    }

    private SqliteStore Open(string file)
    {
        var store = new SqliteStore(file);
        files.Add(store, file);
        return store;
    }
}
