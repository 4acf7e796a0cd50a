using Npgsql;

namespace KetenHub.Faults.Real;

/// <summary>A log entry as it stands in the database.</summary>
internal sealed record Entry(Guid Person, long N, string Kind, long At, string Party, string EventId, byte[] PrevHash, byte[] Hash);

/// <summary>An accepted event.</summary>
internal sealed record Accepted(string Publisher, string EventId, byte[] Digest, Guid Person, long N);

/// <summary>A notification.</summary>
internal sealed record Notice(Guid Id, Guid Person, long N, string Recipient, string Type, bool IsSent);

/// <summary>A refused message.</summary>
internal sealed record Refused(string Publisher, string Errors, byte[] Digest, long Times);

/// <summary>The database at one moment, read by the checker's own SQL.</summary>
internal sealed record Picture(
    IReadOnlyList<Entry> Log, IReadOnlyList<Accepted> Inbox, IReadOnlyList<Notice> Outbox, IReadOnlyList<Refused> Quarantine,
    IReadOnlyDictionary<Guid, (long N, byte[] Head)> Heads, IReadOnlyDictionary<string, (long Highest, long Missing)> Sequences,
    long Overdue, long CountedAsAccepted, DateTimeOffset At)
{
    // A hub that works through a backlog is not late for these few seconds.
    private const long LateMilliseconds = 10_000;

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
            await ListAsync("SELECT publisher, errors, digest, times FROM quarantine", row => new Refused(
                row.GetString(0), row.GetString(1), (byte[])row[2], row.GetInt64(3))),
            (await ListAsync("SELECT id, n, head FROM person", row => (Id: row.GetGuid(0), N: row.GetInt64(1), Head: (byte[])row[2])))
                .ToDictionary(row => row.Id, row => (row.N, row.Head)),
            (await ListAsync("SELECT source, highest, missing FROM sequence", row => (Source: row.GetString(0), Highest: row.GetInt64(1), Missing: row.GetInt64(2))))
                .ToDictionary(row => row.Source, row => (row.Highest, row.Missing)),
            (await ListAsync($"SELECT count(*) FROM deadline WHERE at < extract(epoch FROM clock_timestamp()) * 1000 - {LateMilliseconds}", row => row.GetInt64(0))).Single(),
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

    /// <summary>Which of these events are neither accepted nor refused yet, and how many notifications of before now are not sent.</summary>
    public static async Task<(HashSet<Guid> Missing, long Unsent)> WaitingAsync(string database, IReadOnlyCollection<Sent> sent, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellation);
        var missing = sent.Where(line => line.Refusal is null).Select(line => line.Id).ToHashSet();
        await using (var known = new NpgsqlCommand("SELECT event_id FROM inbox WHERE event_id = ANY ($1)", connection))
        {
            known.Parameters.Add(new NpgsqlParameter { Value = missing.Select(id => id.ToString("D")).ToArray() });
            await using var reader = await known.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                missing.Remove(Guid.Parse(reader.GetString(0)));
        }
        await using var unsent = new NpgsqlCommand(
            "SELECT count(*) FROM outbox WHERE sent_at IS NULL AND created_at < extract(epoch FROM clock_timestamp()) * 1000 - 2000", connection);
        return (missing, (long)(await unsent.ExecuteScalarAsync(cancellation))!);
    }
}
