using Dapper;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.Data.Sqlite;

namespace KetenHub.Storage;

/// <summary>One page of the readiness board. The index readiness_board holds its order and what is filtered by, so that
/// finding the page and the total read no rows but those shown.</summary>
internal static class SqliteBoard
{
    // Entries of who was merged into a person stay where they were.
    private const string OfParty = """
        EXISTS (SELECT 1 FROM person p JOIN log l ON l.person = p.id WHERE (p.id = readiness.person OR p.merged_into = readiness.person) AND l.party = @Party)
        """;

    public static Page<ReadinessRow> Read(SqliteConnection connection, BoardFilter filter, int skip, int take)
    {
        var parameters = new
        {
            statuses = filter.Statuses.Select(Stored.NameOf).ToList(),
            filter.Location,
            filter.Party,
            before = filter.HandOutBefore?.ToUnixTimeMilliseconds(),
            skip,
            take,
        };
        // All but the unopened: also those that a later release has and this one can't name.
        var wanted = filter.Statuses.Count == 0 ? $"<> '{nameof(ReadinessStatus.NotOpened)}'" : "IN @statuses";
        var where = $"status {wanted}"
            + (filter.Location is null ? "" : " AND location = @Location")
            + (filter.HandOutBefore is null ? "" : " AND (hand_out_at IS NULL OR hand_out_at < @before)")
            + (filter.Party is null ? "" : $" AND {OfParty}");
        // The counters know the total unless place, moment or party are filtered by.
        var total = filter.Location is null && filter.HandOutBefore is null && filter.Party is null
            ? $"SELECT coalesce(sum(value), 0) FROM counter WHERE kind = 'status' AND key {wanted}"
            : $"SELECT count(*) FROM readiness INDEXED BY readiness_board WHERE {where}";
        using var reader = connection.ExecuteReader(
            $"""
            SELECT {StoreRows.ReadinessColumns} FROM readiness INDEXED BY readiness_board
            WHERE {where} ORDER BY urgency, sort_at, person, decision_number LIMIT @take OFFSET @skip
            """,
            parameters);
        return new Page<ReadinessRow>(reader.List(StoreRows.Readiness), connection.ExecuteScalar<long>(total, parameters));
    }
}
