using KetenHub.Hub;
using Microsoft.Data.Sqlite;

namespace KetenHub.Storage;

/// <summary>One transaction on the write connection. SQLite has one writer, so holding it locks every person and deadline.
/// SQLite works synchronously: tasks are complete when they return.</summary>
internal sealed partial class SqliteTx : IHubTx
{
    private const string InboxByKey =
        "SELECT body_digest, person, n, hash, received_at FROM inbox WHERE publisher = ? AND source = ? AND event_id = ?";
    private const string PersonByHash =
        "SELECT coalesce(p.merged_into, i.person) FROM identifier i LEFT JOIN person p ON p.id = i.person WHERE i.hash = ?";
    private const string PersonById = "SELECT n, head, sealed_state, wrapped_key, merged_into FROM person WHERE id = ?";
    private const string SequenceBySource = "SELECT publisher, highest, missing, seen_at, gaps FROM sequence WHERE source = ?";
    private const string ClaimDeadlines = """
        DELETE FROM deadline WHERE (person, key) IN
            (SELECT person, key FROM deadline WHERE at <= ? ORDER BY at, person, key LIMIT ?)
        RETURNING person, key, at
        """;

    private readonly SqliteWriter writer;
    private readonly FigureNames names;
    private readonly Action<bool> release;
    private State state = State.Open;
    private bool broken;

    /// <summary>A transaction that was begun.</summary>
    /// <param name="writer">In a transaction, used by nobody else until <paramref name="release"/>.</param>
    /// <param name="names">Which names of figures were written.</param>
    /// <param name="release">Gives the writer back; true when the connection may not be used again.</param>
    public SqliteTx(SqliteWriter writer, FigureNames names, Action<bool> release) => (this.writer, this.names, this.release) = (writer, names, release);

    private enum State
    {
        Open,
        Failed,
        Committed,
        Disposed,
    }

    public Task<Loaded> LoadTxAsync(LoadKeys keys, CancellationToken cancellation) =>
        Run(() =>
        {
            var owners = Owners(keys.Identifiers);
            return new Loaded(Inbox(keys.Events), owners, Persons(keys.Persons.Concat(owners.Values)), SequencesOf(keys.Sources));
        }, cancellation);

    public Task<IReadOnlyList<PersonRow>> LockPersonsTxAsync(IReadOnlyCollection<Guid> persons, CancellationToken cancellation) =>
        Run<IReadOnlyList<PersonRow>>(() => Persons(persons), cancellation);

    public Task<IReadOnlyList<DeadlineRow>> ClaimDeadlinesTxAsync(DateTimeOffset now, int most, CancellationToken cancellation) =>
        Run<IReadOnlyList<DeadlineRow>>(() =>
        {
            var claimed = new List<DeadlineRow>();
            var claim = writer[ClaimDeadlines].Add(now).Add(most);
            while (claim.Step())
                claimed.Add(new(claim.Reference(0), claim.Text(1), claim.Time(2)));
            claim.Reset();
            // RETURNING promises no order.
            return [.. claimed.OrderBy(row => row.At).ThenBy(row => row.Person).ThenBy(row => row.Key, StringComparer.Ordinal)];
        }, cancellation);

    public Task WriteTxAsync(HubWrites writes, CancellationToken cancellation) =>
        Run(() =>
        {
            Write(writes, cancellation);
            return true;
        }, cancellation);

    public Task CommitTxAsync(CancellationToken cancellation) =>
        Run(() =>
        {
            writer.Commit();
            state = State.Committed;
            names.Wrote(news);
            return true;
        }, cancellation);

    /// <summary>For the store's own small writes: runs them in this transaction.</summary>
    public Task RunTx(Action<SqliteWriter> write, CancellationToken cancellation) =>
        Run(() =>
        {
            write(writer);
            return true;
        }, cancellation);

    public ValueTask DisposeAsync()
    {
        if (state == State.Disposed)
            return ValueTask.CompletedTask;
        try
        {
            if (state != State.Committed)
                writer.Rollback();
        }
        catch (SqliteException)
        {
            // Closing the connection rolls back as well.
            broken = true;
        }
        finally
        {
            state = State.Disposed;
            release(broken);
        }
        return ValueTask.CompletedTask;
    }

    private Dictionary<InboxKey, InboxRow> Inbox(IEnumerable<InboxKey> keys)
    {
        var found = new Dictionary<InboxKey, InboxRow>();
        var find = writer[InboxByKey];
        foreach (var key in keys)
        {
            if (find.Add(key.Publisher).Add(key.Source).Add(key.EventId).Step())
                found[key] = new(key, find.Bytes(0), find.Reference(1), find.Long(2), find.Bytes(3), find.Time(4));
            find.Reset();
        }
        return found;
    }

    private Dictionary<IdentifierHash, Guid> Owners(IEnumerable<IdentifierHash> hashes)
    {
        var found = new Dictionary<IdentifierHash, Guid>();
        var find = writer[PersonByHash];
        foreach (var hash in hashes)
        {
            if (find.Add(hash.Hex).Step())
                found[hash] = find.Reference(0);
            find.Reset();
        }
        return found;
    }

    private List<PersonRow> Persons(IEnumerable<Guid> persons)
    {
        var found = new List<PersonRow>();
        var find = writer[PersonById];
        foreach (var id in persons.Distinct().Order())
        {
            if (find.Add(id).Step())
                found.Add(new(id, find.Long(0), find.Bytes(1), find.Bytes(2), find.Bytes(3), find.ReferenceOrNull(4)));
            find.Reset();
        }
        return found;
    }

    private Dictionary<string, SequenceRow> SequencesOf(IEnumerable<string> sources)
    {
        var found = new Dictionary<string, SequenceRow>(StringComparer.Ordinal);
        var find = writer[SequenceBySource];
        foreach (var source in sources)
        {
            if (find.Add(source).Step())
                found[source] = new(source, find.Text(0), find.Long(1), find.Long(2), find.Time(3), find.Text(4));
            find.Reset();
        }
        return found;
    }

    // After an error only rolling back is left, as in PostgreSQL: half of a batch may have been written.
    private Task<T> Run<T>(Func<T> work, CancellationToken cancellation)
    {
        if (state != State.Open)
            return Task.FromException<T>(new InvalidOperationException($"The transaction is {state}: only an open one can be used."));
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellation);
        var finished = false;
        try
        {
            var result = work();
            finished = true;
            return Task.FromResult(result);
        }
        catch (SqliteException error) when (SqliteErrors.IsUnavailable(error))
        {
            broken = true;
            return Task.FromException<T>(SqliteErrors.Unavailable(error));
        }
        catch (Exception error) when (error is StoreConflictException or LaneOvertakenException)
        {
            return Task.FromException<T>(error);
        }
        catch (OperationCanceledException error)
        {
            return Task.FromCanceled<T>(error.CancellationToken);
        }
        finally
        {
            if (!finished)
                state = State.Failed;
        }
    }
}
