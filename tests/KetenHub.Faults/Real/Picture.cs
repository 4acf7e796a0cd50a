using Npgsql;

namespace KetenHub.Faults.Real;

/// <summary>A log entry as it stands in the database.</summary>
internal sealed record Entry(Guid Person, long N, string Kind, long At, string Party, string EventId, byte[] PrevHash, byte[] Hash);

/// <summary>An accepted event.</summary>
internal sealed record Accepted(string Publisher, string EventId, byte[] Digest, Guid Person, long N);

/// <summary>A notification.</summary>
internal sealed record Notice(Guid Id, Guid Person, long N, string Recipient, string Type, bool IsSent);

/// <summary>The database at one moment, read by the checker's own SQL.</summary>
internal sealed record Picture(
    IReadOnlyList<Entry> Log, IReadOnlyList<Accepted> Inbox, IReadOnlyList<Notice> Outbox,
    IReadOnlyDictionary<Guid, (long N, byte[] Head)> Heads, IReadOnlyDictionary<string, (long Highest, long Missing)> Sequences,
    long CountedAsAccepted, DateTimeOffset At)
{
    public static async Task<Picture> ReadAsync(string database, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellation);
        await using var one = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        return new Picture(
            await ListAsync("SELECT person, n, kind, at, party, event_id, prev_hash, hash FROM log ORDER BY person, n", row => new Entry(
                row.GetGuid(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetString(5), (byte[])row[6], (byte[])row[7])),
            await ListAsync("SELECT publisher, event_id, body_digest, person, n FROM inbox", row => new Accepted(
                row.GetString(0), row.GetString(1), (byte[])row[2], row.GetGuid(3), row.GetInt64(4))),
            await ListAsync("SELECT id, person, n, recipient, type, sent_at IS NOT NULL FROM outbox", row => new Notice(
                row.GetGuid(0), row.GetGuid(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetBoolean(5))),
            (await ListAsync("SELECT id, n, head FROM person", row => (Id: row.GetGuid(0), N: row.GetInt64(1), Head: (byte[])row[2])))
                .ToDictionary(row => row.Id, row => (row.N, row.Head)),
            (await ListAsync("SELECT source, highest, missing FROM sequence", row => (Source: row.GetString(0), Highest: row.GetInt64(1), Missing: row.GetInt64(2))))
                .ToDictionary(row => row.Source, row => (row.Highest, row.Missing)),
            (await ListAsync("SELECT coalesce(sum(value), 0)::bigint FROM counter WHERE kind = 'accepted'", row => row.GetInt64(0))).Single(),
            DateTimeOffset.UtcNow);

        async Task<List<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
        {
            var rows = new List<T>();
            await using var command = new NpgsqlCommand(sql, connection, one) { CommandTimeout = 120 };
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                rows.Add(read(reader));
            return rows;
        }
    }

    /// <summary>What is not done yet, in words; empty when all is.</summary>
    public static async Task<string> LeftAsync(string database, IReadOnlyCollection<Sent> sent, CancellationToken cancellation)
    {
        var missing = (await MissingAsync(database, sent, cancellation)).Count;
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellation);
        // What was made in this moment is not waiting.
        await using var count = new NpgsqlCommand("""
            SELECT (SELECT count(*) FROM outbox WHERE sent_at IS NULL AND created_at < now.ms - 2000),
                (SELECT count(*) FROM deadline WHERE at < now.ms - 2000) FROM (SELECT extract(epoch FROM clock_timestamp()) * 1000 AS ms) now
            """, connection);
        await using var reader = await count.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var (unsent, overdue) = (reader.GetInt64(0), reader.GetInt64(1));
        return missing + unsent + overdue == 0 ? "" : $"{missing} messages are not accepted, {unsent} notifications not sent, {overdue} deadlines not handled";
    }

    /// <summary>Which of these events are not accepted yet.</summary>
    public static async Task<HashSet<Guid>> MissingAsync(string database, IReadOnlyCollection<Sent> sent, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellation);
        var missing = sent.Select(line => line.Id).ToHashSet();
        await using var known = new NpgsqlCommand("SELECT event_id FROM inbox WHERE event_id = ANY ($1)", connection);
        known.Parameters.Add(new NpgsqlParameter { Value = missing.Select(id => id.ToString("D")).ToArray() });
        await using var reader = await known.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            missing.Remove(Guid.Parse(reader.GetString(0)));
        return missing;
    }
}
