using System.Data.Common;
using Dapper;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Storage;

/// <summary>Messages over all persons, for both engines. The index log_message holds a stretch per type and party, each in order of time:
/// a page takes the start of every stretch that matches and merges them, however rare what is asked for is.</summary>
internal sealed class DeskMessages(IDesk desk) : IMessages
{
    // SQLite takes at most 500 selects in one statement.
    private const int StretchesAtOnce = 200;
    private const string Columns = "l.person, l.n, l.kind, l.at, l.party, l.type, l.event_id, l.cause_n, l.policy_version, l.why";

    // From one party to the next in the index, instead of over every message of the type.
    private const string Parties = """
        WITH RECURSIVE p (party) AS (SELECT min(party) FROM log WHERE type = @type
            UNION ALL SELECT (SELECT min(l.party) FROM log l WHERE l.type = @type AND l.party > p.party) FROM p WHERE p.party IS NOT NULL)
        SELECT party FROM p WHERE party IS NOT NULL
        """;
    private const string WithId = $"""
        SELECT {Columns} FROM log l WHERE l.event_id = @id AND l.kind = 'Notified'
        UNION ALL SELECT {Columns} FROM inbox i JOIN log l ON l.person = i.person AND l.n = i.n WHERE i.event_id = @id
        """;
    private const string PersonsOfCase = """
        WITH root AS (SELECT DISTINCT coalesce(p.merged_into, p.id) AS id FROM case_number c JOIN person p ON p.id = c.person WHERE c.hash = @Hex)
        SELECT id FROM root UNION SELECT p.id FROM root JOIN person p ON p.merged_into = root.id
        """;
    private const string AddCaseNumber = """
        INSERT INTO case_number (hash, person) SELECT @hash, id FROM person WHERE id = @person AND length(wrapped_key) > 0
        ON CONFLICT (hash, person) DO NOTHING
        """;
    private const string KeepView = """
        INSERT INTO saved_view (account, name, query, at) VALUES (@Account, @Name, @Query, @at)
        ON CONFLICT (account, name) DO UPDATE SET query = excluded.query, at = excluded.at
        """;

    public Task<IReadOnlyList<MessageRow>> MessagesAsync(MessageFilter filter, MessagePlace? from, bool newer, int take, CancellationToken cancellation) =>
        desk.ReadAsync<IReadOnlyList<MessageRow>>(
            async connection =>
            {
                var rows = filter.Persons is { } persons
                    ? await OfPersonsAsync(connection, persons, filter, from, newer, take)
                    : await OfAllAsync(connection, filter, from, newer, take);
                // The nearest ones to the place, in the order of the list.
                var nearest = newer ? InOrder(rows).TakeLast(take) : InOrder(rows).Take(take);
                return [.. nearest];
            },
            cancellation);

    public Task<IReadOnlyList<MessageRow>> WithIdAsync(string id, CancellationToken cancellation) => desk.ReadAsync<IReadOnlyList<MessageRow>>(
        async connection => [.. InOrder(await connection.ListAsync(WithId, new { id }, StoreRows.Message))], cancellation);

    public Task<IReadOnlyDictionary<Guid, Dispatch>> DispatchesAsync(IReadOnlyCollection<Guid> notifications, CancellationToken cancellation) =>
        desk.ReadAsync<IReadOnlyDictionary<Guid, Dispatch>>(
            async connection =>
            {
                var values = new DynamicParameters();
                foreach (var (place, id) in notifications.Index())
                    values.Add($"id{place}", desk.Of(id));
                var names = string.Join(", ", notifications.Select((_, place) => $"@id{place}"));
                var rows = notifications.Count == 0 ? [] : await connection.ListAsync(
                    $"SELECT id, sent_at, attempts, coalesce(reason, '') FROM outbox WHERE id IN ({names})", values,
                    r => (Id: r.GetGuid(0), Dispatch: new Dispatch(r.TimeOrNull(1), r.GetInt32(2), r.GetString(3))));
                return rows.ToDictionary(row => row.Id, row => row.Dispatch);
            },
            cancellation);

    public Task<IReadOnlyList<Guid>> PersonsOfCaseAsync(IdentifierHash caseNumber, CancellationToken cancellation) => desk.ReadAsync<IReadOnlyList<Guid>>(
        async connection => await connection.ListAsync(PersonsOfCase, new { caseNumber.Hex }, r => r.GetGuid(0)), cancellation);

    public Task AddCaseNumbersAsync(IReadOnlyList<CaseNumberRow> rows, CancellationToken cancellation) => desk.WriteAsync(
        connection => connection.ExecuteAsync(AddCaseNumber, rows.Select(row => new { hash = row.Hash.Hex, person = desk.Of(row.Person) })), cancellation);

    public Task<IReadOnlyList<SavedView>> ViewsAsync(string account, CancellationToken cancellation) => desk.ReadAsync<IReadOnlyList<SavedView>>(
        async connection =>
        {
            var views = await connection.ListAsync(
                "SELECT account, name, query, at FROM saved_view WHERE account = @account", new { account },
                r => new SavedView(r.GetString(0), r.GetString(1), r.GetString(2), r.Time(3)));
            return [.. views.OrderBy(view => view.Name, StringComparer.Ordinal)];
        },
        cancellation);

