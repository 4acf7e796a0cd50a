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
                r => new KeptEntry(r.GetGuid(0), r.GetGuid(1), r.GetInt64(2), Enum.Parse<LogKind>(r.GetString(3)), r.GetString(4), r.Time(5), r.GetBoolean(6))),
            cancellation);
    }

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
}
