using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Data.Sqlite;

namespace KetenHub.Storage;

/// <summary>The embedded store: one SQLite file. One transaction writes at a time, in this process and over processes; reading goes on meanwhile.</summary>
public sealed class SqliteStore : IHubStore
{
    // A recipient's earlier postponed row holds back the person's later ones. LEFT JOIN: a notification must not vanish because something it needs is gone.
    private const string Unsent = """
        SELECT o.id, o.person, o.n, o.recipient, o.type, o.created_at, l.sealed_body, p.wrapped_key, o.attempts, l.trace
        FROM outbox o LEFT JOIN log l ON l.person = o.person AND l.n = o.n AND l.kind = 'Notified' AND l.party = o.recipient AND l.event_id = o.id
            LEFT JOIN person p ON p.id = o.person
        WHERE o.recipient = ?1 AND o.sent_at IS NULL AND (o.next_try IS NULL OR o.next_try <= ?2)
            AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.recipient = o.recipient AND e.person = o.person AND e.seq < o.seq
                AND e.sent_at IS NULL AND e.next_try IS NOT NULL AND e.next_try > ?2)
        ORDER BY o.seq LIMIT ?3
        """;
    private const string Sent = "UPDATE outbox SET sent_at = ? WHERE id = ? AND sent_at IS NULL";
    private const string Postponed = "UPDATE outbox SET attempts = attempts + 1, next_try = ?, reason = ? WHERE id = ? AND sent_at IS NULL";
    private const string Set = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    private const string Hold = """
        INSERT INTO lease (name, holder, until) VALUES (?, ?, CAST(unixepoch('subsec') * 1000 AS INTEGER) + ?)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE lease.holder = excluded.holder OR lease.until <= CAST(unixepoch('subsec') * 1000 AS INTEGER)
        """;
    private const string TakeLane =
        "INSERT INTO lane (name, epoch) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET epoch = lane.epoch + 1 RETURNING epoch";
    private const string GiveBack = "DELETE FROM lease WHERE name = ? AND holder = ?";
    private const string Pulse = """
        INSERT INTO pulse (partner, kind, hour, minutes, last_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (partner, kind, hour) DO UPDATE SET minutes = pulse.minutes | excluded.minutes, last_at = max(pulse.last_at, excluded.last_at)
        """;

    private readonly string path;
    private readonly TimeSpan busy;
    private readonly FigureNames names = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly SqliteReadPool reading;
    private SqliteWriter? writer;
    private bool closed;

    /// <summary>A store in this file, opened when it is first used.</summary>
    /// <param name="databasePath">Database file, <c>ketenhub.db</c>; created when missing. Its folder exists.</param>
    /// <param name="busy">How long to wait for a writer in another process before KH303; null: 10 seconds.</param>
    public SqliteStore(string databasePath, TimeSpan? busy = null)
    {
        path = databasePath;
        this.busy = busy ?? TimeSpan.FromSeconds(10);
        reading = new SqliteReadPool(path, this.busy);
        Reads = new SqliteReads(reading);
        Checkpoints = new SqliteCheckpoints(reading, WriteAsync);
        var desk = new SqliteDesk(reading, WriteAsync);
        Operations = new DeskOperations(desk);
        Failures = new DeskFailures(desk);
        Messages = new DeskMessages(desk);
        Retention = new DeskRetention(desk);
    }

    /// <inheritdoc/>
    public IHubReads Reads { get; }

    /// <inheritdoc/>
    public ICheckpoints Checkpoints { get; }

    /// <inheritdoc/>
    public IOperations Operations { get; }

    /// <inheritdoc/>
    public IFailures Failures { get; }

    /// <inheritdoc/>
    public IMessages Messages { get; }

    /// <inheritdoc/>
    public IRetention Retention { get; }

    /// <inheritdoc/>
    /// <exception cref="KetenHubException">KH302: made by a newer hub.</exception>
    public Task MigrateAsync(CancellationToken cancellation) =>
        WriteAsync(connection => new Migrator("Sqlite").ApplyTx(connection.Connection, SqliteErrors.StoreName), cancellation);

    /// <inheritdoc/>
    public async Task<IHubTx> BeginAsync(CancellationToken cancellation) => await BeginTxAsync(cancellation);

    /// <inheritdoc/>
    public Task<string?> ReadSettingAsync(string name, CancellationToken cancellation) =>
        reading.ReadHere(
            reader =>
            {
                var value = reader["SELECT value FROM setting WHERE name = ?"].Add(name);
                return value.Step() ? value.Text(0) : null;
            },
            cancellation);

