using System.Diagnostics;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;

namespace KetenHub.Benchmarks;

/// <summary>Throughput and a person's timeline at growing sizes of the log. Always 5,000 persons are in the news, spread over all there are.</summary>
internal static class GrowthBenchmark
{
    private const int InTheNews = 5_000;
    private const int Queries = 500;
    private const int PageSize = 50;

    public static async Task<int> RunAsync(IReadOnlyList<int> entries, int messages, bool json)
    {
        var results = new List<object>();
        var workload = Site.Workload(InTheNews, seed: 10);
        await Site.RunAsync(1, workload.Next, async hub =>
        {
            using var keys = new HubKeys(new KeyRingFile(hub.Site.KeyRingFile, Convert.FromHexString(KetenSite.MasterKey)).Read());
            var filling = new LogFilling(hub.Database, keys, InTheNews);
            foreach (var size in entries.Order())
            {
                var watch = Stopwatch.StartNew();
                await filling.FillAsync(size);
                Console.WriteLine($"growth: {filling.Entries:N0} entries of {filling.Persons:N0} persons, filled in {watch.Elapsed.TotalSeconds:0} s");
                workload.Stride = Math.Max(1, filling.Persons / InTheNews);
                // Pages that the new persons lie on are read once before.
                await hub.HandleAsync(workload.Next(messages / 4));
                var perSecond = await Site.RateAsync(hub, workload.Next(messages));
                var timeline = await TimelineAsync(hub, filling);
                var result = new
                {
                    entries = filling.Entries, perSecond, timelineP50 = Math.Round(CompareBenchmark.Percentile(timeline, 0.5), 2),
                    timelineP95 = Math.Round(CompareBenchmark.Percentile(timeline, 0.95), 2),
                };
                Console.WriteLine($"growth: at {result.entries:N0} entries {result.perSecond}/s, timeline p50 {result.timelineP50} p95 {result.timelineP95} ms");
                results.Add(result);
            }
        });
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { messages, results }, CloudEventWriter.JsonOptions));
        return 0;
    }

    // The first page, with bodies, as the dashboard reads it.
    private static async Task<List<double>> TimelineAsync(Contestant hub, LogFilling filling)
    {
        await using var store = new PostgresStore(hub.Site.Database);
        var took = new List<double>();
        foreach (var person in filling.Some(Queries))
        {
            var watch = Stopwatch.StartNew();
            await store.Reads.TimelineAsync([person], 0, PageSize, CancellationToken.None);
            took.Add(watch.Elapsed.TotalMilliseconds);
        }
        return took;
    }
}
