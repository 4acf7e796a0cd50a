using System.Data;
using System.Runtime.CompilerServices;
using Dapper;
using KetenHub.Hub;
using Microsoft.Data.Sqlite;

namespace KetenHub.Storage;

/// <summary>What pages and commands read; each read sees one moment of the store.</summary>
internal sealed class SqliteReads(SqliteReadPool reading) : IHubReads
{
    // Bodies are fetched for the page only: sorting a long log with them in it would copy every one.
    private const string Timeline = $"""
        SELECT {StoreRows.LogColumns} FROM log
        WHERE (person, n) IN (SELECT person, n FROM log WHERE {Matching} ORDER BY at, person, n LIMIT @take OFFSET @skip)
        ORDER BY at, person, n
        """;
    private const string AllPersons = $"SELECT {StoreRows.PersonColumns} FROM person ORDER BY id";
    private const string LogOfPart = $"SELECT {StoreRows.LogColumns} FROM log WHERE person >= ? AND person < ? ORDER BY person, n";
    private const string LogToEnd = $"SELECT {StoreRows.LogColumns} FROM log WHERE person >= ? ORDER BY person, n";
    private const string PersonsOfPart = $"SELECT {StoreRows.PersonColumns} FROM person WHERE id >= @from AND id < @until ORDER BY id";
    private const string PersonsToEnd = $"SELECT {StoreRows.PersonColumns} FROM person WHERE id >= @from ORDER BY id";
    private const string Matching = """
        person IN @persons AND (@party = '' OR party = @party) AND (@kind = '' OR kind = @kind) AND at >= @since AND at < @until
            AND (@of = '' OR party = @of OR (kind = 'LookedUp' AND party LIKE @accounts))
        """;
    private const string Before = """
        SELECT count(*) FROM log WHERE person IN @persons AND (at, person, n) < (SELECT at, person, n FROM log WHERE person = @person AND n = @n)
        """;
    private const string Chain = $"SELECT {StoreRows.LogColumns} FROM log WHERE person = @person AND n > @after ORDER BY n LIMIT @most";
    private const string Notification = $"SELECT {StoreRows.LogColumns} FROM log WHERE event_id = @id AND kind = 'Notified' ORDER BY at LIMIT 1";
    private const string NotificationTo = $"SELECT {StoreRows.LogColumns} FROM log WHERE event_id = @id AND kind = 'Notified' AND party = @party ORDER BY at LIMIT 1";
    private const string Entries = $"""
        SELECT {StoreRows.LogColumnsWithoutBody}, NULL FROM log
        WHERE (person, n) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(@wanted))
        """;
    private const string Notified = """
        SELECT l.event_id, l.party, coalesce(p.merged_into, p.id) FROM log l JOIN person p ON p.id = l.person
        WHERE l.event_id IN (SELECT value FROM json_each(@ids)) AND l.kind = 'Notified'
        """;
    private const string Family = $"""
        SELECT {StoreRows.PersonColumns} FROM person WHERE id = @person OR merged_into = @person ORDER BY id <> @person, id
        """;
    private const string Find =
        "SELECT coalesce(p.merged_into, i.person) FROM identifier i LEFT JOIN person p ON p.id = i.person WHERE i.hash = @Hex";

    public Task<Overview> OverviewAsync(DateTimeOffset now, CancellationToken cancellation) =>
        reading.ReadAsync(connection => SqliteOverview.Read(connection, now), cancellation);

    public Task<Waiting> WaitingAsync(CancellationToken cancellation) => reading.ReadAsync(
        connection => new Waiting(
            List(connection, StoreRows.Backlogs, null, StoreRows.Backlog), connection.ExecuteScalar<long>("SELECT count(*) FROM deadline")),
        cancellation);

    public Task<Page<ReadinessRow>> BoardAsync(BoardFilter filter, int skip, int take, CancellationToken cancellation) =>
        reading.ReadAsync(connection => SqliteBoard.Read(connection, filter, skip, take), cancellation);

    public Task<Guid?> FindPersonAsync(IdentifierHash hash, CancellationToken cancellation) =>
        reading.ReadAsync(
            connection => connection.QuerySingleOrDefault<string>(Find, new { hash.Hex }) is { } id ? Guid.Parse(id) : (Guid?)null,
            cancellation);