    /// <inheritdoc/>
    public Task WriteSettingAsync(string name, string value, CancellationToken cancellation) =>
        WriteAsync(connection => connection[Set].Add(name).Add(value).Run(), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboxItem>> ReadUnsentAsync(string recipient, DateTimeOffset now, int most, CancellationToken cancellation) =>
        reading.ReadHere<IReadOnlyList<OutboxItem>>(
            reader =>
            {
                var items = new List<OutboxItem>();
                var unsent = reader[Unsent].Add(recipient).Add(now).Add(most);
                while (unsent.Step())
                    items.Add(Item(unsent));
                return items;
            },
            cancellation);

    /// <inheritdoc/>
    public Task MarkSentAsync(IReadOnlyList<Guid> ids, DateTimeOffset at, CancellationToken cancellation) =>
        ids.Count == 0 ? Task.CompletedTask : WriteAsync(
            connection =>
            {
                foreach (var id in ids)
                    connection[Sent].Add(at).Add(id).Run();
            },
            cancellation);

    /// <inheritdoc/>
    public Task PostponeAsync(Guid id, DateTimeOffset nextTry, string reason, CancellationToken cancellation) =>
        WriteAsync(connection => connection[Postponed].Add(nextTry).Add(reason).Add(id).Run(), cancellation);

    /// <inheritdoc/>
    public async Task<bool> HoldLeaseAsync(string name, string holder, TimeSpan duration, CancellationToken cancellation)
    {
        var held = false;
        await WriteAsync(connection => held = connection[Hold].Add(name).Add(holder).Add((long)duration.TotalMilliseconds).Run() > 0, cancellation);
        return held;
    }

    /// <inheritdoc/>
    public Task ReleaseLeaseAsync(string name, string holder, CancellationToken cancellation) =>
        WriteAsync(connection => connection[GiveBack].Add(name).Add(holder).Run(), cancellation);

    /// <inheritdoc/>
    public async Task<LaneTicket> TakeLaneAsync(string lane, CancellationToken cancellation)
    {
        var epoch = 0L;
        await WriteAsync(
            connection =>
            {
                var take = connection[TakeLane].Add(lane);
                take.Step();
                epoch = take.Long(0);
                take.Reset();
            },
            cancellation);
        return new LaneTicket(lane, epoch);
    }

    /// <inheritdoc/>
    public Task NotePulsesAsync(IReadOnlyList<PulseRow> pulses, DateTimeOffset forgetBefore, CancellationToken cancellation) => WriteAsync(
        connection =>
        {
            foreach (var row in pulses)
                connection[Pulse].Add(row.Partner).Add(Stored.NameOf(row.Kind)).Add(row.Hour).Add(row.Minutes).Add(row.LastAt).Run();
            connection["DELETE FROM pulse WHERE last_at < ?"].Add(forgetBefore).Run();
        },
        cancellation);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> NextDeadlineAsync(CancellationToken cancellation) =>
        reading.ReadHere(
            reader =>
            {
                var next = reader["SELECT min(at) FROM deadline"];
                return next.Step() ? next.TimeOrNull(0) : null;
            },
            cancellation);

    /// <summary>Waits for the transaction that runs to end, then closes the file. A transaction that does not end in time is left to the
    /// operating system: uncommitted, it leaves nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (closed)
            return;
        closed = true;
        reading.Dispose();
        if (!await writing.WaitAsync(busy))
            return;
        writer?.Dispose();
        writer = null;
        writing.Release();
    }

    private async Task<SqliteTx> BeginTxAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        await writing.WaitAsync(cancellation);
        var begun = false;
        try
        {
            ObjectDisposedException.ThrowIf(closed, this);
            writer ??= new SqliteWriter(path, busy);
            writer.Begin();
            begun = true;
            return new SqliteTx(writer, names, Release);
        }
        catch (SqliteException error) when (SqliteErrors.IsUnavailable(error))
        {
            throw SqliteErrors.Unavailable(error);
        }
        finally
        {
            if (!begun)
                Release(broken: true);
        }
    }

    private static OutboxItem Item(SqliteStatement row) => new(
        new OutboxRow(row.Reference(0), row.Reference(1), row.Long(2), row.Text(3), row.Text(4), row.Time(5)),
        row.BytesOrNull(6), row.BytesOrNull(7) ?? [], (int)row.Long(8), row.Text(9));

    // After an error of the disk the connection may hold what is no longer true; the next transaction opens another one.
    private void Release(bool broken)
    {
        if (broken)
        {
            writer?.Dispose();
            writer = null;
        }
        writing.Release();
    }

    private async Task WriteAsync(Action<SqliteWriter> write, CancellationToken cancellation)
    {
        await using var tx = await BeginTxAsync(cancellation);
        await tx.RunTx(write, cancellation);
        await tx.CommitTxAsync(cancellation);
    }
}
