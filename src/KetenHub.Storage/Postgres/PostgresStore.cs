using KetenHub.Contracts;
using KetenHub.Hub;
using Npgsql;

namespace KetenHub.Storage;

/// <summary>The national store: one PostgreSQL database that several hubs share. Transactions run beside each other and meet only on the same person.</summary>
public sealed class PostgresStore : IHubStore
{
    // A recipient's earlier postponed row holds back the person's later ones. LEFT JOIN: a notification must not vanish because something it needs is gone.
    private const string Unsent = """
        SELECT o.id, o.person, o.n, o.recipient, o.type, o.created_at, l.sealed_body, p.wrapped_key, o.attempts, l.trace
        FROM outbox o LEFT JOIN log l ON l.person = o.person AND l.n = o.n AND l.kind = 'Notified' AND l.party = o.recipient AND l.event_id = o.id::text
            LEFT JOIN person p ON p.id = o.person
        WHERE o.recipient = $1 AND o.sent_at IS NULL AND (o.next_try IS NULL OR o.next_try <= $2)
            AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.recipient = o.recipient AND e.person = o.person AND e.seq < o.seq
                AND e.sent_at IS NULL AND e.next_try IS NOT NULL AND e.next_try > $2)
        ORDER BY o.seq LIMIT $3
        """;
    private const string Sent = "UPDATE outbox SET sent_at = $1 WHERE id = ANY ($2) AND sent_at IS NULL";
    private const string Postponed = "UPDATE outbox SET attempts = attempts + 1, next_try = $1, reason = $2 WHERE id = $3 AND sent_at IS NULL";
    private const string Set = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    private const string Hold = """
        INSERT INTO lease (name, holder, until) VALUES ($1, $2, (extract(epoch FROM clock_timestamp()) * 1000)::bigint + $3)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
            WHERE lease.holder = excluded.holder OR lease.until <= (extract(epoch FROM clock_timestamp()) * 1000)::bigint
        """;
    private const string TakeLane =
        "INSERT INTO lane (name, epoch) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET epoch = lane.epoch + 1 RETURNING epoch";
    private const string GiveBack = "DELETE FROM lease WHERE name = $1 AND holder = $2";
    private const string Pulses = """
        INSERT INTO pulse (partner, kind, hour, minutes, last_at) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[])
        ON CONFLICT (partner, kind, hour) DO UPDATE SET minutes = pulse.minutes | excluded.minutes, last_at = greatest(pulse.last_at, excluded.last_at)
        """;

    // Any number; the same for every hub, so that only one of them migrates.
    private const long MigrationLock = 4_853_207_611;

    // Hot statements are far fewer than this; each is parsed and planned once per connection.
    private const int MostPrepared = 100;

    // A line that is dead without a word (a firewall that forgot it, a power cut on the other side) shows by silence alone: what a hub asks
    // takes milliseconds, and nobody should wait half a minute to be sure.
    private const int CommandSeconds = 10;

    private readonly NpgsqlDataSource source;
    private readonly string migrating;
    private readonly FigureNames names = new();