    public Task<PersonRow?> PersonAsync(Guid person, CancellationToken cancellation) =>
        reading.ReadAsync(
            connection => List(connection, $"SELECT {StoreRows.PersonColumns} FROM person WHERE id = @person", Of(person), StoreRows.Person).SingleOrDefault(),
            cancellation);

    public Task<IReadOnlyList<PersonRow>> FamilyAsync(Guid person, CancellationToken cancellation) =>
        ListAsync(Family, Of(person), StoreRows.Person, cancellation);

    public Task<long> UnsentAsync(Guid person, CancellationToken cancellation) => reading.ReadAsync(
        connection => connection.ExecuteScalar<long>("SELECT count(*) FROM outbox WHERE person = @person AND sent_at IS NULL", Of(person)), cancellation);

    public Task<IReadOnlyList<IdentifierRow>> IdentifiersAsync(Guid person, CancellationToken cancellation) =>
        ListAsync("SELECT hash, person, sealed FROM identifier WHERE person = @person ORDER BY hash", Of(person), StoreRows.Identifier, cancellation);

    public Task<Page<LogRow>> TimelineAsync(IReadOnlyCollection<Guid> persons, TimelineFilter filter, int skip, int take, CancellationToken cancellation) =>
        reading.ReadAsync(
            connection =>
            {
                var parameters = new
                {
                    persons = TextOf(persons), party = filter.Party, kind = filter.Kind?.ToString() ?? "",
                    since = filter.Since?.ToUnixTimeMilliseconds() ?? long.MinValue, until = filter.Until?.ToUnixTimeMilliseconds() ?? long.MaxValue, of = filter.Of, accounts = $"{filter.Of}/%", skip, take,
                };
                return new Page<LogRow>(
                    List(connection, Timeline, parameters, StoreRows.Log), connection.ExecuteScalar<long>($"SELECT count(*) FROM log WHERE {Matching}", parameters));
            },
            cancellation);

    public Task<long> BeforeAsync(IReadOnlyCollection<Guid> persons, Guid person, long n, CancellationToken cancellation) => reading.ReadAsync(
        connection => connection.ExecuteScalar<long>(Before, new { persons = TextOf(persons), person = person.ToString(), n }), cancellation);

