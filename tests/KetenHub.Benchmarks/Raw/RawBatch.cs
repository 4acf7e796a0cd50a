using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace KetenHub.Benchmarks;

/// <summary>The rows of one batch, as columns.</summary>
internal sealed class RawBatch(byte[] state)
{
    private const string Find = """
        SELECT i.event_id FROM inbox i JOIN unnest($1, $2, $3) AS k (publisher, source, event_id) USING (event_id, publisher, source)
        """;
    private const string Lock = "SELECT id, n, head, sealed_state FROM person WHERE id = ANY ($1) ORDER BY id FOR UPDATE";
    private const string Inbox = """
        INSERT INTO inbox (publisher, source, event_id, body_digest, person, n, hash, received_at) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
        """;
    private const string Log = """
        INSERT INTO log (person, n, kind, at, party, type, event_id, cause_n, policy_version, why, trace, body_digest, prev_hash, hash, sealed_body)
        SELECT person, n, kind, at, party, type, event_id, cause_n, '1', 'recorded', '', body_digest, prev_hash, hash, sealed_body
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            AS l (person, n, kind, at, party, type, event_id, cause_n, body_digest, prev_hash, hash, sealed_body)
        """;
    private const string Persons = """
        INSERT INTO person (id, n, head, sealed_state, wrapped_key) SELECT *, '' FROM unnest($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET n = excluded.n, head = excluded.head, sealed_state = excluded.sealed_state
        """;
    private const string Outbox = """
        INSERT INTO outbox (id, person, n, recipient, type, created_at) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
        """;

    private readonly Dictionary<Guid, Head> heads = [];
    private readonly List<(string Publisher, RawMessage Message)> accepted = [];
    private readonly List<Entry> log = [];
    private readonly List<(string Recipient, RawNotification Notification, Entry Entry)> outbox = [];
    private readonly List<Entry> received = [];

    public IReadOnlyList<(string Recipient, RawNotification Notification, Entry Entry)> Notifications => outbox;

    /// <summary>Two round trips: begin, find what is known, lock; then write all and commit.</summary>
    public async Task HandleAsync(NpgsqlConnection connection, List<(string Publisher, RawMessage Message)> messages, CancellationToken cancellation)
    {
        var known = await ReadAsync(connection, messages, cancellation);
        var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        foreach (var (publisher, message) in messages)
        {
            if (known.Add(message.Id))
                Take(message, publisher, at);
        }
        await WriteAsync(connection, at, cancellation);
    }

    private async Task<HashSet<string>> ReadAsync(
        NpgsqlConnection connection, List<(string Publisher, RawMessage Message)> messages, CancellationToken cancellation)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        await using var read = new NpgsqlBatch(connection);
        Add(read, "BEGIN");
        Add(read, Find, Of(messages, one => one.Publisher), Of(messages, one => one.Message.Source), Of(messages, one => one.Message.Id));
        Add(read, Lock, messages.Select(one => one.Message.Person).Distinct().ToArray());
        await using var rows = await read.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
            known.Add(rows.GetString(0));
        await rows.NextResultAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
            heads.Add(rows.GetGuid(0), new Head(rows.GetInt64(1), (byte[])rows.GetValue(2), (byte[])rows.GetValue(3)));
        return known;
    }

    private void Take(RawMessage message, string publisher, long at)
    {
        if (!heads.TryGetValue(message.Person, out var head))
            heads.Add(message.Person, head = new Head(0, new byte[32], []));
        accepted.Add((publisher, message));
        var cause = Append(head, message.Person, "Received", at, publisher, message.Type, message.Id, null, message.Body, message.Digest);
        received.Add(cause);
        var index = 0;
        foreach (var (recipient, body) in PlannedNotifications.Of(message.Plan, message.Id))
        {
            var id = new Guid(SHA256.HashData(Encoding.ASCII.GetBytes($"{message.Id}#{index++}")).AsSpan(0, 16));
            var entry = Append(head, message.Person, "Notified", at, recipient, "notification", id.ToString(), cause.N, body, SHA256.HashData(body));
            outbox.Add((recipient, new RawNotification(id, body), entry));
        }
        head.State = state;
    }

    private Entry Append(Head head, Guid person, string kind, long at, string party, string type, string eventId, long? cause, byte[] body, byte[] digest)
    {
        Span<byte> input = stackalloc byte[32 + 32 + 16 + 8 + 8];
        head.Hash.CopyTo(input);
        digest.CopyTo(input[32..]);
        person.TryWriteBytes(input[64..]);
        BitConverter.TryWriteBytes(input[80..], head.N + 1);
        BitConverter.TryWriteBytes(input[88..], at);
        var entry = new Entry(person, head.N + 1, kind, at, party, type, eventId, cause, digest, head.Hash, SHA256.HashData(input), body);
        (head.N, head.Hash) = (entry.N, entry.Hash);
        log.Add(entry);
        return entry;
    }

    private async Task WriteAsync(NpgsqlConnection connection, long at, CancellationToken cancellation)
    {
        await using var write = new NpgsqlBatch(connection);
        var persons = heads.ToList();
        Add(write, Persons, Of(persons, head => head.Key), Of(persons, head => head.Value.N), Of(persons, head => head.Value.Hash), Of(persons, head => head.Value.State));
        Add(write, Inbox, Of(accepted, one => one.Publisher), Of(accepted, one => one.Message.Source),
            Of(accepted, one => one.Message.Id), Of(accepted, one => one.Message.Digest),
            Of(received, row => row.Person), Of(received, row => row.N), Of(received, row => row.Hash), Of(received, _ => at));
        Add(write, Log, Of(log, row => row.Person), Of(log, row => row.N), Of(log, row => row.Kind), Of(log, row => row.At), Of(log, row => row.Party),
            Of(log, row => row.Type), Of(log, row => row.EventId), Of(log, row => row.CauseN), Of(log, row => row.Digest), Of(log, row => row.PrevHash),
            Of(log, row => row.Hash), Of(log, row => row.Body));
        if (outbox.Count > 0)
        {
            Add(write, Outbox, Of(outbox, row => row.Notification.Id), Of(outbox, row => row.Entry.Person), Of(outbox, row => row.Entry.N),
                Of(outbox, row => row.Recipient), Of(outbox, row => row.Entry.Type), Of(outbox, row => row.Entry.At));
        }
        Add(write, "COMMIT");
        await write.ExecuteNonQueryAsync(cancellation);
    }

    private static TValue[] Of<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value) => rows.ConvertAll(row => value(row)).ToArray();

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is long?[]
                ? new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint }
                : new NpgsqlParameter { Value = value });
        }
        batch.BatchCommands.Add(command);
    }

    internal sealed record Entry(
        Guid Person, long N, string Kind, long At, string Party, string Type, string EventId, long? CauseN, byte[] Digest, byte[] PrevHash, byte[] Hash, byte[] Body);

    private sealed class Head(long n, byte[] hash, byte[] state)
    {
        public long N { get; set; } = n;
        public byte[] Hash { get; set; } = hash;
        public byte[] State { get; set; } = state;
    }
}
