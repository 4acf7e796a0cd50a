using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using KetenHub.Hub;

namespace KetenHub.Storage;

/// <summary>What retention reads and records, for both engines.</summary>
internal sealed class DeskRetention(IDesk desk) : IRetention
{
    private const string Persons = """
        SELECT id FROM person WHERE id > @after AND merged_into IS NULL AND length(wrapped_key) > 0 ORDER BY id LIMIT @most
        """;

    // By the key of the log, a person's entries lie together. {0}: the persons; the engines have no list as a parameter in common.
    private static readonly CompositeFormat Entries = CompositeFormat.Parse("""
        SELECT coalesce(p.merged_into, p.id), l.person, l.n, l.kind, l.type, l.at, l.sealed_body IS NOT NULL
        FROM person p JOIN log l ON l.person = p.id WHERE p.id IN ({0}) OR p.merged_into IN ({0}) ORDER BY l.person, l.n
        """);

    // These entries have no type, so that they are one stretch of log_message.
    private const string Holds = """
        SELECT coalesce(p.merged_into, p.id), l.kind, l.at, l.party FROM log l JOIN person p ON p.id = l.person LEFT JOIN person r ON r.id = p.merged_into
        WHERE l.type = '' AND l.kind IN ('HoldSet', 'HoldLifted', 'Restricted', 'RestrictionLifted') AND length(coalesce(r.wrapped_key, p.wrapped_key)) > 0
        ORDER BY l.at, l.person, l.n
        """;
    private const string Write = """
        INSERT INTO retention_run (id, actor, policy_version, began_at, ended_at, looked, counts) VALUES (@id, @Actor, @PolicyVersion, @began, @ended, @Looked, @counts)
        ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, looked = excluded.looked, counts = excluded.counts
        """;

    // A changed copy that waits for a second person, or a job that has not come to it, still needs the bytes.
    private const string IsWorkedOn = """
        (EXISTS (SELECT 1 FROM correction c WHERE c.refused = quarantine.id AND c.outcome = '')
            OR EXISTS (SELECT 1 FROM replay_item i JOIN replay r ON r.id = i.replay WHERE i.item = quarantine.id AND i.result = '' AND r.ended_at IS NULL))
        """;
    private const string IsDue = """
        emptied_at IS NULL AND ((resolution <> '' AND coalesce(resolved_at, received_at) <= @settled) OR (resolution = '' AND received_at <= @open))
        """;
    private const string Refused = $"""
        SELECT id, resolution, CASE WHEN {IsWorkedOn} THEN 1 ELSE 0 END FROM quarantine WHERE id > @after AND {IsDue} ORDER BY id LIMIT @most
        """;
    private const string EmptyRefused = $"UPDATE quarantine SET sealed_raw = @nothing, emptied_at = @at WHERE id = @id AND {IsDue} AND NOT {IsWorkedOn}";
    private const string EmptyCopies = "UPDATE correction SET sealed_raw = @nothing WHERE refused = @id";

    // By place: what was kept long enough lies at the beginning, and nothing behind the first young one is looked at.
    private const string Sent = "SELECT seq, id, person, type, created_at, sent_at FROM outbox WHERE seq > @after ORDER BY seq LIMIT @most";

    public async Task<IReadOnlyList<Guid>> PersonsAsync(Guid? after, int most, CancellationToken cancellation) => await desk.ReadAsync(
        connection => connection.ListAsync(Persons, new { after = desk.Of(after ?? Guid.Empty), most }, r => r.GetGuid(0)), cancellation);

    public async Task<IReadOnlyList<KeptEntry>> EntriesAsync(IReadOnlyCollection<Guid> persons, CancellationToken cancellation)
    {
        if (persons.Count == 0)
            return [];
        var parameters = new DynamicParameters();
        foreach (var (place, person) in persons.Index())
            parameters.Add($"p{place}", desk.Of(person));
        var sql = string.Format(CultureInfo.InvariantCulture, Entries, string.Join(", ", Enumerable.Range(0, persons.Count).Select(place => $"@p{place}")));
        return await desk.ReadAsync(
            connection => connection.ListAsync(
                sql, parameters,
                r => new KeptEntry(r.GetGuid(0), r.GetGuid(1), r.GetInt64(2), Stored.Read<LogKind>(r.GetString(3)), r.GetString(4), r.Time(5), r.GetBoolean(6))),
            cancellation);
    }

