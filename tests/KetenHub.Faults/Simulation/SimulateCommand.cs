using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KetenHub.Faults.Simulation.Planted;
using Spectre.Console;

namespace KetenHub.Faults.Simulation;

/// <summary><c>simulate</c>: lives through seeds and tells whether everything held.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var seed = new Option<ulong>("--seed") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var seeds = new Option<int>("--seeds") { Description = "How many.", DefaultValueFactory = _ => 1 };
        var days = new Option<int>("--days") { Description = "Days with work and faults in each; one without follows.", DefaultValueFactory = _ => 3 };
        var verbose = new Option<bool>("--verbose") { Description = "Print every step. Only with one seed." };
        var plant = new Option<string>("--plant") { Description = "Plant a bug: " + string.Join(", ", PlantedBug.All.Keys) + ".", DefaultValueFactory = _ => "none" };
        var command = new Command("simulate",
            "The real hub on the real SQLite store, with simulated time, broker and partners and with faults, all from a seed.\nExample: simulate --seed 42 --verbose")
        {
            seed, seeds, days, verbose, plant,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(seed), parsed.GetValue(seeds), parsed.GetValue(days), parsed.GetValue(verbose), PlantedBug.All[parsed.GetValue(plant)!], cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ulong first, int seeds, int days, bool verbose, Func<PlantedBug> plant, CancellationToken cancellation)
    {
        if (seeds == 1)
            return Tell(await Run.OfAsync(first, days, verbose ? Console.Out : null, plant)) ? 0 : 1;
        var tally = new Tally();
        var clock = Stopwatch.StartNew();
        try
        {
            if (Console.IsErrorRedirected)
                await AllAsync(null);
            else
            {
                await AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress().AutoClear(true)
                    .StartAsync(bars => AllAsync(bars.AddTask("seeds", maxValue: seeds)));
            }
        }
        catch (OperationCanceledException) when (tally.Seeds > 0)
        {
            // What was done is told all the same; that it was not all is seen from the number.
        }
        var seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{tally.Seeds} seeds from {first}, {tally.Days} simulated days, {tally.Messages} messages ({(double)tally.Messages / tally.Days:0.0} a day), "
            + $"{tally.Steps} steps, {tally.Starts} starts: {tally.Bad} with violations; {seconds:0} s, {tally.Seeds / seconds:0.0} seeds/s, {tally.Days / seconds:0} days/s"));
        foreach (var (fault, times) in tally.Struck)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {times,9:N0} {fault}"));
        return tally.Seeds < seeds ? ExitInterrupted : tally.Bad == 0 ? 0 : 1;

        Task AllAsync(ProgressTask? bar) => Parallel.ForAsync(0, seeds,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
            async (i, _) =>
            {
                var outcome = await Run.OfAsync(first + (ulong)i, days, null, plant);
                lock (tally)
                {
                    tally.Add(outcome);
                    if (outcome.Violations.Count > 0)
                        Tell(outcome);
                }
                bar?.Increment(1);
            });
    }

    private const int ExitInterrupted = 130;

    private static bool Tell(Outcome outcome)
    {
        Console.WriteLine(outcome);
        foreach (var violation in outcome.Violations)
            Console.WriteLine($"  VIOLATED {violation}");
        return outcome.Violations.Count == 0;
    }

    private sealed class Tally
    {
        public int Seeds { get; private set; }

        public long Days { get; private set; }

        public long Messages { get; private set; }

        public long Steps { get; private set; }

        public long Starts { get; private set; }

        public int Bad { get; private set; }

        public SortedDictionary<string, long> Struck { get; } = new(StringComparer.Ordinal);

        public void Add(Outcome outcome)
        {
            Seeds++;
            (Days, Messages, Steps, Starts) = (Days + outcome.Days, Messages + outcome.Messages, Steps + outcome.Steps, Starts + outcome.Starts);
            foreach (var (fault, times) in outcome.Struck)
                Struck[fault] = Struck.GetValueOrDefault(fault) + times;
            Bad += outcome.Violations.Count > 0 ? 1 : 0;
        }
    }
}
