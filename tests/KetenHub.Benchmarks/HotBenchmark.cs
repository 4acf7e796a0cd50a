using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Benchmarks;

/// <summary>One person receives everything: nothing of it can be done side by side.</summary>
internal static class HotBenchmark
{
    public static async Task<int> RunAsync(int messages, bool json)
    {
        var workload = Site.Workload(1, seed: 8);
        await Site.RunAsync(1, workload.Next, async hub =>
        {
            var result = new { messages, perSecond = await Site.RateAsync(hub, workload.Next(messages)) };
            Console.WriteLine($"hot: {messages} messages about one person from four lanes, {result.perSecond}/s");
            if (json)
                Console.WriteLine(JsonSerializer.Serialize(result, CloudEventWriter.JsonOptions));
        });
        return 0;
    }
}
