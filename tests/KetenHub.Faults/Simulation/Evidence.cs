using System.Security.Cryptography;
using System.Text;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.Data.Sqlite;

namespace KetenHub.Faults.Simulation;

/// <summary>What is left at the end: the database as it is on the disk, and what publishers and recipients remember.</summary>
internal sealed class Evidence
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>All entries, in the order they were written.</summary>
    public required IReadOnlyList<Entry> Log { get; init; }

    public required string? FirstBad { get; init; }

    public required IReadOnlyDictionary<Guid, PersonState> States { get; init; }

    public required IReadOnlyList<(string Publisher, string EventId, string Digest, Guid Person, long N, string Hash)> Inbox { get; init; }

    /// <summary>Errors by publisher and digest of the body.</summary>
    public required IReadOnlyDictionary<(string Publisher, string Digest), string> Quarantined { get; init; }

    public required IReadOnlyList<(string Id, Guid Person, long N, string Recipient, string Type, bool IsSent)> Outbox { get; init; }

    public required IReadOnlyList<DeadlineRow> Deadlines { get; init; }

    public required IReadOnlyList<Sent> Sent { get; init; }

    /// <summary>Place of each body in its lane, when it came first.</summary>
    public required IReadOnlyDictionary<(string Publisher, string Digest), int> Arrival { get; init; }

    public required IReadOnlyDictionary<string, List<Mail>> Mail { get; init; }

    /// <summary>The log decided on again.</summary>
    public required Replay Replay { get; init; }

    public static async Task<Evidence> ReadAsync(IHubStore store, Site site, IEnumerable<Publisher> publishers)
    {
        using var connection = new SqliteConnection($"Data Source={site.Database};Pooling=False");
        connection.Open();
        var (log, states) = await LogAsync(store, site, connection);
        var arrival = new Dictionary<(string, string), int>();
        foreach (var queue in site.Queues.Values)
        {
            for (var i = 0; i < queue.Arrived.Count; i++)
                arrival.TryAdd((queue.Partner, Hex(queue.Arrived[i].Body.Span)), i);
        }
        return new Evidence
        {
            Now = site.World.Now,
            Log = log,
            States = states,
            FirstBad = (await LogVerifier.VerifyAsync(store.Reads, null, CancellationToken.None)).FirstBad?.ToString(),
            Inbox = [.. Rows(connection, "SELECT publisher, event_id, hex(body_digest), person, n, hex(hash) FROM inbox ORDER BY publisher, source, event_id",
                row => (row.GetString(0), row.GetString(1), row.GetString(2), row.GetGuid(3), row.GetInt64(4), row.GetString(5)))],
            Quarantined = Rows(connection, "SELECT publisher, hex(digest), errors FROM quarantine ORDER BY id", row => (Key: (row.GetString(0), row.GetString(1)), row.GetString(2)))
                .ToDictionary(row => row.Key, row => row.Item2),
            Outbox = [.. Rows(connection, "SELECT id, person, n, recipient, type, sent_at IS NOT NULL FROM outbox ORDER BY seq",
                row => (row.GetString(0), row.GetGuid(1), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetBoolean(5)))],
            Deadlines = [.. Rows(connection, "SELECT person, key, at FROM deadline ORDER BY person, key",
                row => new DeadlineRow(row.GetGuid(0), row.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2))))],
            Sent = [.. publishers.SelectMany(publisher => publisher.Ledger)],
            Arrival = arrival,
            Mail = site.Mailboxes.ToDictionary(mailbox => mailbox.Key, mailbox => mailbox.Value.Taken),
            Replay = new Replay(log, site.Policy),
        };
    }

    private static async Task<(List<Entry>, Dictionary<Guid, PersonState>)> LogAsync(IHubStore store, Site site, SqliteConnection connection)
    {
        var (keys, states) = (new Dictionary<Guid, Sealer>(), new Dictionary<Guid, PersonState>());
        await foreach (var person in store.Reads.AllPersonsAsync(CancellationToken.None))
        {
            keys.Add(person.Id, site.Keys.PersonKey(person.Id, person.WrappedKey));
            states.Add(person.Id, StateJson.Read(keys[person.Id].Open(person.SealedState, HubKeys.Bound(person.Id, "state"))));
        }
        var order = Rows(connection, "SELECT person, n FROM log ORDER BY rowid", row => (row.GetGuid(0), row.GetInt64(1))).ToList();
        var rows = new Dictionary<(Guid, long), LogRow>();
        await foreach (var row in store.Reads.AllLogAsync(CancellationToken.None))
            rows.Add((row.Person, row.N), row);
        var log = order.ConvertAll(place => Open(rows[place], keys, site.Partners));
        foreach (var key in keys.Values)
            key.Dispose();
        return (log, states);
    }

    private static Entry Open(LogRow row, Dictionary<Guid, Sealer> keys, PartnerList partners)
    {
        var body = keys[row.Person].Open(row.SealedBody!, HubKeys.Bound(row.Person, "log"));
        var message = row.Kind == LogKind.Received
            ? Intake.Read(new InboundMessage(row.Party, CloudEvent.ContentType, body), partners.Find(row.Party)!).Message : null;
        return new Entry(row, body, row.Kind == LogKind.Received ? Hex(body) : "", message);
    }

    private static string Hex(ReadOnlySpan<byte> body) => Convert.ToHexString(SHA256.HashData(body));

    private static List<T> Rows<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> read)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // texts of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}

/// <summary>A log entry, opened.</summary>
internal sealed record Entry(LogRow Row, byte[] Body, string Digest, KetenMessage? Message)
{
    public string Text => Encoding.UTF8.GetString(Body);
}
