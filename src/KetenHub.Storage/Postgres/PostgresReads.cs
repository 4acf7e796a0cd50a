using System.Data;
using System.Runtime.CompilerServices;
using KetenHub.Hub;
using Npgsql;

namespace KetenHub.Storage;

/// <summary>What pages and commands read; each read sees one moment of the store.</summary>
internal sealed class PostgresReads(NpgsqlDataSource source) : IHubReads
{
    // Bodies are fetched for the page only: sorting a long log with them in it would copy every one.
    private const string Timeline = $"""
        SELECT {StoreRows.LogColumns} FROM log
        WHERE (person, n) IN (SELECT person, n FROM log WHERE {Matching} ORDER BY at, person, n LIMIT $8 OFFSET $9)
        ORDER BY at, person, n
        """;
    private const string AllPersons = $"SELECT {StoreRows.PersonColumns} FROM person ORDER BY id";
    private const string AllLog = $"SELECT {StoreRows.LogColumns} FROM log ORDER BY person, n";
    private const string PersonsOfPart = $"SELECT {StoreRows.PersonColumns} FROM person WHERE id >= $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id";
    private const string LogOfPart = $"SELECT {StoreRows.LogColumns} FROM log WHERE person >= $1 AND ($2::uuid IS NULL OR person < $2) ORDER BY person, n";
    private const string Matching = "person = ANY ($1) AND ($2 = '' OR party = $2) AND ($3 = '' OR kind = $3) AND at >= $4 AND at < $5 AND ($6 = '' OR party = $6 OR (kind = 'LookedUp' AND party LIKE $7))";
    private const string Before = """
        SELECT count(*) FROM log WHERE person = ANY ($1) AND (at, person, n) < (SELECT at, person, n FROM log WHERE person = $2 AND n = $3)
        """;
    private const string Chain = $"SELECT {StoreRows.LogColumns} FROM log WHERE person = $1 AND n > $2 ORDER BY n LIMIT $3";
    private const string Notification = $"SELECT {StoreRows.LogColumns} FROM log WHERE event_id = $1 AND kind = 'Notified' ORDER BY at LIMIT 1";
    private const string NotificationTo = $"SELECT {StoreRows.LogColumns} FROM log WHERE event_id = $1 AND kind = 'Notified' AND party = $2 ORDER BY at LIMIT 1";
    private const string Entries = $"SELECT {StoreRows.LogColumnsWithoutBody}, NULL::bytea FROM unnest($1, $2) AS wanted (person, n) JOIN log USING (person, n)";
    private const string Notified = """
        SELECT l.event_id, l.party, coalesce(p.merged_into, p.id) FROM log l JOIN person p ON p.id = l.person
        WHERE l.event_id = ANY ($1) AND l.kind = 'Notified'
        """;
    private const string Family = $"SELECT {StoreRows.PersonColumns} FROM person WHERE id = $1 OR merged_into = $1 ORDER BY id <> $1, id";
    private const string Find =
        "SELECT coalesce(p.merged_into, i.person) FROM identifier i LEFT JOIN person p ON p.id = i.person WHERE i.hash = $1";

    public Task<Overview> OverviewAsync(DateTimeOffset now, CancellationToken cancellation) =>
        PostgresErrors.MapAsync(() => PostgresOverview.ReadAsync(source, now, cancellation));

    public async Task<Waiting> WaitingAsync(CancellationToken cancellation) => new(
        await ListAsync(StoreRows.Backlogs, StoreRows.Backlog, cancellation),
        (await ListAsync("SELECT count(*) FROM deadline", reader => reader.GetInt64(0), cancellation)).Single());

    public Task<Page<ReadinessRow>> BoardAsync(BoardFilter filter, int skip, int take, CancellationToken cancellation) =>
        PostgresErrors.MapAsync(() => PostgresBoard.ReadAsync(source, filter, skip, take, cancellation));

    public Task<Guid?> FindPersonAsync(IdentifierHash hash, CancellationToken cancellation) => PostgresErrors.MapAsync(async () =>
    {
        await using var find = source.CreateCommand(Find).With(hash.Hex);
        return await find.ExecuteScalarAsync(cancellation) as Guid?;
    });

    public async Task<PersonRow?> PersonAsync(Guid person, CancellationToken cancellation) =>
        (await ListAsync($"SELECT {StoreRows.PersonColumns} FROM person WHERE id = $1", StoreRows.Person, cancellation, person)).SingleOrDefault();

    public Task<IReadOnlyList<PersonRow>> FamilyAsync(Guid person, CancellationToken cancellation) =>
        ListAsync(Family, StoreRows.Person, cancellation, person);

    public Task<long> UnsentAsync(Guid person, CancellationToken cancellation) =>
        CountAsync("SELECT count(*) FROM outbox WHERE person = $1 AND sent_at IS NULL", cancellation, person);

