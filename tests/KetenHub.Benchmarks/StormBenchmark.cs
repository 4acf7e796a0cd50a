using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Benchmarks;

/// <summary>A backlog gathers while the hub is away; then it must be handled with bounded memory.</summary>
internal static class StormBenchmark
{
    private const int Chunk = 20_000;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    public static async Task<int> RunAsync(int messages, bool json)
    {
        var workload = Site.Workload(5_000, seed: 7);
        await Site.RunAsync(1, workload.Next, async hub =>
        {
            await hub.KillAsync();
            // By the piece: the loader must not hold a million bodies either.
            for (var published = 0; published < messages; published += Chunk)
            {
                var part = workload.Next(Math.Min(Chunk, messages - published));
                await hub.Loader.PublishAsync(part);
                hub.Expect(part.Count);
            }
            Console.WriteLine($"{messages} messages wait; the hub goes on");
            var watch = System.Diagnostics.Stopwatch.StartNew();
            await hub.StartAgainAsync();
            using var ended = new CancellationTokenSource();
            var resident = WatchAsync(hub.Processes[0], ended.Token);
            await hub.FinishAsync([]);
            var took = watch.Elapsed.TotalSeconds;
            await ended.CancelAsync();
            var result = new
            {
                messages, seconds = Math.Round(took, 1), perSecond = Math.Round(messages / took),
                peakMiB = Math.Round(Usage.PeakMiB(hub.Processes[0])), residentMiB = await resident,
            };
            Console.WriteLine($"storm: {result.messages} messages in {result.seconds} s, {result.perSecond}/s; peak {result.peakMiB} MiB, "
                + $"resident at each tenth: {string.Join(", ", result.residentMiB)}");
            if (json)
                Console.WriteLine(JsonSerializer.Serialize(result, CloudEventWriter.JsonOptions));
        });
        return 0;
    }

    private static async Task<List<double>> WatchAsync(int process, CancellationToken ended)
    {
        var seen = new List<double>();
        while (!ended.IsCancellationRequested)
        {
            seen.Add(Math.Round(Usage.ResidentMiB(process)));
            await Task.Delay(Every, CancellationToken.None);
        }
        return [.. Enumerable.Range(0, 10).Select(tenth => seen[tenth * seen.Count / 10])];
    }
}
