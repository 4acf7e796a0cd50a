using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace KetenHub.Faults.Real;

/// <summary><c>real</c>: faults done to real processes. Example: <c>real --minutes 20 --seed 7</c></summary>
internal static class RealCommand
{
    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "At least this long, and every fault at least once.", DefaultValueFactory = _ => 0 };
        var faults = new Option<string>("--faults") { Description = $"Some of {string.Join(",", Fault.All.Select(fault => fault.Name))}; all without it.", DefaultValueFactory = _ => "" };
        var seed = new Option<int>("--seed") { Description = "Of load and order of faults.", DefaultValueFactory = _ => 1 };
        var cluster = new Option<bool>("--cluster") { Description = "RabbitMQ as a cluster of three." };
        var sleep = new Option<int>("--sleep") { Description = "Seconds that a stopped hub sleeps.", DefaultValueFactory = _ => 90 };
        var window = new Option<int>("--window") { Description = "Seconds of cuts, alarms and full disks.", DefaultValueFactory = _ => 15 };
        var within = new Option<int>("--within") { Description = "Seconds past which a recovery is a violation.", DefaultValueFactory = _ => 30 };
        var rolling = new Option<double>("--rolling") { Description = "Minutes that a rolling restart goes on.", DefaultValueFactory = _ => 2 };
        var before = new Option<string?>("--before") { Description = "Folder of the release to upgrade from, with its ketenhub.dll; without it this build, and as the next one this with one more migration." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object on the last line." };
        var command = new Command("real", "Faults on real processes: RabbitMQ, PostgreSQL, two hubs, publishers and receivers with ledgers.")
        {
            minutes, faults, seed, cluster, sleep, window, within, rolling, before, json,
        };
        command.SetAction(parsed => RunAsync(
            releases => new SceneOptions(parsed.GetValue(seed), parsed.GetValue(cluster) ? 3 : 1, TimeSpan.FromSeconds(parsed.GetValue(window)),
                TimeSpan.FromSeconds(parsed.GetValue(sleep)), TimeSpan.FromSeconds(parsed.GetValue(within)), TimeSpan.FromMinutes(parsed.GetValue(rolling)), releases),
            parsed.GetValue(before), parsed.GetValue(faults)!, TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(Func<Releases, SceneOptions> of, string? before, string list, TimeSpan atLeast, bool json)
    {
        using var releases = Releases.Prepare(before);
        var options = of(releases);
        var names = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names.Except(Fault.All.Select(fault => fault.Name)).FirstOrDefault() is { } unknown)
        {
            await Console.Error.WriteLineAsync($"there is no fault '{unknown}'");
            return 2;
        }
        var faults = Fault.All.Where(fault => names.Length == 0 ? !fault.NeedsCluster || options.Nodes > 1 : names.Contains(fault.Name)).ToList();
        var watch = Stopwatch.StartNew();
        await using var scene = await Scene.StartAsync(options);
        Say($"started in {watch.Elapsed.TotalSeconds:0} s: RabbitMQ {(options.Nodes > 1 ? "as a cluster of three" : "single node")}, PostgreSQL, two hubs; seed {options.Seed}");
        var outcomes = await new RealRun(scene, faults, atLeast, Say).RunAsync();
        Print(scene, outcomes, watch.Elapsed);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(Summary(scene, outcomes, watch.Elapsed)));
        return outcomes.Any(outcome => outcome.Violations.Count > 0) ? 1 : 0;

        void Say(string line) => Console.WriteLine($"{watch.Elapsed.TotalSeconds,6:0} s  {line}");
    }

    private static void Print(Scene scene, IReadOnlyList<FaultOutcome> outcomes, TimeSpan took)
    {
        Console.WriteLine($"\n{scene.Sent.Count} messages, {scene.Receivers.Sum(receiver => receiver.Ledger.Count)} notifications received, {took.TotalMinutes:0.0} minutes\n");
        Console.WriteLine("| fault | injected | violations | recovery median | max |\n|---|---|---|---|---|");
        foreach (var outcome in outcomes)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {outcome.Fault.Name} | {outcome.Injected} | {outcome.Violations.Count} | {Median(outcome):0.0} s | {Longest(outcome):0.0} s |"));
        }
        foreach (var outcome in outcomes)
            outcome.Violations.ForEach(violation => Console.WriteLine($"VIOLATION {outcome.Fault.Name}: {violation}"));
    }

    private static object Summary(Scene scene, IReadOnlyList<FaultOutcome> outcomes, TimeSpan took) => new
    {
        seed = scene.Options.Seed,
        nodes = scene.Options.Nodes,
        minutes = Math.Round(took.TotalMinutes, 1),
        messages = scene.Sent.Count,
        notifications = scene.Receivers.Sum(receiver => receiver.Ledger.Count),
        violations = outcomes.Sum(outcome => outcome.Violations.Count),
        faults = outcomes.Select(outcome => new
        {
            name = outcome.Fault.Name,
            injected = outcome.Injected,
            violations = outcome.Violations,
            recoveryMedianSeconds = Math.Round(Median(outcome), 1),
            recoveryMaxSeconds = Math.Round(Longest(outcome), 1),
        }),
    };

    private static double Median(FaultOutcome outcome)
    {
        var sorted = outcome.Recoveries.Order().Select(time => time.TotalSeconds).ToList();
        return sorted.Count == 0 ? 0 : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static double Longest(FaultOutcome outcome) => outcome.Recoveries.Count == 0 ? 0 : outcome.Recoveries.Max().TotalSeconds;
}
