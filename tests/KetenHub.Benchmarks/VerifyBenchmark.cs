using System.Diagnostics;
using System.Security.Cryptography;
using KetenHub.Hub;
using KetenHub.Storage;

namespace KetenHub.Benchmarks;

/// <summary>Verifying a log against its checkpoints, beside only reading it.</summary>
internal static class VerifyBenchmark
{
    private const int EntriesOfPerson = 20;
    private const int BodyBytes = 1200;

    public static async Task<int> RunAsync(int entries, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-bench-");
        try
        {
            await using var store = new SqliteStore(Path.Combine(folder.FullName, "ketenhub.db"));
            await store.MigrateAsync(CancellationToken.None);
            await FillAsync(store, entries);
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

    private static async Task FillAsync(SqliteStore store, int entries)
    {
        foreach (var persons in Enumerable.Range(0, entries / EntriesOfPerson).Chunk(50))
        {
            var writes = new HubWrites();
            foreach (var person in persons)
                Fill(writes, EffectIds.Of("bench", person));
            await using var tx = await store.BeginAsync(CancellationToken.None);
            await tx.WriteTxAsync(writes, CancellationToken.None);
            await tx.CommitTxAsync(CancellationToken.None);
        }
    }

    private static void Fill(HubWrites writes, Guid person)
    {
        var head = LogChain.Genesis();
        for (var n = 1; n <= EntriesOfPerson; n++)
        {
            var body = RandomNumberGenerator.GetBytes(BodyBytes);
            var row = new LogRow(
                person, n, LogKind.Received, DateTimeOffset.UnixEpoch.AddMinutes(n), "coa", "incident-registered", Guid.NewGuid().ToString("D"), null,
                "2026-11", "recorded", "", body, SHA256.HashData(body), head, []);
            writes.Log.Add(row with { Hash = head = LogChain.HashOf(row) });
        }
        writes.Persons.Add(new PersonRow(person, EntriesOfPerson, head, new byte[600], new byte[61], null));
    }
}