    public Task KeepViewAsync(SavedView view, CancellationToken cancellation) => desk.WriteAsync(
        connection => connection.ExecuteAsync(KeepView, new { view.Account, view.Name, view.Query, at = view.At.ToUnixTimeMilliseconds() }), cancellation);

    public Task ForgetViewAsync(string account, string name, CancellationToken cancellation) => desk.WriteAsync(
        connection => connection.ExecuteAsync("DELETE FROM saved_view WHERE account = @account AND name = @name", new { account, name }), cancellation);

    private static IOrderedEnumerable<MessageRow> InOrder(IEnumerable<MessageRow> rows) =>
        rows.OrderByDescending(row => row.At).ThenByDescending(row => row.Person.ToString(), StringComparer.Ordinal).ThenByDescending(row => row.N);

    private async Task<List<MessageRow>> OfPersonsAsync(
        DbConnection connection, IReadOnlyCollection<Guid> persons, MessageFilter filter, MessagePlace? from, bool newer, int take)
    {
        if (persons.Count == 0)
            return [];
        var values = Values(filter, from, take);
        values.Add("direction", filter.Direction?.ToString() ?? "");
        values.Add("type", filter.Type);
        values.Add("party", filter.Party);
        foreach (var (place, person) in persons.Index())
            values.Add($"person{place}", desk.Of(person));
        var names = string.Join(", ", persons.Select((_, place) => $"@person{place}"));
        return await connection.ListAsync(
            $"""
            SELECT {Columns} FROM log l WHERE l.person IN ({names}) AND l.kind IN ('Received', 'Notified') AND (@direction = '' OR l.kind = @direction)
                AND (@type = '' OR l.type = @type) AND (@party = '' OR l.party = @party) AND {Bounds(from, newer)} {Order(newer)}
            """,
            values, StoreRows.Message);
    }

    private async Task<List<MessageRow>> OfAllAsync(DbConnection connection, MessageFilter filter, MessagePlace? from, bool newer, int take)
    {
        var flows = await FlowsAsync(connection, filter);
        var rows = new List<MessageRow>();
        foreach (var some in flows.Chunk(StretchesAtOnce))
        {
            var values = Values(filter, from, take);
            foreach (var (place, flow) in some.Index())
            {
                values.Add($"type{place}", flow.Type);
                values.Add($"party{place}", flow.Party);
            }
            var stretches = some.Select((flow, place) =>
                $"SELECT * FROM (SELECT l.person, l.n, l.at FROM log l WHERE l.type = @type{place} AND l.party = @party{place} AND l.kind = '{flow.Direction}' AND {Bounds(from, newer)} {Order(newer)}) AS s{place}");
            rows.AddRange(await connection.ListAsync(
                $"""
                SELECT {Columns} FROM (SELECT * FROM ({string.Join("\nUNION ALL ", stretches)}) AS l {Order(newer)}) AS page JOIN log l ON l.person = page.person AND l.n = page.n
                """,
                values, StoreRows.Message));
        }
        return rows;
    }

    private DynamicParameters Values(MessageFilter filter, MessagePlace? from, int take)
    {
        var values = new DynamicParameters();
        values.Add("since", filter.Since?.ToUnixTimeMilliseconds() ?? long.MinValue);
        values.Add("until", filter.Until?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        values.Add("take", take);
        if (from is not null)
        {
            values.Add("at", from.At.ToUnixTimeMilliseconds());
            values.Add("person", desk.Of(from.Person));
            values.Add("n", from.N);
        }
        return values;
    }

    private static string Bounds(MessagePlace? from, bool newer) =>
        "l.at >= @since AND l.at < @until" + (from is null ? "" : $" AND (l.at, l.person, l.n) {(newer ? '>' : '<')} (@at, @person, @n)");

    private static string Order(bool newer) => newer ? "ORDER BY l.at, l.person, l.n LIMIT @take" : "ORDER BY l.at DESC, l.person DESC, l.n DESC LIMIT @take";

    private static async Task<List<MessageFlow>> FlowsAsync(DbConnection connection, MessageFilter filter)
    {
        var types = MessageTypes.Messages.Select(type => (Direction: LogKind.Received, type.Name)).Concat(MessageTypes.Notifications.Select(type => (Direction: LogKind.Notified, type.Name)))
            .Where(type => (filter.Direction is null || type.Direction == filter.Direction) && (filter.Type.Length == 0 || type.Name == filter.Type));
        var flows = new List<MessageFlow>();
        foreach (var (direction, type) in types)
        {
            flows.AddRange(filter.Party.Length > 0 ? [new MessageFlow(direction, type, filter.Party)]
                : await connection.ListAsync(Parties, new { type }, r => new MessageFlow(direction, type, r.GetString(0))));
        }
        return flows;
    }
}

/// <summary>There may be messages of this type from or to this party.</summary>
internal readonly record struct MessageFlow(LogKind Direction, string Type, string Party);
