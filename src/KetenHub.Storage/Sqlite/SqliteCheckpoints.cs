using System.Data;
using System.Runtime.CompilerServices;
using Dapper;
using KetenHub.Hub;
using Microsoft.Data.Sqlite;

namespace KetenHub.Storage;

/// <summary>Leaves and checkpoints.</summary>
internal sealed class SqliteCheckpoints(SqliteReadPool reading, Func<Action<SqliteWriter>, CancellationToken, Task> write) : ICheckpoints
{
    private const string Dequeue = "DELETE FROM leaf_queue WHERE seq = ?";
    private const string InsertPage = "INSERT INTO leaf_page (first, leaves) VALUES (?, ?)";
    private const string InsertCheckpoint = "INSERT INTO checkpoint (size, at, since, subtrees, note) VALUES (?, ?, ?, ?, ?)";
    private const string Held = "UPDATE checkpoint SET held_at = ? WHERE size <= ? AND held_at IS NULL";
    private const string Unproven = """
        SELECT min(at) FROM (SELECT at FROM (SELECT at FROM leaf_queue ORDER BY seq LIMIT 1) UNION ALL SELECT min(since) FROM checkpoint WHERE held_at IS NULL)
        """;
    private const string Page = "SELECT first, leaves FROM leaf_page WHERE first >= coalesce((SELECT max(first) FROM leaf_page WHERE first <= @from), 0) ORDER BY first LIMIT 1";
    private const string NextPage = "SELECT first, leaves FROM leaf_page WHERE first > @from ORDER BY first LIMIT 1";

    public Task<IReadOnlyList<QueuedLeaves>> QueuedAsync(int most, CancellationToken cancellation) =>
        ListAsync("SELECT seq, at, leaves FROM leaf_queue ORDER BY seq LIMIT @most", new { most }, StoreRows.Queued, cancellation);

    public Task AddAsync(CheckpointRow checkpoint, IReadOnlyList<LeafPage> pages, IReadOnlyList<long> taken, CancellationToken cancellation) => write(
        writer =>
        {
            foreach (var seq in taken)
            {
                if (writer[Dequeue].Add(seq).Run() == 0)
                    throw new StoreConflictException("Leaves of this checkpoint were taken by another hub.");
            }
            try
            {
                foreach (var page in pages)
                    writer[InsertPage].Add(page.First).Add(page.Leaves).Run();
                writer[InsertCheckpoint].Add(checkpoint.Size).Add(checkpoint.At).Add(checkpoint.Since).Add(checkpoint.Subtrees).Add(checkpoint.Note).Run();
            }
            catch (SqliteException error) when (SqliteErrors.IsDuplicate(error))
            {
                throw new StoreConflictException("This checkpoint was made by another hub.", error);
            }
        },
        cancellation);

    public async Task<CheckpointRow?> LatestAsync(CancellationToken cancellation) =>
        (await ListAsync($"SELECT {StoreRows.CheckpointColumns} FROM checkpoint ORDER BY size DESC LIMIT 1", null, StoreRows.Checkpoint, cancellation)).SingleOrDefault();

    public async Task<CheckpointRow?> OfSizeAsync(long size, CancellationToken cancellation) => (await ListAsync(
        $"SELECT {StoreRows.CheckpointColumns} FROM checkpoint WHERE size >= @size ORDER BY size LIMIT 1", new { size }, StoreRows.Checkpoint, cancellation)).SingleOrDefault();

    public async IAsyncEnumerable<CheckpointRow> AfterAsync(long size, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await OfSizeAsync(size + 1, cancellation) is { } next)
        {
            yield return next;
            size = next.Size;
        }
    }

    // A page at a time: pages never change, and no read stays open for as long as somebody verifies.
    public async IAsyncEnumerable<LeafPage> LeavesAsync(long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var pages = await ListAsync(Page, new { from }, StoreRows.Page, cancellation);
        while (pages is [var page])
        {
            yield return page;
            pages = await ListAsync(NextPage, new { from = page.First }, StoreRows.Page, cancellation);
        }
    }

    public Task MarkHeldAsync(long size, DateTimeOffset at, CancellationToken cancellation) =>
        write(writer => writer[Held].Add(at).Add(size).Run(), cancellation);

    public Task<DateTimeOffset?> OldestUnprovenAsync(CancellationToken cancellation) =>
        reading.ReadAsync(connection => StoreRows.Time(connection.ExecuteScalar<long?>(Unproven)), cancellation);

    private Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters, Func<IDataReader, T> row, CancellationToken cancellation) =>
        reading.ReadAsync<IReadOnlyList<T>>(
            connection =>
            {
                using var reader = connection.ExecuteReader(sql, parameters);
                return reader.List(row);
            },
            cancellation);
}
