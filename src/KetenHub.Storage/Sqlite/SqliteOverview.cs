using Dapper;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.Data.Sqlite;

namespace KetenHub.Storage;

/// <summary>Counts for the top of every page: from counters, or from an index that holds only what waits.</summary>
internal static class SqliteOverview
{
    public static Overview Read(SqliteConnection connection, DateTimeOffset now)
    {
        var counters = connection.Query<(string Kind, string Key, long Value)>("SELECT kind, key, value FROM counter").ToList();
        var merged = connection.ExecuteScalar<long>("SELECT count(*) FROM person WHERE merged_into IS NOT NULL");
        var (unsent, oldest) = connection.QuerySingle<(long, long?)>("SELECT count(*), min(created_at) FROM outbox WHERE sent_at IS NULL");
        return new Overview(
            LogEntries: Of(Counters.Log) ?? 0,
            Persons: (Of(Counters.Person) ?? 0) - merged,
            Accepted: Of(Counters.Accepted) ?? 0,
            LastAcceptedAt: StoreRows.Time(Of(Counters.LastAcceptedAt)),
            Unsent: unsent,
            OldestUnsentAt: StoreRows.Time(oldest),
            DeadlinesOverdue: connection.ExecuteScalar<long>("SELECT count(*) FROM deadline WHERE at <= @now", new { now = now.ToUnixTimeMilliseconds() }),
            Quarantined: connection.ExecuteScalar<long>("SELECT count(*) FROM quarantine WHERE resolution = ''"),
            ByStatus: counters.Where(row => row.Kind == Counters.Status && row.Value > 0)
                .ToDictionary(row => Stored.Read<ReadinessStatus>(row.Key), row => row.Value),
            Missing: connection.ExecuteScalar<long>("SELECT coalesce(sum(missing), 0) FROM sequence"));

        long? Of(string kind) => counters.Where(row => row.Kind == kind).Select(row => (long?)row.Value).FirstOrDefault();
    }
}
