using System.Diagnostics;
using System.Security.Cryptography;
using KetenHub.Hub;

namespace KetenHub.Benchmarks;

/// <summary>Verifying a log against its checkpoints, beside only reading it.</summary>
internal static class VerifyBenchmark
{
    private const int EntriesOfPerson = 20;
    private const int BodyBytes = 1200;

    private const int Visits = 4;

    public static async Task<int> RunAsync(int entries, int rounds, StoreEngine engine)
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-bench-");
        try
        {
            var (store, sql) = await EmptyStore.MakeAsync(engine, folder);
            await using var closing = store;
            await FillAsync(store, entries);
            await sql(engine == StoreEngine.Postgres ? "VACUUM ANALYZE" : "PRAGMA wal_checkpoint(TRUNCATE)");
            var signer = new NoteSigner("bench", new byte[32]);
            var elsewhere = new CheckpointFolder(Path.Combine(folder.FullName, "checkpoints"), signer.PublicKey);
            var watch = Stopwatch.StartNew();
            var latest = await new CheckpointMaker(store.Checkpoints, signer, TimeProvider.System).MakeAsync(CancellationToken.None);
            await elsewhere.TakeAsync(store.Checkpoints, latest!, CancellationToken.None);
            Console.WriteLine($"making and keeping checkpoints: {entries / watch.Elapsed.TotalSeconds:N0} entries/s");
            for (var round = 0; round < rounds; round++)
            {
                await MeasureAsync("reading only", entries, async () =>
                {
                    await foreach (var _ in store.Reads.AllLogAsync(CancellationToken.None))
                    {
                    }
                });
                await MeasureAsync("chains", entries, async () => Good(await LogVerifier.VerifyAsync(store.Reads, null, CancellationToken.None)));
                await MeasureAsync("chains and checkpoints", entries, async () => Good(await CheckpointVerifier.VerifyAsync(store, elsewhere, null, CancellationToken.None)));
            }
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Good(Verification result)
    {
        if (result.FirstBad is { } bad)
            throw new InvalidOperationException(bad.ToString());
    }

    private static async Task MeasureAsync(string what, int entries, Func<Task> work)
    {
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await work();
        var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
        Console.WriteLine($"{what,-22}: {entries / watch.Elapsed.TotalSeconds:N0} entries/s, {entries / used:N0} per CPU second");
    }

    // As in a hub that runs, a person's entries are not side by side: every person is come back to.
    private static async Task FillAsync(IHubStore store, int entries)
    {
        var heads = Enumerable.Repeat(LogChain.Genesis(), entries / EntriesOfPerson).ToArray();
        for (var visit = 0; visit < Visits; visit++)
        {
            foreach (var persons in Enumerable.Range(0, heads.Length).Chunk(50))
            {
                var writes = new HubWrites();
                foreach (var person in persons)
                    heads[person] = Fill(writes, EffectIds.Of("bench", person), visit * EntriesOfPerson / Visits, heads[person]);
                await using var tx = await store.BeginAsync(CancellationToken.None);
                await tx.WriteTxAsync(writes, CancellationToken.None);
                await tx.CommitTxAsync(CancellationToken.None);
            }
        }
    }

    private static byte[] Fill(HubWrites writes, Guid person, int after, byte[] head)
    {
        var last = after + EntriesOfPerson / Visits;
        for (var n = after + 1; n <= last; n++)
        {
            var body = RandomNumberGenerator.GetBytes(BodyBytes);
            var row = new LogRow(
                person, n, LogKind.Received, DateTimeOffset.UnixEpoch.AddMinutes(n), "coa", "incident-registered", Guid.NewGuid().ToString("D"), null,
                "2026-11", "recorded", "", body, SHA256.HashData(body), head, []);
            writes.Log.Add(row with { Hash = head = LogChain.HashOf(row) });
        }
        writes.Persons.Add(new PersonRow(person, last, head, new byte[600], new byte[61], null));
        return head;
    }
}
