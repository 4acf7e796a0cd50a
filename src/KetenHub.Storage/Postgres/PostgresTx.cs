using KetenHub.Hub;
using Npgsql;

namespace KetenHub.Storage;

/// <summary>One transaction on a connection of the pool. Persons are locked in sorted order, so that two transactions meet in one order.</summary>
internal sealed partial class PostgresTx : IHubTx
{
    private const string LockPersons = $"SELECT {StoreRows.PersonColumns} FROM person WHERE id = ANY ($1) ORDER BY id FOR UPDATE";
    private const string ClaimDeadlines = """
        DELETE FROM deadline WHERE (person, key) IN
            (SELECT person, key FROM deadline WHERE at <= $1 ORDER BY at, person, key LIMIT $2 FOR UPDATE SKIP LOCKED)
        RETURNING person, key, at
        """;

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly FigureNames names;
    private State state = State.Open;

    /// <summary>A transaction that was begun.</summary>
    public PostgresTx(NpgsqlConnection connection, NpgsqlTransaction transaction, FigureNames names) =>
        (this.connection, this.transaction, this.names) = (connection, transaction, names);

    private enum State
    {
        Open,
        Failed,
        Committed,
        Disposed,
    }

    public Task<IReadOnlyList<PersonRow>> LockPersonsTxAsync(IReadOnlyCollection<Guid> persons, CancellationToken cancellation) =>
        RunAsync<IReadOnlyList<PersonRow>>(async () =>
        {
            if (persons.Count == 0)
                return [];
            await using var find = Command(LockPersons).With(persons.Distinct().ToArray());
            return await find.ListAsync(StoreRows.Person, cancellation);
        });

    public Task<IReadOnlyList<DeadlineRow>> ClaimDeadlinesTxAsync(DateTimeOffset now, int most, CancellationToken cancellation) =>
        RunAsync<IReadOnlyList<DeadlineRow>>(async () =>
        {
            await using var claim = Command(ClaimDeadlines).With(now.ToUnixTimeMilliseconds(), (long)most);
            var claimed = await claim.ListAsync(StoreRows.Deadline, cancellation);
            // RETURNING promises no order.
            return [.. claimed.OrderBy(row => row.At).ThenBy(row => row.Person).ThenBy(row => row.Key, StringComparer.Ordinal)];
        });

    public Task WriteTxAsync(HubWrites writes, CancellationToken cancellation) => RunAsync(async () =>
    {
        await WriteAsync(writes, cancellation);
        return true;
    });

    public Task CommitTxAsync(CancellationToken cancellation) => RunAsync(async () =>
    {
        await transaction.CommitAsync(cancellation);
        state = State.Committed;
        names.Wrote(news);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        if (state == State.Disposed)
            return;
        state = State.Disposed;
        try
        {
            await transaction.DisposeAsync();
        }
        catch (Exception error) when (PostgresErrors.IsUnavailable(error))
        {
            // The server is gone and rolls back by itself.
        }
        await connection.DisposeAsync();
    }

    private NpgsqlCommand Command(string sql) => new(sql, connection, transaction);

    // After an error only rolling back is left: PostgreSQL refuses everything else in the transaction.
    private async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        if (state != State.Open)
            throw new InvalidOperationException($"The transaction is {state}: only an open one can be used.");
        var finished = false;
        try
        {
            var result = await PostgresErrors.MapAsync(work);
            finished = true;
            return result;
        }
        catch (StoreUnavailableException away) when (PostgresErrors.IsSilence(away))
        {
            NpgsqlConnection.ClearPool(connection);
            throw;
        }
        finally
        {
            if (!finished)
                state = State.Failed;
        }
    }
}
