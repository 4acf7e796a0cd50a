using System.Globalization;
using KetenHub.Fuzz;

// KetenHub.Fuzz [--seconds N] [--only TARGET] [--seed N] [--keep] [--failures FOLDER]
const string Usage = "KetenHub.Fuzz [--seconds N] [--only TARGET] [--seed N] [--keep] [--failures FOLDER]";
var options = new SearchOptions();
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--seconds" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds):
            options = options with { Seconds = seconds };
            i++;
            break;
        case "--seed" when i + 1 < args.Length && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var seed):
            options = options with { Seed = seed };
            i++;
            break;
        case "--only" when i + 1 < args.Length:
            options = options with { Only = args[++i] };
            break;
        case "--failures" when i + 1 < args.Length:
            options = options with { Failures = args[++i] };
            break;
        case "--input" when i + 1 < args.Length:
            options = options with { Input = args[++i] };
            break;
        case "--keep":
            options = options with { Keep = true };
            break;
        default:
            await Console.Error.WriteLineAsync(Usage);
            return 2;
    }
}
return options.Input is null ? await Supervisor.RunAsync(options, args) : new Worker(options).Run();
