using System.CommandLine;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Production;
using Spectre.Console;

namespace KetenHub.Commands;

/// <summary><c>ketenhub verify</c>: finds a changed, moved or removed log entry, offline. Example: <c>ketenhub verify --data data --checkpoints copy</c></summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var settings = new Option<string?>("--settings") { Description = "Settings file of a hub on PostgreSQL; its database is verified in place of --data.", HelpName = "FILE" };
        var checkpoints = new Option<string?>("--checkpoints") { Description = "Folder with the checkpoints that were kept away from the database.", HelpName = "FOLDER" };
        var key = new Option<string?>("--checkpoint-key") { Description = "File with the key that verifies them; without it, the one in that folder.", HelpName = "FILE" };
        var command = new Command("verify",
            "Verify every person's hash chain, offline and without keys; names the first bad entry. Against checkpoints also a database that was\n"
            + "rewritten as a whole, cut, or put back from an older copy is found, and a person removed with the whole log.\n"
            + "That it was verified, and what was found, is noted in the audit log of the store where that can be written; a copy can be one that can only be read.\n"
            + $"Example: ketenhub verify --data data --checkpoints copy-of-checkpoints\n{ExitCodes.Text}")
        {
            data, settings, checkpoints, key, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var store = parsed.GetValue(settings) is { } file
                ? ProductionHub.OpenStore(RunOptions.Read(file)) : (IHubStore)new DataFolder(parsed.GetValue(data)!).OpenExisting();
            var folder = parsed.GetValue(checkpoints) is { } path ? CheckpointFolder.Open(path, parsed.GetValue(key)) : null;
            return RunAsync(store, folder, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(IHubStore store, CheckpointFolder? folder, bool json, CancellationToken cancellation)
    {
        await using var _ = store;
        // A bar belongs on a terminal only.
        var result = json || Console.IsErrorRedirected
            ? await VerifyAsync(store, folder, null, cancellation) : await WithProgressAsync(store, folder, cancellation);
        // After it and not within: verifying reads one moment of the store, and takes as long as before.
        await CommandAudit.NoteAsync(
            store, ActionKind.Verified, folder is null ? "log" : "log and checkpoints", result.FirstBad is { } found ? $"{found.Kind.Number} {found.Where}" : ActionRow.Done,
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{result.Entries} entries"), cancellation);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new { verified = result.FirstBad is null, result.Persons, result.Entries, checkpoints = folder?.Key.ToString(), firstBad = result.FirstBad?.ToString() },
                CloudEventWriter.JsonOptions));
        }
        else if (result.FirstBad is { } bad)
        {
            Console.WriteLine($"{bad}\n  because: {bad.Kind.Because}\n  do this: {bad.Kind.DoThis}");
        }
        else
        {
            Console.WriteLine($"verified: {result.Entries} entries of {result.Persons} persons, each fits its chain");
            if (folder is not null)
                Console.WriteLine($"and the checkpoints signed by {folder.Key}");
        }
        return result.FirstBad is null ? ExitCodes.Good : ExitCodes.Bad;
    }

    private static Task<Verification> VerifyAsync(IHubStore store, CheckpointFolder? folder, IProgress<long>? progress, CancellationToken cancellation) => folder is null
        ? LogVerifier.VerifyAsync(store.Reads, progress, cancellation)
        : CheckpointVerifier.VerifyAsync(store, folder, progress, cancellation);

    private static Task<Verification> WithProgressAsync(IHubStore store, CheckpointFolder? folder, CancellationToken cancellation) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress().AutoClear(true).StartAsync(async bars =>
        {
            var total = (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, cancellation)).LogEntries;
            var bar = bars.AddTask("verifying", maxValue: Math.Max(1, total));
            return await VerifyAsync(store, folder, new Progress<long>(entries => bar.Value = entries), cancellation);
        });
}
