using KetenHub.Hub;
using Npgsql;

namespace KetenHub.Storage;

// What one batch reads, in one round trip. Each statement sees what was committed before it began, so what comes after the locks is read behind them.
internal sealed partial class PostgresTx
{
    // No joins: planned while a table is new and small, a join reads all of it, and goes on doing so until the table is next analysed. These read by key.
    private const string Owner = "coalesce((SELECT p.merged_into FROM person p WHERE p.id = i.person), i.person)";
    private const string LockOwners = $"""
        SELECT {StoreRows.PersonColumns} FROM person
        WHERE id = ANY (ARRAY(SELECT {Owner} FROM identifier i WHERE i.hash = ANY ($1)) || $2) ORDER BY id FOR UPDATE
        """;
    private const string OwnerByHash = $"SELECT i.hash, {Owner} FROM identifier i WHERE i.hash = ANY ($1)";
    private const string InboxByKey = """
        SELECT found.* FROM unnest($1, $2, $3) AS k (publisher, source, event_id) CROSS JOIN LATERAL (
            SELECT i.publisher, i.source, i.event_id, i.body_digest, i.person, i.n, i.hash, i.received_at
            FROM inbox i WHERE i.event_id = k.event_id AND i.publisher = k.publisher AND i.source = k.source LIMIT 1) AS found
        """;
    private const string SequenceBySource = "SELECT source, publisher, highest, missing, seen_at, gaps FROM sequence WHERE source = ANY ($1)";

    public Task<Loaded> LoadTxAsync(LoadKeys keys, CancellationToken cancellation) => RunAsync(async () =>
    {
        var inbox = new Dictionary<InboxKey, InboxRow>();
        var owners = new Dictionary<IdentifierHash, Guid>();
        var persons = new List<PersonRow>();
        var sequences = new Dictionary<string, SequenceRow>(StringComparer.Ordinal);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var rows = new List<Action<NpgsqlDataReader>>();
        var hashes = keys.Identifiers.Select(hash => hash.Hex).Distinct().ToArray();
        if (hashes.Length > 0 || keys.Persons.Count > 0)
            Ask(reader => persons.Add(StoreRows.Person(reader)), LockOwners, hashes, keys.Persons.ToArray());
        if (hashes.Length > 0)
            Ask(reader => owners[new IdentifierHash(reader.GetString(0))] = reader.GetGuid(1), OwnerByHash, (object)hashes);
        if (keys.Events.Distinct().ToList() is { Count: > 0 } events)
        {
            Ask(reader => { var row = StoreRows.Inbox(reader); inbox.Add(row.Key, row); }, InboxByKey,
                Of(events, key => key.Publisher), Of(events, key => key.Source), Of(events, key => key.EventId));
        }
        if (keys.Sources.Count > 0)
            Ask(reader => { var row = StoreRows.Sequence(reader); sequences.Add(row.Source, row); }, SequenceBySource, (object)keys.Sources.Distinct().ToArray());
        if (rows.Count > 0)
            await ReadAsync(batch, rows, cancellation);
        return new Loaded(inbox, owners, persons, sequences);

        void Ask(Action<NpgsqlDataReader> row, string sql, params object[] values)
        {
            batch.Add(sql, values);
            rows.Add(row);
        }
    });

    // Statements answer in their order.
    private static async Task ReadAsync(NpgsqlBatch batch, IEnumerable<Action<NpgsqlDataReader>> rows, CancellationToken cancellation)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var row in rows)
        {
            while (await reader.ReadAsync(cancellation))
                row(reader);
            await reader.NextResultAsync(cancellation);
        }
    }
}