    public Task<IReadOnlyList<LogRow>> ChainAsync(Guid person, long after, int most, CancellationToken cancellation) =>
        ListAsync(Chain, new { person = person.ToString(), after, most }, StoreRows.Log, cancellation);
    public Task<bool> IsPartyAsync(IReadOnlyCollection<Guid> persons, string partner, CancellationToken cancellation) => reading.ReadAsync(
        connection => connection.ExecuteScalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM log WHERE person IN @persons AND party = @partner)", new { persons = persons.Select(person => person.ToString()).ToList(), partner }),
        cancellation);

    public Task<LogRow?> NotificationAsync(Guid id, CancellationToken cancellation) =>
        reading.ReadAsync(connection => List(connection, Notification, new { id = id.ToString() }, StoreRows.Log).SingleOrDefault(), cancellation);

    public Task<LogRow?> NotificationToAsync(Guid id, string party, CancellationToken cancellation) =>
        reading.ReadAsync(connection => List(connection, NotificationTo, new { id = id.ToString(), party }, StoreRows.Log).SingleOrDefault(), cancellation);

    public Task<IReadOnlyList<NotifiedPerson>> NotifiedAsync(IReadOnlyCollection<Guid> notifications, CancellationToken cancellation) =>
        ListAsync(Notified, new { ids = System.Text.Json.JsonSerializer.Serialize(notifications) }, StoreRows.Notified, cancellation);

    public Task<IReadOnlyList<DeliveryRow>> DeliveriesAsync(IReadOnlyCollection<Guid> notifications, CancellationToken cancellation) => ListAsync(
        "SELECT id, sent_at, attempts FROM outbox WHERE id IN (SELECT value FROM json_each(@ids)) ORDER BY seq",
        new { ids = System.Text.Json.JsonSerializer.Serialize(notifications) }, StoreRows.Delivery, cancellation);

    public Task<IReadOnlyList<ReadinessRow>> ReadinessesAsync(Guid person, CancellationToken cancellation) =>
        ListAsync(
            $"SELECT {StoreRows.ReadinessColumns} FROM readiness WHERE person = @person ORDER BY decision_number", Of(person), StoreRows.Readiness, cancellation);

    public Task<Page<AgreementRow>> AgreementsAsync(AgreementFilter filter, int skip, int take, CancellationToken cancellation) =>
        reading.ReadAsync(connection => SqliteDirection.Agreements(connection, filter, skip, take), cancellation);

    public Task<Page<CaseRow>> CasesAsync(CaseFilter filter, int skip, int take, CancellationToken cancellation) =>
        reading.ReadAsync(connection => SqliteDirection.Cases(connection, filter, skip, take), cancellation);

    public Task<IReadOnlyList<FigureRow>> FiguresAsync(DateOnly from, DateOnly until, FigureDetail detail, CancellationToken cancellation) =>
        reading.ReadAsync(connection => SqliteDirection.Figures(connection, from, until, detail), cancellation);

    public Task<IReadOnlyList<FigureRow>> FigureNamesAsync(CancellationToken cancellation) => reading.ReadAsync(SqliteDirection.FigureNames, cancellation);

    public Task<Page<InboxRow>> EnteredAsync(string of, int skip, int take, CancellationToken cancellation) =>
        reading.ReadAsync(connection => SqliteDirection.Entered(connection, of, skip, take), cancellation);

    public Task<IReadOnlyList<LogRow>> CausedAsync(Guid person, long n, CancellationToken cancellation) => ListAsync(
        $"SELECT {StoreRows.LogColumns} FROM log WHERE person = @person AND n >= @n AND (n = @n OR cause_n = @n) ORDER BY n", new { person = person.ToString(), n }, StoreRows.Log, cancellation);

    public Task<IReadOnlyList<LogRow>> EntriesAsync(IReadOnlyCollection<(Guid Person, long N)> entries, CancellationToken cancellation) => ListAsync(
        Entries, new { wanted = System.Text.Json.JsonSerializer.Serialize(entries.Select(entry => new object[] { entry.Person, entry.N })) }, StoreRows.Log, cancellation);

    public Task<IReadOnlyList<ExactLook>> ExactLooksAsync(int most, CancellationToken cancellation) =>
        reading.ReadAsync(connection => SqliteDirection.ExactLooks(connection, most), cancellation);

    public Task<Page<QuarantineRow>> QuarantineAsync(int skip, int take, CancellationToken cancellation) =>
        reading.ReadAsync(
            connection => new Page<QuarantineRow>(
                List(
                    connection,
                    $"SELECT {StoreRows.QuarantineColumns} FROM quarantine ORDER BY received_at DESC, id LIMIT @take OFFSET @skip",
                    new { skip, take },
                    StoreRows.Quarantine),
                connection.ExecuteScalar<long>("SELECT count(*) FROM quarantine")),
            cancellation);

    public Task<IReadOnlyList<SequenceRow>> SequencesAsync(CancellationToken cancellation) =>
        ListAsync("SELECT source, publisher, highest, missing, seen_at, gaps FROM sequence ORDER BY publisher, source", null, StoreRows.Sequence, cancellation);

    public Task<IReadOnlyList<PulseRow>> PulsesAsync(CancellationToken cancellation) => ListAsync(StoreRows.Pulses, null, StoreRows.Pulse, cancellation);

    public Task<IReadOnlyDictionary<string, long>> NotificationCountsAsync(CancellationToken cancellation) =>
        reading.ReadAsync<IReadOnlyDictionary<string, long>>(
            connection => connection.Query<(string Type, long Count)>("SELECT key, value FROM counter WHERE kind = @Notified", new { Counters.Notified })
                .ToDictionary(row => row.Type, row => row.Count, StringComparer.Ordinal),
            cancellation);

    public IAsyncEnumerable<PersonRow> AllPersonsAsync(CancellationToken cancellation) =>
        StreamAsync(AllPersons, StoreRows.Person, cancellation);

    public IAsyncEnumerable<LogRow> AllLogAsync(CancellationToken cancellation) =>
        Log(cancellation).ToAsyncEnumerable();

    public Task<WholeLog> WholeLogAsync(int parts, CancellationToken cancellation)
    {
        // Two connections a part, for all are read side by side. They see one moment when all count the same entries: whatever changes a person adds one.
        // Looking again costs nothing; keeping writers out would mean to wait for a busy one.
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var (taken, good) = (new List<SqliteReadPool.Snapshot>(), false);
            try
            {
                while (taken.Count < 2 * parts)
                    taken.Add(reading.Take());
                if (good = taken.Select(Entries).Distinct().Count() == 1)
                {
                    return Task.FromResult(new WholeLog(PartsOf(taken, cancellation), () =>
                    {
                        LetGo(taken);
                        return ValueTask.CompletedTask;
                    }));
                }
            }
            finally
            {
                if (!good)
                    LetGo(taken);
            }
        }

        static long Entries(SqliteReadPool.Snapshot snapshot) =>
            snapshot.Connection.ExecuteScalar<long>("SELECT coalesce(sum(value), 0) FROM counter WHERE kind = @Log", new { Counters.Log });
    }

    private static void LetGo(List<SqliteReadPool.Snapshot> taken)
    {
        foreach (var snapshot in taken)
            snapshot.Dispose();
    }

    private static List<LogPart> PartsOf(List<SqliteReadPool.Snapshot> two, CancellationToken cancellation)
    {
        // Whatever somebody wrote instead of an id is read too: it comes before the first or after the last.
        string?[] bounds = ["", .. WholeLog.Starts(two.Count / 2).Skip(1).Select(start => start.ToString()), null];
        return [.. Enumerable.Range(0, two.Count / 2).Select(part => new LogPart(
            RowsAsync(
                two[2 * part].Connection, bounds[part + 1] is null ? PersonsToEnd : PersonsOfPart, StoreRows.Person, cancellation, new { from = bounds[part], until = bounds[part + 1] }),
            Log(two[2 * part + 1].Reader, bounds[part]!, bounds[part + 1], cancellation).ToAsyncEnumerable()))];
    }

    private static List<string> TextOf(IReadOnlyCollection<Guid> persons) => [.. persons.Select(person => person.ToString())];

    private static object Of(Guid person) => new { person = person.ToString() };

    private static List<T> List<T>(SqliteConnection connection, string sql, object? parameters, Func<IDataReader, T> row)
    {
        using var reader = connection.ExecuteReader(sql, parameters);
        return reader.List(row);
    }

    private Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters, Func<IDataReader, T> row, CancellationToken cancellation) =>
        reading.ReadAsync<IReadOnlyList<T>>(connection => List(connection, sql, parameters, row), cancellation);

    private async IAsyncEnumerable<T> StreamAsync<T>(
        string sql, Func<IDataReader, T> row, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var snapshot = reading.Take();
        await foreach (var item in RowsAsync(snapshot.Connection, sql, row, cancellation))
            yield return item;
    }

    private IEnumerable<LogRow> Log(CancellationToken cancellation)
    {
        using var snapshot = reading.Take();
        foreach (var row in Log(snapshot.Reader, "", null, cancellation))
            yield return row;
    }

    private static IEnumerable<LogRow> Log(SqliteReader reader, string from, string? until, CancellationToken cancellation)
    {
        var statement = until is null ? reader[LogToEnd].Add(from) : reader[LogOfPart].Add(from).Add(until);
        var log = new SqliteLogReader(statement);
        try
        {
            while (Next())
                yield return log.Row();
        }
        finally
        {
            statement.Reset();
        }

        bool Next()
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return statement.Step();
            }
            catch (SqliteException error) when (SqliteErrors.IsUnavailable(error))
            {
                throw SqliteErrors.Unavailable(error);
            }
        }
    }

    private static async IAsyncEnumerable<T> RowsAsync<T>(
        SqliteConnection connection, string sql, Func<IDataReader, T> row, [EnumeratorCancellation] CancellationToken cancellation, object? parameters = null)
    {
        await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellation));
        while (await NextAsync())
            yield return row(reader);

        async Task<bool> NextAsync()
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return await reader.ReadAsync(cancellation);
            }
            catch (SqliteException error) when (SqliteErrors.IsUnavailable(error))
            {
                throw SqliteErrors.Unavailable(error);
            }
        }
    }
}
