using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Storage;
using Microsoft.Data.Sqlite;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>What goes wrong with files, and how the store says it.</summary>
public sealed class SqliteTroubleTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-trouble-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File => Path.Combine(folder.FullName, "ketenhub.db");

    /// <summary>Removes the files.</summary>
    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_store_of_a_newer_hub_is_refused_and_left_as_it_is()
    {
        await using (var store = new SqliteStore(File))
            await store.MigrateAsync(Cancellation);
        Execute("INSERT INTO schema_version (number, name, needs) VALUES (999, '999_later.sql', 998)");

        await using var older = new SqliteStore(File);
        var refusal = await Assert.ThrowsAsync<KetenHubException>(() => older.MigrateAsync(Cancellation));

        Assert.Equal(Errors.StoreVersion, Assert.Single(refusal.Problems).Kind);
        Assert.DoesNotContain(folder.Name, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writer_in_another_process_makes_the_store_unavailable_until_it_ends()
    {
        await using var store = new SqliteStore(File, busy: TimeSpan.FromMilliseconds(20));
        await store.MigrateAsync(Cancellation);
        using (var other = Open())
        {
            Execute(other, "BEGIN IMMEDIATE");
            var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.BeginAsync(Cancellation));
            Assert.StartsWith("KH303 ", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(folder.Name, refusal.Message, StringComparison.Ordinal);
            Assert.Equal(0, (await store.Reads.OverviewAsync(DateTimeOffset.UnixEpoch, Cancellation)).LogEntries);
        }

        await store.WriteSettingAsync("name", "value", Cancellation);
        Assert.Equal("value", await store.ReadSettingAsync("name", Cancellation));
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_makes_the_store_unavailable_until_it_can()
    {
        var missing = folder.CreateSubdirectory("later");
        missing.Delete();
        await using var store = new SqliteStore(Path.Combine(missing.FullName, "ketenhub.db"));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.MigrateAsync(Cancellation));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Reads.SequencesAsync(Cancellation));

        missing.Create();
        await store.MigrateAsync(Cancellation);
        Assert.Empty(await store.Reads.SequencesAsync(Cancellation));
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void Execute(string sql)
    {
        using var connection = Open();
        Execute(connection, sql);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
