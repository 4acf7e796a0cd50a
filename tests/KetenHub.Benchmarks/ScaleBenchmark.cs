using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Benchmarks;

/// <summary>The same number of messages through one, two and four lanes (partners that report signals), and with one and two hubs.
/// Broker, database, hubs and partners share the cores of one machine: what this shows is what sharing costs, not how far it goes.</summary>
internal static class ScaleBenchmark
{
    private static readonly string[] Partners = ["coa", "avim", "ind", "nidos"];
    private static readonly (int Lanes, int Instances)[] Cases = [(1, 1), (2, 1), (4, 1), (4, 2)];

    public static async Task<int> RunAsync(int messages, bool json)
    {
        var results = new List<object>();
        foreach (var (lanes, instances) in Cases)
        {
            var workload = Site.Workload(5_000, seed: 9);
            await Site.RunAsync(instances, count => workload.Signals(count, Partners[..lanes]), async hub =>
            {
                var perSecond = await Site.RateAsync(hub, workload.Signals(messages, Partners[..lanes]));
                Console.WriteLine($"scale: {lanes} lanes, {instances} hubs: {perSecond}/s");
                results.Add(new { lanes, instances, perSecond });
            });
        }
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { messages, results }, CloudEventWriter.JsonOptions));
        return 0;
    }
}
