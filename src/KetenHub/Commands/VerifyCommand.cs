using System.CommandLine;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hub;
using Spectre.Console;

namespace KetenHub.Commands;

/// <summary><c>ketenhub verify</c>: finds a changed, moved or removed log entry, offline. Example: <c>ketenhub verify --data data</c></summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("verify",
            "Verify every person's hash chain, offline and without keys; names the first bad entry. A database that was rewritten as a whole, or a person\n"
            + $"removed with the whole log, shows only against receipts or checkpoints kept elsewhere.\nExample: ketenhub verify --data data\n{ExitCodes.Text}")
        {
            data, json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(data)!, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string data, bool json, CancellationToken cancellation)
    {
        await using var store = new DataFolder(data).OpenExisting();
        // A bar belongs on a terminal only.
        var result = json || Console.IsErrorRedirected ? await LogVerifier.VerifyAsync(store.Reads, null, cancellation) : await WithProgressAsync(store, cancellation);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new { verified = result.FirstBad is null, result.Persons, result.Entries, firstBad = result.FirstBad?.ToString() },
                CloudEventWriter.JsonOptions));
        }
        else if (result.FirstBad is { } bad)
        {
            Console.WriteLine($"{bad}\n  because: {bad.Kind.Because}\n  do this: {bad.Kind.DoThis}");
        }
        else
        {
            Console.WriteLine($"verified: {result.Entries} entries of {result.Persons} persons, each fits its chain");
        }
        return result.FirstBad is null ? ExitCodes.Good : ExitCodes.Bad;
    }

    private static Task<Verification> WithProgressAsync(IHubStore store, CancellationToken cancellation) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress().AutoClear(true).StartAsync(async bars =>
        {
            var total = (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, cancellation)).LogEntries;
            var bar = bars.AddTask("verifying", maxValue: Math.Max(1, total));
            return await LogVerifier.VerifyAsync(store.Reads, new Progress<long>(entries => bar.Value = entries), cancellation);
        });
}
