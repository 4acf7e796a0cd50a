using System.Diagnostics;
using KetenHub.Servers;

namespace KetenHub.Benchmarks;

/// <summary>What one way did in one round.</summary>
/// <param name="PerSecond">Messages handled per second, from a backlog to the last notification received.</param>
/// <param name="CpuPerThousand">CPU seconds of its processes per 1,000 messages.</param>
/// <param name="ServersCpuPerThousand">CPU seconds of broker and database per 1,000 messages.</param>
/// <param name="PeakMiB">Most memory its processes had resident, together.</param>
/// <param name="Idle">Milliseconds from confirm to notification, one message at a time.</param>
/// <param name="Loaded">Milliseconds from the moment a message was due to its notification, at 70 % of this round's rate.</param>
internal sealed record RoundResult(
    double PerSecond, double CpuPerThousand, double ServersCpuPerThousand, double PeakMiB, IReadOnlyList<double> Idle, IReadOnlyList<double> Loaded);

/// <summary>The same steps for every way: warm up, drain a backlog, one message at a time, a steady load.</summary>
internal sealed class Round(RabbitMqServer server, int messages, int seed)
{
    private const double Share = 0.7;

    // Compiled and warmed by as many messages as the JIT needs for its second tier.
    private const int WarmUp = 5_000;
    private const int Probes = 150;
    private static readonly TimeSpan LoadFor = TimeSpan.FromSeconds(5);

    /// <summary>Runs one way. Gives what the hub notified when it was the hub.</summary>
    public async Task<(RoundResult Result, NotificationPlan Plan)> RunAsync(Way way, NotificationPlan plan, PartnerSource partners)
    {
        var workload = partners.Workload(seed);
        var warmUp = workload.Next(Math.Min(messages, WarmUp));
        var backlog = workload.Next(messages);
        var probes = Enumerable.Range(0, Probes).Select(_ => workload.Notifying()).ToList();
        // As many as the hub takes in that time; a slower way gets the first of them.
        var load = workload.Next((int)(2 * LoadFor.TotalSeconds * messages));

        await using var contestant = await Contestant.StartAsync(way, server, plan);
        await contestant.HandleAsync([.. warmUp.Take(Part(way, warmUp.Count))]);
        backlog = [.. backlog.Take(Part(way, backlog.Count))];
        var servers = await Usage.Servers.FindAsync(server, contestant.Site.Database);
        var before = (Own: contestant.Processes.Sum(Usage.CpuSeconds), Servers: Usage.ServersCpuSeconds(servers));
        var took = await contestant.DrainAsync(backlog);
        var used = (Own: contestant.Processes.Sum(Usage.CpuSeconds) - before.Own, Servers: Usage.ServersCpuSeconds(servers) - before.Servers);
        var perSecond = backlog.Count / took.TotalSeconds;

        var idle = await IdleAsync(contestant, probes);
        var loaded = await LoadedAsync(contestant, [.. load.Take((int)(perSecond * Share * LoadFor.TotalSeconds))], perSecond * Share);
        var thousands = backlog.Count / 1000.0;
        var result = new RoundResult(
            perSecond, used.Own / thousands, used.Servers / thousands, contestant.Processes.Sum(Usage.PeakMiB), idle, loaded);
        return (result, way == Way.Hub ? await NotificationPlan.ReadAsync(contestant.Database) : plan);
    }

    // The usual way would take minutes; an eighth shows its rate as well, on smaller tables.
    private static int Part(Way way, int count) => way == Way.Usual ? Math.Max(count / 8, Math.Min(count, 500)) : count;

    private static async Task<IReadOnlyList<double>> IdleAsync(Contestant contestant, List<Sample> probes)
    {
        contestant.Recipients.Watching = true;
        var took = new List<double>();
        foreach (var probe in probes)
        {
            await contestant.Loader.PublishAsync(probe);
            var confirmed = Stopwatch.GetTimestamp();
            long? seen;
            while ((seen = contestant.Recipients.SeenAt(probe.Id)) is null)
                await Task.Delay(1);
            took.Add(Math.Max(0, Stopwatch.GetElapsedTime(confirmed, seen.Value).TotalMilliseconds));
        }
        await contestant.FinishAsync(probes);
        return took;
    }

    private static async Task<IReadOnlyList<double>> LoadedAsync(Contestant contestant, List<Sample> load, double perSecond)
    {
        var due = new Dictionary<string, long>(StringComparer.Ordinal);
        await contestant.Loader.PublishAsync(load, perSecond, due.Add);
        await contestant.FinishAsync(load);
        return [.. due.Where(one => contestant.Recipients.SeenAt(one.Key) is not null)
            .Select(one => Stopwatch.GetElapsedTime(one.Value, contestant.Recipients.SeenAt(one.Key)!.Value).TotalMilliseconds)];
    }
}

/// <summary>Makes workloads for the partners that come with the hub.</summary>
internal sealed class PartnerSource(KetenHub.Hub.PartnerList partners)
{
    public Workload Workload(int seed) => new(partners, seed: seed);
}