    public async Task<IReadOnlyList<KeptRefused>> RefusedAsync(RefusedTerms terms, Guid? after, int most, CancellationToken cancellation) => await desk.ReadAsync(
        connection => connection.ListAsync(
            Refused, new { after = desk.Of(after ?? Guid.Empty), most, settled = Until(terms.SettledUntil), open = Until(terms.OpenUntil) },
            r => new KeptRefused(r.GetGuid(0), r.GetString(1).Length == 0, Convert.ToInt64(r.GetValue(2), CultureInfo.InvariantCulture) == 1)),
        cancellation);

    public Task<IReadOnlyList<Guid>> EmptyRefusedAsync(RefusedTerms terms, IReadOnlyCollection<Guid> messages, DateTimeOffset at, CancellationToken cancellation) =>
        desk.WriteAsync<IReadOnlyList<Guid>>(
            async connection =>
            {
                var emptied = new List<Guid>();
                foreach (var message in messages)
                {
                    var values = new
                    {
                        id = desk.Of(message), at = at.ToUnixTimeMilliseconds(), nothing = Array.Empty<byte>(), settled = Until(terms.SettledUntil), open = Until(terms.OpenUntil),
                    };
                    if (await connection.ExecuteAsync(EmptyRefused, values) == 0)
                        continue;
                    await connection.ExecuteAsync(EmptyCopies, values);
                    emptied.Add(message);
                }
                return emptied;
            },
            cancellation);

    public async Task<SentPage> SentAsync(DateTimeOffset until, long after, int most, CancellationToken cancellation)
    {
        var rows = await desk.ReadAsync(
            connection => connection.ListAsync(
                Sent, new { after, most },
                r => (Seq: r.GetInt64(0), Row: new SentRow(r.GetGuid(1), r.GetGuid(2), r.GetString(3)), Made: r.Time(4), Sent: r.TimeOrNull(5))),
            cancellation);
        var old = rows.TakeWhile(row => row.Made <= until).ToList();
        return new SentPage([.. old.Where(row => row.Sent <= until).Select(row => row.Row)], old.Count < most ? null : old[^1].Seq);
    }

    public Task<long> RemoveSentAsync(IReadOnlyCollection<Guid> notifications, CancellationToken cancellation) => desk.WriteAsync(
        async connection => (long)await connection.ExecuteAsync(
            "DELETE FROM outbox WHERE id = @id AND sent_at IS NOT NULL", notifications.Select(notification => new { id = desk.Of(notification) })),
        cancellation);

    public Task WriteRunAsync(RetentionRun run, CancellationToken cancellation) => desk.WriteAsync(
        connection => connection.ExecuteAsync(Write, new
        {
            id = desk.Of(run.Id),
            run.Actor,
            run.PolicyVersion,
            began = run.BeganAt.ToUnixTimeMilliseconds(),
            ended = run.EndedAt?.ToUnixTimeMilliseconds(),
            run.Looked,
            counts = JsonSerializer.Serialize(run.Counts),
        }),
        cancellation);

    public async Task<IReadOnlyList<HoldInForce>> HoldsAsync(CancellationToken cancellation)
    {
        var changes = await desk.ReadAsync(
            connection => connection.ListAsync(Holds, null, r => new HoldInForce(r.GetGuid(0), Enum.Parse<LogKind>(r.GetString(1)), r.Time(2), r.GetString(3))), cancellation);
        return
        [
            .. changes.GroupBy(change => (change.Person, IsHold: change.Kind is LogKind.HoldSet or LogKind.HoldLifted)).Select(changesOf => changesOf.Last())
                .Where(last => last.Kind is LogKind.HoldSet or LogKind.Restricted).OrderBy(last => last.Since).ThenBy(last => last.Person),
        ];
    }

    public Task<Page<RetentionRun>> RunsAsync(int skip, int take, CancellationToken cancellation) => desk.ReadAsync(
        connection => connection.PageAsync(
            "id, actor, policy_version, began_at, ended_at, looked, counts", "retention_run", "began_at DESC, id DESC", new { skip, take },
            r => new RetentionRun(
                r.GetGuid(0), r.GetString(1), r.GetString(2), r.Time(3), r.TimeOrNull(4), r.GetInt64(5),
                JsonSerializer.Deserialize<List<RetentionCount>>(r.GetString(6))!)),
        cancellation);

    // Without a term nothing is due.
    private static long Until(DateTimeOffset? moment) => moment?.ToUnixTimeMilliseconds() ?? long.MinValue;
}
