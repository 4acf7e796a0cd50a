using System.Security.Cryptography;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Benchmarks;

/// <summary>What others' years left, for pages that search it: messages of every type from and to many partners, spread over years, some types rare; a
/// look-up per person; one person with a long log. Bodies are noise: nothing here opens them.</summary>
internal static class SearchFilling
{
    private const int EntriesOfPerson = 20;
    private const int BodyBytes = 300;
    private const int PersonsAtOnce = 100;
    private const int RareEvery = 40_000;

    private static readonly DateTimeOffset Start = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Sending = ["ind", "coa", "dtv", "avim", "politie", "gemeente"];
    private static readonly string[] Told = ["ind", "coa", "dtv", "nidos"];

    /// <summary>A type that few messages have, and a partner that few come from.</summary>
    public static (string Type, string Party) Rare { get; } = ("process-director-assigned", "kmar");

    /// <summary>Writes until there are this many more.</summary>
    /// <param name="store">Where.</param>
    /// <param name="entries">How many.</param>
    /// <param name="longLog">The first person has this many of them.</param>
    public static async Task FillAsync(IHubStore store, int entries, int longLog)
    {
        if (longLog > 0)
            await WriteAsync(store, [Of(0, longLog)]);
        foreach (var persons in Enumerable.Range(1, Math.Max(0, entries - longLog) / EntriesOfPerson).Chunk(PersonsAtOnce))
            await WriteAsync(store, persons.AsParallel().AsOrdered().Select(person => Of(person, EntriesOfPerson)));
    }

    /// <summary>The person of this number.</summary>
    public static Guid Person(int number) => EffectIds.Of("search", number);

    private static async Task WriteAsync(IHubStore store, IEnumerable<(PersonRow Person, List<LogRow> Log)> persons)
    {
        var writes = new HubWrites();
        foreach (var (person, log) in persons)
        {
            writes.Persons.Add(person);
            writes.Log.AddRange(log);
            writes.Inbox.AddRange(log.Where(row => row.Kind == LogKind.Received).Select(row => new InboxRow(
                new InboxKey(row.Party, $"urn:nld:oin:{row.Party}:systeem:archief", row.EventId), row.BodyDigest, row.Person, row.N, row.Hash, row.At)));
            writes.Outbox.AddRange(log.Where(row => row.Kind == LogKind.Notified).Select(row => new OutboxRow(Guid.Parse(row.EventId), row.Person, row.N, row.Party, row.Type, row.At)));
        }
        await using (var tx = await store.BeginAsync(CancellationToken.None))
        {
            await tx.WriteTxAsync(writes, CancellationToken.None);
            await tx.CommitTxAsync(CancellationToken.None);
        }
        await store.MarkSentAsync([.. writes.Outbox.Select(row => row.Id)], Start, CancellationToken.None);
    }

    private static (PersonRow, List<LogRow>) Of(int number, int entries)
    {
        var (id, head, log) = (Person(number), LogChain.Genesis(), new List<LogRow>());
        for (var n = 1; n <= entries; n++)
        {
            var body = RandomNumberGenerator.GetBytes(BodyBytes);
            var (kind, party, type) = What(number, n, entries);
            var row = new LogRow(id, n, kind, Start.AddMinutes((number * 50) + (n * 7)), party, type, kind == LogKind.LookedUp ? "" : EffectIds.Of($"search {number}", n).ToString(),
                kind == LogKind.Notified ? n - 1 : null, "2026-11", "recorded", "", body, SHA256.HashData(body), head, []);
            log.Add(row with { Hash = head = LogChain.HashOf(row) });
        }
        return (new PersonRow(id, entries, head, new byte[600], new byte[61], null), log);
    }

    private static (LogKind Kind, string Party, string Type) What(int number, int n, int entries) => (number, n) switch
    {
        (_, _) when n == entries => (LogKind.LookedUp, "ind/beheer", ""),
        (> 0, 1) when (number * EntriesOfPerson) % RareEvery == 0 => (LogKind.Received, Rare.Party, Rare.Type),
        _ when n % 4 == 0 => (LogKind.Notified, Told[(number + n) % Told.Length], MessageTypes.Notifications[(number + n) % MessageTypes.Notifications.Count].Name),
        _ => (LogKind.Received, Sending[(number + n) % Sending.Length], Common[(number + n) % Common.Count]),
    };

    private static IReadOnlyList<string> Common { get; } = [.. MessageTypes.Messages.Select(type => type.Name).Where(name => name != Rare.Type)];
}
