using System.Data;
using System.Runtime.CompilerServices;
using KetenHub.Hub;
using Npgsql;

namespace KetenHub.Storage;

/// <summary>Leaves and checkpoints.</summary>
internal sealed class PostgresCheckpoints(NpgsqlDataSource source) : ICheckpoints
{
    private const string Dequeue = "DELETE FROM leaf_queue WHERE seq = ANY ($1)";
    private const string InsertPages = "INSERT INTO leaf_page (first, leaves) SELECT * FROM unnest($1, $2)";
    private const string InsertCheckpoint = "INSERT INTO checkpoint (size, at, since, subtrees, note) VALUES ($1, $2, $3, $4, $5)";
    private const string Held = "UPDATE checkpoint SET held_at = $1 WHERE size <= $2 AND held_at IS NULL";
    private const string Unproven =
        "SELECT least((SELECT at FROM leaf_queue ORDER BY seq LIMIT 1), (SELECT min(since) FROM checkpoint WHERE held_at IS NULL))";
    private const string Page = "SELECT first, leaves FROM leaf_page WHERE first >= coalesce((SELECT max(first) FROM leaf_page WHERE first <= $1), 0) ORDER BY first LIMIT 1";
    private const string NextPage = "SELECT first, leaves FROM leaf_page WHERE first > $1 ORDER BY first LIMIT 1";

    public Task<IReadOnlyList<QueuedLeaves>> QueuedAsync(int most, CancellationToken cancellation) =>
        ListAsync("SELECT seq, at, leaves FROM leaf_queue ORDER BY seq LIMIT $1", StoreRows.Queued, cancellation, (long)most);

    public Task AddAsync(CheckpointRow checkpoint, IReadOnlyList<LeafPage> pages, IReadOnlyList<long> taken, CancellationToken cancellation) =>
        PostgresErrors.MapAsync(async () =>
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using (var dequeue = new NpgsqlCommand(Dequeue, connection, transaction).With(taken.ToArray()))
            {
                if (await dequeue.ExecuteNonQueryAsync(cancellation) != taken.Count)
                    throw new StoreConflictException("Leaves of this checkpoint were taken by another hub.");
            }
            await using var insert = new NpgsqlBatch(connection, transaction);
            insert.Add(InsertPages, pages.Select(page => page.First).ToArray(), pages.Select(page => page.Leaves).ToArray());
            insert.Add(InsertCheckpoint, checkpoint.Size, checkpoint.At.ToUnixTimeMilliseconds(), checkpoint.Since.ToUnixTimeMilliseconds(), checkpoint.Subtrees, checkpoint.Note);
            await insert.ExecuteNonQueryAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            return true;
        });

    public async Task<CheckpointRow?> LatestAsync(CancellationToken cancellation) =>
        (await ListAsync($"SELECT {StoreRows.CheckpointColumns} FROM checkpoint ORDER BY size DESC LIMIT 1", StoreRows.Checkpoint, cancellation)).SingleOrDefault();

    public async Task<CheckpointRow?> OfSizeAsync(long size, CancellationToken cancellation) => (await ListAsync(
        $"SELECT {StoreRows.CheckpointColumns} FROM checkpoint WHERE size >= $1 ORDER BY size LIMIT 1", StoreRows.Checkpoint, cancellation, size)).SingleOrDefault();

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
        var pages = await ListAsync(Page, StoreRows.Page, cancellation, from);
        while (pages is [var page])
        {
            yield return page;
            pages = await ListAsync(NextPage, StoreRows.Page, cancellation, page.First);
        }
    }

    public Task MarkHeldAsync(long size, DateTimeOffset at, CancellationToken cancellation) => PostgresErrors.MapAsync(async () =>
    {
        await using var held = source.CreateCommand(Held).With(at.ToUnixTimeMilliseconds(), size);
        return await held.ExecuteNonQueryAsync(cancellation);
    });

    public Task<DateTimeOffset?> OldestUnprovenAsync(CancellationToken cancellation) => PostgresErrors.MapAsync(async () =>
    {
        await using var read = source.CreateCommand(Unproven);
        return StoreRows.Time(await read.ExecuteScalarAsync(cancellation) as long?);
    });

    private Task<IReadOnlyList<T>> ListAsync<T>(string sql, Func<IDataReader, T> row, CancellationToken cancellation, params object[] values) =>
        PostgresErrors.MapAsync<IReadOnlyList<T>>(async () =>
        {
            await using var read = source.CreateCommand(sql).With(values);
            return await read.ListAsync(row, cancellation);
        });
}