    public Task<IReadOnlyList<IdentifierRow>> IdentifiersAsync(Guid person, CancellationToken cancellation) =>
        ListAsync("SELECT hash, person, sealed FROM identifier WHERE person = $1 ORDER BY hash", StoreRows.Identifier, cancellation, person);

    public async Task<Page<LogRow>> TimelineAsync(IReadOnlyCollection<Guid> persons, TimelineFilter filter, int skip, int take, CancellationToken cancellation)
    {
        object[] matching =
        [
            persons.ToArray(), filter.Party, filter.Kind?.ToString() ?? "", filter.Since?.ToUnixTimeMilliseconds() ?? long.MinValue, filter.Until?.ToUnixTimeMilliseconds() ?? long.MaxValue,
            filter.Of, $"{filter.Of}/%",
        ];
        var items = await ListAsync(Timeline, StoreRows.Log, cancellation, [.. matching, (long)take, (long)skip]);
        return new Page<LogRow>(items, await CountAsync($"SELECT count(*) FROM log WHERE {Matching}", cancellation, matching));
    }

    public Task<long> BeforeAsync(IReadOnlyCollection<Guid> persons, Guid person, long n, CancellationToken cancellation) =>
        CountAsync(Before, cancellation, persons.ToArray(), person, n);

    public Task<IReadOnlyList<LogRow>> ChainAsync(Guid person, long after, int most, CancellationToken cancellation) =>
        ListAsync(Chain, StoreRows.Log, cancellation, person, after, (long)most);
    public async Task<bool> IsPartyAsync(IReadOnlyCollection<Guid> persons, string partner, CancellationToken cancellation) => (await ListAsync(
        "SELECT EXISTS (SELECT 1 FROM log WHERE person = ANY ($1) AND party = $2)", reader => reader.GetBoolean(0), cancellation, persons.ToArray(), partner)).Single();

    public async Task<LogRow?> NotificationAsync(Guid id, CancellationToken cancellation) =>
        (await ListAsync(Notification, StoreRows.Log, cancellation, id.ToString())).SingleOrDefault();

    public async Task<LogRow?> NotificationToAsync(Guid id, string party, CancellationToken cancellation) =>
        (await ListAsync(NotificationTo, StoreRows.Log, cancellation, id.ToString(), party)).SingleOrDefault();

    public Task<IReadOnlyList<NotifiedPerson>> NotifiedAsync(IReadOnlyCollection<Guid> notifications, CancellationToken cancellation) =>
        ListAsync(Notified, StoreRows.Notified, cancellation, (object)notifications.Select(id => id.ToString()).ToArray());

    public Task<IReadOnlyList<DeliveryRow>> DeliveriesAsync(IReadOnlyCollection<Guid> notifications, CancellationToken cancellation) =>
        ListAsync("SELECT id, sent_at, attempts FROM outbox WHERE id = ANY ($1) ORDER BY seq", StoreRows.Delivery, cancellation, notifications.ToArray());

    public Task<IReadOnlyList<ReadinessRow>> ReadinessesAsync(Guid person, CancellationToken cancellation) => ListAsync(
        $"SELECT {StoreRows.ReadinessColumns} FROM readiness WHERE person = $1 ORDER BY decision_number COLLATE \"C\"", StoreRows.Readiness, cancellation, person);

    public Task<Page<AgreementRow>> AgreementsAsync(AgreementFilter filter, int skip, int take, CancellationToken cancellation) =>
        PostgresErrors.MapAsync(() => PostgresDirection.AgreementsAsync(source, filter, skip, take, cancellation));

    public Task<Page<CaseRow>> CasesAsync(CaseFilter filter, int skip, int take, CancellationToken cancellation) =>
        PostgresErrors.MapAsync(() => PostgresDirection.CasesAsync(source, filter, skip, take, cancellation));

    public Task<IReadOnlyList<FigureRow>> FiguresAsync(DateOnly from, DateOnly until, FigureDetail detail, CancellationToken cancellation) =>
        PostgresErrors.MapAsync(() => PostgresDirection.FiguresAsync(source, from, until, detail, cancellation));

    public Task<IReadOnlyList<FigureRow>> FigureNamesAsync(CancellationToken cancellation) =>
        PostgresErrors.MapAsync(() => PostgresDirection.FigureNamesAsync(source, cancellation));

    public Task<Page<InboxRow>> EnteredAsync(string of, int skip, int take, CancellationToken cancellation) =>
        PostgresErrors.MapAsync(() => PostgresDirection.EnteredAsync(source, of, skip, take, cancellation));

    public Task<IReadOnlyList<LogRow>> CausedAsync(Guid person, long n, CancellationToken cancellation) => ListAsync(
        $"SELECT {StoreRows.LogColumns} FROM log WHERE person = $1 AND n >= $2 AND (n = $2 OR cause_n = $2) ORDER BY n", StoreRows.Log, cancellation, person, n);

