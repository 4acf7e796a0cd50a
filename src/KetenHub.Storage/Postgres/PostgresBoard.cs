using KetenHub.Decisions;
using KetenHub.Hub;
using Npgsql;

namespace KetenHub.Storage;

/// <summary>One page of the readiness board, in the order of the index readiness_board.</summary>
internal static class PostgresBoard
{
    // Without a list all but the unopened: also those that a later release has and this one can't name.
    private const string All =
        $"(CASE WHEN $1::text[] IS NULL THEN status <> '{nameof(ReadinessStatus.NotOpened)}' ELSE status = ANY ($1) END) AND "
        + "($2::text IS NULL OR location = $2) AND ($3::bigint IS NULL OR hand_out_at IS NULL OR hand_out_at < $3)";

    // Entries of who was merged into a person stay where they were.
    private const string OfParty = $"""
        {All} AND EXISTS (SELECT 1 FROM person p JOIN log l ON l.person = p.id WHERE (p.id = readiness.person OR p.merged_into = readiness.person) AND l.party = $4)
        """;

    public static async Task<Page<ReadinessRow>> ReadAsync(
        NpgsqlDataSource source, BoardFilter filter, int skip, int take, CancellationToken cancellation)
    {
        object names = filter.Statuses.Count == 0 ? DBNull.Value : filter.Statuses.Select(Stored.NameOf).ToArray();
        object location = filter.Location ?? (object)DBNull.Value;
        object before = filter.HandOutBefore?.ToUnixTimeMilliseconds() ?? (object)DBNull.Value;
        var where = filter.Party is null ? All : OfParty;
        object[] values = filter.Party is null ? [names, location, before] : [names, location, before, filter.Party];
        await using var page = source.CreateCommand($"""
            SELECT {StoreRows.ReadinessColumns} FROM readiness
            WHERE {where} ORDER BY urgency, sort_at, person, decision_number LIMIT ${values.Length + 1} OFFSET ${values.Length + 2}
            """).With([.. values, (long)take, (long)skip]);
        var items = await page.ListAsync(StoreRows.Readiness, cancellation);
        await using var total = source.CreateCommand($"SELECT count(*) FROM readiness WHERE {where}").With(values);
        return new Page<ReadinessRow>(items, (long)(await total.ExecuteScalarAsync(cancellation))!);
    }
}
