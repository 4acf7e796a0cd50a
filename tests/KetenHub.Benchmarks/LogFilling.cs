using System.Globalization;
using System.Security.Cryptography;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Npgsql;
using NpgsqlTypes;

namespace KetenHub.Benchmarks;

/// <summary>Fills the store with what hubs would have left in years: persons with keys and chains that verify, their inbox, log and sent
/// outbox. Most persons have 15 entries; a hundredth has 500.</summary>
/// <param name="database">The store.</param>
/// <param name="keys">Its keys.</param>
/// <param name="firstNumber">The first V-nummer that no hub has seen yet.</param>
internal sealed class LogFilling(NpgsqlDataSource database, HubKeys keys, int firstNumber)
{
    private const int Few = 15;
    private const int Many = 500;
    private const int ManyEvery = 100;
    private const int NotifiedEvery = 4;
    private const int PersonsAtOnce = 1_000;
    private const string Publisher = "coa";
    private const string Source = "urn:nld:oin:00000000000000000102:systeem:archief";

    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<byte[]> bodies = Site.Workload(5_000, seed: 11).Next(64).ConvertAll(sample => sample.Message.Body.ToArray());
    private readonly List<Guid> persons = [];

    /// <summary>Entries so far.</summary>
    public long Entries { get; private set; }

    /// <summary>Persons so far; their V-nummers count from the first number.</summary>
    public int Persons => persons.Count;

    /// <summary>Some of the persons, the same each time, in the proportion of all.</summary>
    public IEnumerable<Guid> Some(int count)
    {
        var random = new Random(12);
        return [.. Enumerable.Range(0, count).Select(_ => persons[random.Next(persons.Count)])];
    }

    /// <summary>Adds until the log has this size.</summary>
    public async Task FillAsync(long entries)
    {
        while (Entries < entries)
            await AddAsync();
        // As the server would by and by; and nothing of the filling is left to be written during the measurement.
        foreach (var statement in new[] { "ANALYZE", "CHECKPOINT" })
        {
            await using var command = database.CreateCommand(statement);
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync();
        }
    }

    private async Task AddAsync()
    {
        var first = persons.Count;
        var rows = Enumerable.Range(firstNumber + first, PersonsAtOnce).AsParallel().AsOrdered().Select(Person).ToList();
        persons.AddRange(rows.Select(row => row.Person.Id));
        var log = rows.SelectMany(row => row.Log).ToList();
        await CopyAsync("person (id, n, head, sealed_state, wrapped_key)", rows, row =>
            [row.Person.Id, row.Person.N, row.Person.Head, row.Person.SealedState, row.Person.WrappedKey]);
        await CopyAsync("identifier (hash, person, sealed)", rows, row => [row.Identifier.Hash.Hex, row.Person.Id, row.Identifier.Sealed]);
        await CopyAsync("log (person, n, kind, at, party, type, event_id, cause_n, policy_version, why, trace, body_digest, prev_hash, hash, sealed_body)", log, row =>
            [row.Person, row.N, row.Kind.ToString(), row.At.ToUnixTimeMilliseconds(), row.Party, row.Type, row.EventId, row.CauseN, row.PolicyVersion, row.Why,
                row.Trace, row.BodyDigest, row.PrevHash, row.Hash, row.SealedBody]);
        await CopyAsync("inbox (publisher, source, event_id, body_digest, person, n, hash, received_at)", log.Where(row => row.Kind == LogKind.Received), row =>
            [Publisher, Source, row.EventId, row.BodyDigest, row.Person, row.N, row.Hash, row.At.ToUnixTimeMilliseconds()]);
        await CopyAsync("outbox (id, person, n, recipient, type, created_at, sent_at)", log.Where(row => row.Kind == LogKind.Notified), row =>
            [Guid.Parse(row.EventId), row.Person, row.N, row.Party, row.Type, row.At.ToUnixTimeMilliseconds(), row.At.ToUnixTimeMilliseconds()]);
        Entries += log.Count;
    }

    private (PersonRow Person, IdentifierRow Identifier, List<LogRow> Log) Person(int number)
    {
        var id = EffectIds.Of("archive", number);
        var (key, wrapped) = keys.NewPersonKey(id);
        using var used = key;
        var identifier = new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = number.ToString("D10", CultureInfo.InvariantCulture) };
        var log = new List<LogRow>();
        for (var n = 1; n <= (number % ManyEvery == 0 ? Many : Few); n++)
            log.Add(Entry(key, id, n, log));
        var state = key.Seal(StateJson.Write(PersonState.Empty.WithCase($"Z-{number:D6}")), HubKeys.Bound(id, "state"));
        return (new PersonRow(id, log.Count, log[^1].Hash, state, wrapped, null),
            new IdentifierRow(keys.HashOf(identifier), id, HubKeys.SealIdentifier(key, id, identifier)), log);
    }

    private LogRow Entry(Sealer key, Guid person, int n, List<LogRow> before)
    {
        var isNotified = n % NotifiedEvery == 0;
        var body = key.Seal(bodies[n % bodies.Count], HubKeys.Bound(person, "log"));
        var row = new LogRow(person, n, isNotified ? LogKind.Notified : LogKind.Received, Start.AddHours(n), isNotified ? "dtv" : Publisher,
            isNotified ? "safety-notice" : "case-signal", EffectIds.Of($"archive {person}", n).ToString(), isNotified ? n - 1 : null,
            "2020-01", "recorded", "", body, SHA256.HashData(body), before.Count == 0 ? LogChain.Genesis() : before[^1].Hash, []);
        return row with { Hash = LogChain.HashOf(row) };
    }

    private async Task CopyAsync<T>(string table, IEnumerable<T> rows, Func<T, object?[]> values)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT binary)");
        foreach (var row in rows)
        {
            await copy.StartRowAsync();
            foreach (var value in values(row))
                await WriteAsync(copy, value);
        }
        await copy.CompleteAsync();
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, object? value) => value switch
    {
        null => copy.WriteNullAsync(),
        Guid reference => copy.WriteAsync(reference, NpgsqlDbType.Uuid),
        long number => copy.WriteAsync(number, NpgsqlDbType.Bigint),
        int number => copy.WriteAsync((long)number, NpgsqlDbType.Bigint),
        byte[] bytes => copy.WriteAsync(bytes, NpgsqlDbType.Bytea),
        _ => copy.WriteAsync((string)value, NpgsqlDbType.Text),
    };
}