    public Task<IReadOnlyList<LogRow>> EntriesAsync(IReadOnlyCollection<(Guid Person, long N)> entries, CancellationToken cancellation) => ListAsync(
        Entries, StoreRows.Log, cancellation, entries.Select(entry => entry.Person).ToArray(), entries.Select(entry => entry.N).ToArray());

    public Task<IReadOnlyList<ExactLook>> ExactLooksAsync(int most, CancellationToken cancellation) =>
        PostgresErrors.MapAsync(() => PostgresDirection.ExactLooksAsync(source, most, cancellation));

    public async Task<Page<QuarantineRow>> QuarantineAsync(int skip, int take, CancellationToken cancellation)
    {
        var items = await ListAsync(
            $"SELECT {StoreRows.QuarantineColumns} FROM quarantine ORDER BY received_at DESC, id LIMIT $1 OFFSET $2",
            StoreRows.Quarantine, cancellation, (long)take, (long)skip);
        return new Page<QuarantineRow>(items, await CountAsync("SELECT count(*) FROM quarantine", cancellation));
    }

    public Task<IReadOnlyList<SequenceRow>> SequencesAsync(CancellationToken cancellation) => ListAsync(
        "SELECT source, publisher, highest, missing, seen_at, gaps FROM sequence ORDER BY publisher COLLATE \"C\", source COLLATE \"C\"", StoreRows.Sequence, cancellation);

    public Task<IReadOnlyList<PulseRow>> PulsesAsync(CancellationToken cancellation) => ListAsync(StoreRows.Pulses, StoreRows.Pulse, cancellation);

    public async Task<IReadOnlyDictionary<string, long>> NotificationCountsAsync(CancellationToken cancellation)
    {
        var rows = await ListAsync(
            "SELECT key, sum(value)::bigint FROM counter WHERE kind = $1 GROUP BY key HAVING sum(value) > 0",
            reader => (Type: reader.GetString(0), Count: reader.GetInt64(1)), cancellation, Counters.Notified);
        return rows.ToDictionary(row => row.Type, row => row.Count, StringComparer.Ordinal);
    }

    public IAsyncEnumerable<PersonRow> AllPersonsAsync(CancellationToken cancellation) =>
        StreamAsync(AllPersons, StoreRows.Person, cancellation);

    public IAsyncEnumerable<LogRow> AllLogAsync(CancellationToken cancellation) =>
        StreamAsync(AllLog, StoreRows.Log, cancellation);

    public Task<WholeLog> WholeLogAsync(int parts, CancellationToken cancellation) => PostgresErrors.MapAsync(async () =>
    {
        var moment = await PostgresMoment.TakeAsync(source, 2 * parts, cancellation);
        var starts = WholeLog.Starts(parts);
        return new WholeLog(
            [.. Enumerable.Range(0, parts).Select(part => new LogPart(
                RowsAsync(Of(2 * part, PersonsOfPart, part), StoreRows.Person, cancellation), RowsAsync(Of(2 * part + 1, LogOfPart, part), StoreRows.Log, cancellation)))],
            moment.DisposeAsync);

        NpgsqlCommand Of(int connection, string sql, int part) =>
            moment.Command(connection, sql).With(starts[part], part + 1 < parts ? starts[part + 1] : DBNull.Value);
    });

    private Task<IReadOnlyList<T>> ListAsync<T>(string sql, Func<IDataReader, T> row, CancellationToken cancellation, params object[] values) =>
        PostgresErrors.MapAsync<IReadOnlyList<T>>(async () =>
        {
            await using var read = source.CreateCommand(sql).With(values);
            return await read.ListAsync(row, cancellation);
        });

    private Task<long> CountAsync(string sql, CancellationToken cancellation, params object[] values) => PostgresErrors.MapAsync(async () =>
    {
        await using var read = source.CreateCommand(sql).With(values);
        return (long)(await read.ExecuteScalarAsync(cancellation))!;
    });

    private async IAsyncEnumerable<T> StreamAsync<T>(
        string sql, Func<IDataReader, T> row, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Rows come as they are read from the connection: nothing is held in memory.
        await using var command = source.CreateCommand(sql);
        await foreach (var item in RowsAsync(command, row, cancellation))
            yield return item;
    }

    private static async IAsyncEnumerable<T> RowsAsync<T>(NpgsqlCommand command, Func<IDataReader, T> row, [EnumeratorCancellation] CancellationToken cancellation)
    {
        command.CommandTimeout = 0;
        await using var reader = await PostgresErrors.MapAsync(() => command.ExecuteReaderAsync(cancellation));
        while (await PostgresErrors.MapAsync(() => reader.ReadAsync(cancellation)))
            yield return row(reader);
    }
}
