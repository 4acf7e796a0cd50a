using KetenHub.Embedded;
using KetenHub.Servers;

namespace KetenHub.Benchmarks;

/// <summary>Hubs on real servers, warmed, for the measurements that look at the hub alone.</summary>
internal static class Site
{
    private const int WarmUp = 10_000;

    /// <summary>Workload of the partners that come with the hub.</summary>
    public static Workload Workload(int persons, int seed) => new(SettingsFolder.Read(null, null).Partners, persons, seed);

    /// <summary>Starts servers and hubs, warms them with the same kind of messages, measures, and stops everything.</summary>
    public static async Task RunAsync(int instances, Func<int, List<Sample>> warmUp, Func<Contestant, Task> measure)
    {
        PostgresServer.Settings = CompareBenchmark.PostgresSettings;
        await using var server = new RabbitMqServer();
        await server.InitializeAsync();
        await using var hub = await Contestant.StartAsync(Way.Hub, server, NotificationPlan.None, instances);
        await hub.HandleAsync(warmUp(WarmUp));
        await measure(hub);
    }

    /// <summary>Messages per second from a backlog.</summary>
    public static async Task<double> RateAsync(Contestant hub, IReadOnlyList<Sample> samples) =>
        Math.Round(samples.Count / (await hub.DrainAsync(samples)).TotalSeconds);
}
