using System.Diagnostics;
using KetenHub.Servers;

namespace KetenHub.Benchmarks;

/// <summary>What one way did in one round.</summary>
/// <param name="PerSecond">Messages per second, from the first published to the last notification received.</param>
/// <param name="CpuPerThousand">CPU seconds of its processes per 1,000 messages.</param>
/// <param name="BrokerCpuPerThousand">Of the broker.</param>
/// <param name="DatabaseCpuPerThousand">Of the database.</param>
/// <param name="Compiling">Of its own CPU time, the part that went to the JIT.</param>
/// <param name="PeakMiB">Most memory its processes had resident, together.</param>
/// <param name="Idle">Milliseconds from confirm to notification, one message at a time.</param>
/// <param name="Loads">At shares of this round's rate.</param>
internal sealed record RoundResult(
    double PerSecond, double CpuPerThousand, double BrokerCpuPerThousand, double DatabaseCpuPerThousand, double Compiling, double PeakMiB, IReadOnlyList<double> Idle,
    IReadOnlyList<Load> Loads);

/// <summary>A steady load for some seconds.</summary>
/// <param name="Share">Of the rate at which it goes as fast as it can.</param>
/// <param name="Notified">Milliseconds from the moment a message was due to its notification.</param>
/// <param name="Confirmed">Milliseconds from then until the broker had it: the loader's part and the broker's, in every way.</param>
internal sealed record Load(double Share, IReadOnlyList<double> Notified, IReadOnlyList<double> Confirmed);

/// <summary>The same steps for every way: warm up, as fast as it goes, one message at a time, a steady load.</summary>
internal sealed class Round(RabbitMqServer server, int messages, int seed, bool statements)
{
    private static readonly double[] Shares = [0.3, 0.5, 0.7];

    // After fewer the JIT still recompiles what has become hot, for a fifth of the time of the machine; a hub runs for weeks.
    private const int WarmUp = 60_000;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    private const int Probes = 150;
    private static readonly TimeSpan LoadFor = TimeSpan.FromSeconds(5);
    private readonly Dictionary<double, int> loadedByHub = [];

    /// <summary>Runs one way. Gives what the hub notified when it was the hub.</summary>
    public async Task<(RoundResult Result, NotificationPlan Plan)> RunAsync(Way way, NotificationPlan plan, PartnerSource partners)
    {
        var workload = partners.Workload(seed);
        var warmUp = workload.Next(Math.Min(2 * messages, WarmUp));
        var measured = workload.Next(messages);
        var probes = Enumerable.Range(0, Probes).Select(_ => workload.Notifying()).ToList();

        await using var contestant = await Contestant.StartAsync(way, server, plan);
        if (statements)
            await SqlStatements.WatchAsync(contestant.Database);
        await contestant.HandleAsync([.. warmUp.Take(Part(way, warmUp.Count))]);
        await Task.Delay(Settle);
        measured = [.. measured.Take(Part(way, measured.Count))];
        var servers = await Usage.Servers.FindAsync(server, contestant.Site.Database);
        var before = Spent(contestant, servers);
        var watch = Stopwatch.StartNew();
        await contestant.HandleAsync(measured);
        var took = watch.Elapsed;
        var used = Spent(contestant, servers).Zip(before, (after, earlier) => (after - earlier) * 1000 / measured.Count).ToList();
        var perSecond = measured.Count / took.TotalSeconds;
        if (statements)
            await SqlStatements.PrintAsync(contestant.Database);

        var idle = await IdleAsync(contestant, probes);
        var loads = new List<Load>();
        foreach (var share in Shares)
            loads.Add(await LoadedAsync(contestant, workload, perSecond, share));
        var result = new RoundResult(
            perSecond, used[0], used[1], used[2], used[3] / used[0], contestant.Processes.Sum(Usage.PeakMiB), idle, loads);
        return (result, way == Way.Hub ? await NotificationPlan.ReadAsync(contestant.Database) : plan);
    }

    private static List<double> Spent(Contestant contestant, Usage.Servers servers) =>
    [
        contestant.Processes.Sum(Usage.CpuSeconds), Usage.BrokerCpuSeconds(servers), Usage.DatabaseCpuSeconds(servers),
        contestant.Processes.Sum(Usage.CompilingCpuSeconds),
    ];

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

    private async Task<Load> LoadedAsync(Contestant contestant, Workload workload, double perSecond, double share)
    {
        // Whoever is faster than the hub gets no more than the hub had: of the others it is not known what to notify.
        var count = (int)(perSecond * share * LoadFor.TotalSeconds);
        if (contestant.Way == Way.Hub)
            loadedByHub[share] = count;
        var all = workload.Next(loadedByHub.GetValueOrDefault(share, count));
        var load = all.Take(count).ToList();
        var timed = await contestant.Loader.PublishAsync(load, perSecond * share);
        await contestant.FinishAsync(load);
        var notified = timed.Where(one => contestant.Recipients.SeenAt(one.Id) is not null)
            .Select(one => Stopwatch.GetElapsedTime(one.Due, contestant.Recipients.SeenAt(one.Id)!.Value).TotalMilliseconds);
        return new Load(share, [.. notified], [.. timed.Select(one => Stopwatch.GetElapsedTime(one.Due, one.Confirmed).TotalMilliseconds)]);
    }
}

/// <summary>Makes workloads for the partners that come with the hub.</summary>
internal sealed class PartnerSource(KetenHub.Hub.PartnerList partners)
{
    public Workload Workload(int seed) => new(partners, seed: seed);
}