    /// <summary>A store in this database, connected when it is first used.</summary>
    /// <param name="connectionString">Npgsql connection string of a database that exists.</param>
    public PostgresStore(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = MostPrepared,
            AutoPrepareMinUsages = 2,
            ApplicationName = "ketenhub",
            // No statement here changes its session; resetting it would be four statements more per transaction.
            NoResetOnClose = true,
            Timeout = CommandSeconds,
            CommandTimeout = CommandSeconds,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 5,
            TcpKeepAliveInterval = 1,
            // A commit that is answered before it is on disk would break the promise of accepting. A hub that sleeps in a transaction holds
            // persons locked: it must end no later than the broker gives its lane to another (10 to 15 s, RabbitMqAccess). A session that waits for a
            // lock would not hear that its hub was killed, and keep what it holds itself locked until then.
            Options = "-c synchronous_commit=on -c idle_in_transaction_session_timeout=10000 -c client_connection_check_interval=1000",
        };
        source = NpgsqlDataSource.Create(settings);
        migrating = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { CommandTimeout = 0, Pooling = false }.ConnectionString;
        Reads = new PostgresReads(source);
        Checkpoints = new PostgresCheckpoints(source);
        var desk = new PostgresDesk(source);
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
    public Task MigrateAsync(CancellationToken cancellation) => MapAsync(async () =>
    {
        // As long as it takes: an index on a large table is no dead line.
        await using var connection = new NpgsqlConnection(migrating);
        await connection.OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var alone = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection, transaction).With(MigrationLock))
            await alone.ExecuteNonQueryAsync(cancellation);
        new Migrator("Postgres").ApplyTx(connection, PostgresErrors.StoreName);
        await transaction.CommitAsync(cancellation);
        return true;
    });

    /// <summary>Checks that the store has all migrations: a hub that shares it with others does not apply them by itself.</summary>
    /// <exception cref="KetenHubException">KH302: made by a newer hub. KH305: by an older one.</exception>
    public Task CheckAsync(CancellationToken cancellation) => MapAsync(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        new Migrator("Postgres").Check(connection, PostgresErrors.StoreName);
        return true;
    });

    /// <summary>What <see cref="MigrateAsync"/> would do.</summary>
    /// <exception cref="KetenHubException">KH302.</exception>
    public Task<MigrationPlan> PlanAsync(CancellationToken cancellation) => MapAsync(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        return new Migrator("Postgres").Plan(connection, PostgresErrors.StoreName);
    });

    /// <inheritdoc/>
    public Task<IHubTx> BeginAsync(CancellationToken cancellation) => MapAsync<IHubTx>(async () =>
    {
        var connection = await source.OpenConnectionAsync(cancellation);
        try
        {
            return new PostgresTx(connection, await connection.BeginTransactionAsync(cancellation), names);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    });

    /// <inheritdoc/>
    public Task<string?> ReadSettingAsync(string name, CancellationToken cancellation) => MapAsync(async () =>
    {
        await using var read = source.CreateCommand("SELECT value FROM setting WHERE name = $1").With(name);
        return (string?)await read.ExecuteScalarAsync(cancellation);
    });

    /// <inheritdoc/>
    public Task WriteSettingAsync(string name, string value, CancellationToken cancellation) => ExecuteAsync(Set, cancellation, name, value);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboxItem>> ReadUnsentAsync(string recipient, DateTimeOffset now, int most, CancellationToken cancellation) =>
        MapAsync<IReadOnlyList<OutboxItem>>(async () =>
        {
            await using var read = source.CreateCommand(Unsent).With(recipient, now.ToUnixTimeMilliseconds(), (long)most);
            return await read.ListAsync(StoreRows.Unsent, cancellation);
        });

    /// <inheritdoc/>
    public Task MarkSentAsync(IReadOnlyList<Guid> ids, DateTimeOffset at, CancellationToken cancellation) =>
        ids.Count == 0 ? Task.CompletedTask : ExecuteAsync(Sent, cancellation, at.ToUnixTimeMilliseconds(), ids.ToArray());

    /// <inheritdoc/>
    public Task PostponeAsync(Guid id, DateTimeOffset nextTry, string reason, CancellationToken cancellation) =>
        ExecuteAsync(Postponed, cancellation, nextTry.ToUnixTimeMilliseconds(), reason, id);

    /// <inheritdoc/>
    public async Task<bool> HoldLeaseAsync(string name, string holder, TimeSpan duration, CancellationToken cancellation) =>
        await ExecuteAsync(Hold, cancellation, name, holder, (long)duration.TotalMilliseconds) > 0;

    /// <inheritdoc/>
    public Task ReleaseLeaseAsync(string name, string holder, CancellationToken cancellation) => ExecuteAsync(GiveBack, cancellation, name, holder);

    /// <inheritdoc/>
    public Task<LaneTicket> TakeLaneAsync(string lane, CancellationToken cancellation) => MapAsync(async () =>
    {
        await using var take = source.CreateCommand(TakeLane).With(lane);
        return new LaneTicket(lane, (long)(await take.ExecuteScalarAsync(cancellation))!);
    });

    /// <inheritdoc/>
    public async Task NotePulsesAsync(IReadOnlyList<PulseRow> pulses, DateTimeOffset forgetBefore, CancellationToken cancellation)
    {
        await ExecuteAsync(
            Pulses, cancellation, pulses.Select(row => row.Partner).ToArray(), pulses.Select(row => Stored.NameOf(row.Kind)).ToArray(), pulses.Select(row => row.Hour).ToArray(),
            pulses.Select(row => row.Minutes).ToArray(), pulses.Select(row => row.LastAt.ToUnixTimeMilliseconds()).ToArray());
        await ExecuteAsync("DELETE FROM pulse WHERE last_at < $1", cancellation, forgetBefore.ToUnixTimeMilliseconds());
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> NextDeadlineAsync(CancellationToken cancellation) => MapAsync(async () =>
    {
        await using var read = source.CreateCommand("SELECT min(at) FROM deadline");
        return StoreRows.Time(await read.ExecuteScalarAsync(cancellation) as long?);
    });

    /// <summary>Closes the connections. Transactions that run keep theirs until they end.</summary>
    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<T> MapAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await PostgresErrors.MapAsync(work);
        }
        catch (StoreUnavailableException away) when (PostgresErrors.IsSilence(away))
        {
            source.Clear();
            throw;
        }
    }

    private Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object[] values) => MapAsync(async () =>
    {
        await using var command = source.CreateCommand(sql).With(values);
        return await command.ExecuteNonQueryAsync(cancellation);
    });
}
