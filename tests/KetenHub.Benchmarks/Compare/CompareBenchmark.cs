using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Servers;

namespace KetenHub.Benchmarks;

/// <summary>The hub, the raw twin and the usual way in turn, on the same real servers, in the same minutes.</summary>
internal sealed class CompareBenchmark(int messages, IReadOnlyCollection<Way> ways, bool statements)
{
    /// <summary>Settings of PostgreSQL for all three: enough room that no checkpoint comes in the middle. Everything that makes a commit
    /// durable is as it comes: fsync, synchronous_commit and full_page_writes on.</summary>
    public static readonly IReadOnlyList<string> PostgresSettings =
        ["shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=15min"];

    public async Task<int> RunAsync(int rounds, bool json)
    {
        PostgresServer.Settings = statements ? [.. PostgresSettings, "shared_preload_libraries=pg_stat_statements"] : PostgresSettings;
        var partners = new PartnerSource(SettingsFolder.Read(null, null).Partners);
        await using var server = new RabbitMqServer();
        await server.InitializeAsync();
        var results = ways.Order().ToDictionary(way => way, _ => new List<RoundResult>());
        for (var number = 1; number <= rounds; number++)
        {
            var round = new Round(server, messages, number, statements);
            var plan = NotificationPlan.None;
            foreach (var way in results.Keys)
            {
                RoundResult result;
                try
                {
                    (result, plan) = await round.RunAsync(way, plan, partners);
                }
                catch (Exception error)
                {
                    // Stopping the servers may fail too, and would hide it.
                    Console.Error.WriteLine(error);
                    throw;
                }
                results[way].Add(result);
                Console.WriteLine($"round {number} {way,-5}: {result.PerSecond,8:N0}/s, CPU s per 1,000 {result.CpuPerThousand:0.000} (JIT {result.Compiling:P0}) "
                    + $"+ broker {result.BrokerCpuPerThousand:0.000} + database {result.DatabaseCpuPerThousand:0.000}, peak {result.PeakMiB:N0} MiB, idle p50 {Percentile(result.Idle, 0.5):0.0} "
                    + $"p99 {Percentile(result.Idle, 0.99):0.0} ms, " + string.Join(", ", result.Loads.Select(load => $"at {load.Share:P0} p50 {Percentile(load.Notified, 0.5):0.0} p99 {Percentile(load.Notified, 0.99):0.0} ms "
                        + $"(until confirmed p99 {Percentile(load.Confirmed, 0.99):0.0})")));
            }
        }
        var summaries = results.ToDictionary(pair => pair.Key, pair => new Summary(pair.Value));
        Print(summaries);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    messages, rounds, hub = summaries.GetValueOrDefault(Way.Hub), raw = summaries.GetValueOrDefault(Way.Raw),
                    usual = summaries.GetValueOrDefault(Way.Usual),
                    hubToRaw = Ratio(summaries, Way.Raw), hubToUsual = Ratio(summaries, Way.Usual), postgres = PostgresSettings,
                },
                CloudEventWriter.JsonOptions));
        }
        return 0;
    }

    private static double? Ratio(Dictionary<Way, Summary> summaries, Way other) =>
        summaries.TryGetValue(Way.Hub, out var hub) && summaries.TryGetValue(other, out var than)
            ? Math.Round(hub.PerSecond.Median / than.PerSecond.Median, 3) : null;

    private static void Print(Dictionary<Way, Summary> summaries)
    {
        Console.WriteLine();
        Console.WriteLine("| way | median/s | min | max | CPU s per 1,000 | broker | database | peak MiB | idle p50 ms | idle p99 | p99 at 30 % | 50 % | 70 % |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (way, sum) in summaries)
        {
            Console.WriteLine($"| {way} | {sum.PerSecond.Median:N0} | {sum.PerSecond.Min:N0} | {sum.PerSecond.Max:N0} | {sum.CpuPerThousand:0.000} | "
                + $"{sum.BrokerCpuPerThousand:0.000} | {sum.DatabaseCpuPerThousand:0.000} | {sum.PeakMiB:N0} | {sum.IdleP50:0.0} | {sum.IdleP99:0.0} | {string.Join(" | ", sum.Loads.Select(load => $"{load.P99:0.0}"))} |");
        }
        Console.WriteLine($"hub/raw {Ratio(summaries, Way.Raw)}, hub/usual {Ratio(summaries, Way.Usual)}");
    }

    /// <summary>The value under which this share of the values lies.</summary>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[(int)Math.Ceiling(share * sorted.Count) - 1];
    }

    internal sealed record LoadSummary(double Share, double P50, double P99, double ConfirmedP99);

    internal sealed record Spread(double Median, double Min, double Max);

    internal sealed record Summary
    {
        public Summary(IReadOnlyList<RoundResult> rounds)
        {
            var rates = rounds.Select(round => Math.Round(round.PerSecond)).ToList();
            PerSecond = new Spread(Percentile(rates, 0.5), rates.Min(), rates.Max());
            CpuPerThousand = Percentile(rounds.Select(round => Math.Round(round.CpuPerThousand, 4)), 0.5);
            BrokerCpuPerThousand = Percentile(rounds.Select(round => Math.Round(round.BrokerCpuPerThousand, 4)), 0.5);
            DatabaseCpuPerThousand = Percentile(rounds.Select(round => Math.Round(round.DatabaseCpuPerThousand, 4)), 0.5);
            PeakMiB = Math.Round(rounds.Max(round => round.PeakMiB));
            IdleP50 = Of(rounds.SelectMany(round => round.Idle), 0.5);
            IdleP99 = Of(rounds.SelectMany(round => round.Idle), 0.99);
            Loads = [.. rounds.SelectMany(round => round.Loads).GroupBy(load => load.Share).Select(loads => new LoadSummary(
                loads.Key, Of(loads.SelectMany(load => load.Notified), 0.5), Of(loads.SelectMany(load => load.Notified), 0.99),
                Of(loads.SelectMany(load => load.Confirmed), 0.99)))];
        }

        public Spread PerSecond { get; }
        public double CpuPerThousand { get; }
        public double BrokerCpuPerThousand { get; }
        public double DatabaseCpuPerThousand { get; }
        public double PeakMiB { get; }
        public double IdleP50 { get; }
        public double IdleP99 { get; }
        public IReadOnlyList<LoadSummary> Loads { get; }

        private static double Of(IEnumerable<double> milliseconds, double share) => Math.Round(Percentile(milliseconds, share), 2);
    }
}
