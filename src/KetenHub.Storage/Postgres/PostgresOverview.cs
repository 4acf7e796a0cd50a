using KetenHub.Decisions;
using KetenHub.Hub;
using Npgsql;

namespace KetenHub.Storage;

/// <summary>Counts for the top of every page: from counters, or from an index that holds only what waits.</summary>
internal static class PostgresOverview
{
    private const string Sums = """
        SELECT kind, key, CASE WHEN kind = 'last_accepted_at' THEN max(value) ELSE sum(value)::bigint END FROM counter GROUP BY kind, key
        """;
    private const string Waiting = """
        SELECT (SELECT count(*) FROM person WHERE merged_into IS NOT NULL), (SELECT count(*) FROM outbox WHERE sent_at IS NULL),
            (SELECT min(created_at) FROM outbox WHERE sent_at IS NULL), (SELECT count(*) FROM deadline WHERE at <= $1),
            (SELECT count(*) FROM quarantine WHERE resolution = ''), (SELECT coalesce(sum(missing), 0)::bigint FROM sequence)
        """;

    public static async Task<Overview> ReadAsync(NpgsqlDataSource source, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var sums = source.CreateCommand(Sums);
        var counters = await sums.ListAsync(reader => (Kind: reader.GetString(0), Key: reader.GetString(1), Value: reader.GetInt64(2)), cancellation);
        await using var waiting = source.CreateCommand(Waiting).With(now.ToUnixTimeMilliseconds());
        var rows = await waiting.ListAsync(
            reader => (Merged: reader.GetInt64(0), Unsent: reader.GetInt64(1), Oldest: reader.IsDBNull(2) ? (long?)null : reader.GetInt64(2),
                Overdue: reader.GetInt64(3), Quarantined: reader.GetInt64(4), Missing: reader.GetInt64(5)),
            cancellation);
        var (merged, unsent, oldest, overdue, quarantined, missing) = rows.Single();
        return new Overview(
            LogEntries: Of(Counters.Log) ?? 0,
            Persons: (Of(Counters.Person) ?? 0) - merged,
            Accepted: Of(Counters.Accepted) ?? 0,
            LastAcceptedAt: StoreRows.Time(Of(Counters.LastAcceptedAt)),
            Unsent: unsent,
            OldestUnsentAt: StoreRows.Time(oldest),
            DeadlinesOverdue: overdue,
            Quarantined: quarantined,
            ByStatus: counters.Where(row => row.Kind == Counters.Status && row.Value > 0)
                .ToDictionary(row => Stored.Read<ReadinessStatus>(row.Key), row => row.Value),
            Missing: missing);

        long? Of(string kind) => counters.Where(row => row.Kind == kind).Select(row => (long?)row.Value).FirstOrDefault();
    }
}
