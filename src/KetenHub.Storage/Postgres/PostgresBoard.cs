using KetenHub.Decisions;
using KetenHub.Hub;
using Npgsql;

namespace KetenHub.Storage;

/// <summary>One page of the readiness board, in the order of the index readiness_board.</summary>
internal static class PostgresBoard
{
    private const string Where =
        "status = ANY ($1) AND ($2::text IS NULL OR location = $2) AND ($3::bigint IS NULL OR hand_out_at IS NULL OR hand_out_at < $3)";

    public static async Task<Page<ReadinessRow>> ReadAsync(
        NpgsqlDataSource source, BoardFilter filter, int skip, int take, CancellationToken cancellation)
    {
        var statuses = filter.Statuses.Count == 0
            ? Enum.GetValues<ReadinessStatus>().Where(status => status != ReadinessStatus.NotOpened)
            : filter.Statuses;
        var names = statuses.Select(status => status.ToString()).ToArray();
        object location = filter.Location ?? (object)DBNull.Value;
        object before = filter.HandOutBefore?.ToUnixTimeMilliseconds() ?? (object)DBNull.Value;
        await using var page = source.CreateCommand($"""
            SELECT {StoreRows.ReadinessColumns} FROM readiness
            WHERE {Where} ORDER BY urgency, sort_at, person, decision_number LIMIT $4 OFFSET $5
            """).With(names, location, before, (long)take, (long)skip);
        var items = await page.ListAsync(StoreRows.Readiness, cancellation);
        await using var total = source.CreateCommand($"SELECT count(*) FROM readiness WHERE {Where}").With(names, location, before);
        return new Page<ReadinessRow>(items, (long)(await total.ExecuteScalarAsync(cancellation))!);
    }
}
