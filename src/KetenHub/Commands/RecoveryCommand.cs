using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Production;

namespace KetenHub.Commands;

/// <summary><c>ketenhub recovery</c>: what a store that was put back from a backup lacks, and who sends it again. Example:
/// <c>ketenhub recovery --settings /etc/ketenhub.json --checkpoints /srv/checkpoints</c></summary>
internal static class RecoveryCommand
{
    public static Command Create()
    {
        var (data, json) = (Options.Data(), Options.Json());
        var settings = StoreAccess.Settings();
        var checkpoints = new Option<string>("--checkpoints") { Description = "Folder with the checkpoints that were kept away from the database.", HelpName = "FOLDER", Required = true };
        var key = new Option<string?>("--checkpoint-key") { Description = "File with the key that verifies them; without it, the one in that folder.", HelpName = "FILE" };
        var command = new Command("recovery",
            "Say what a store that was put back from a backup lacks, and after which number each source sends again. Changes nothing, but for noting in the audit log\n"
            + "that it was asked; needs no keys.\n"
            + $"Example: ketenhub recovery --settings /etc/ketenhub.json --checkpoints /srv/checkpoints\n{ExitCodes.Text}")
        {
            data, settings, checkpoints, key, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var run = parsed.GetValue(settings) is { } file ? RunOptions.Read(file) : null;
            var (partners, _) = SettingsFolder.Read(NullIfEmpty(run?.Partners), NullIfEmpty(run?.Policy));
            await using var store = run is null ? (IHubStore)new DataFolder(parsed.GetValue(data)!).OpenExisting() : ProductionHub.OpenStore(run);
            RecoveryReport report = null!;
            await CommandAudit.DoAsync(
                store, ActionKind.RecoveryReported, "log and checkpoints",
                async () =>
                {
                    report = await RecoveryReport.ReadAsync(store, CheckpointFolder.Open(parsed.GetValue(checkpoints)!, parsed.GetValue(key)), partners, cancellation);
                    return string.Create(CultureInfo.InvariantCulture, $"{report.Entries} entries, {report.Gone} signed ones are gone");
                },
                cancellation);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(report, CloudEventWriter.JsonOptions));
            else
                Print(report);
            return ExitCodes.Good;
        });
        return command;
    }

    private static void Print(RecoveryReport report)
    {
        Console.WriteLine(report.Gone == 0
            ? $"the log is what was signed: {report.Entries} entries, nothing signed is gone"
            : $"the log is a true beginning of what was signed: {report.Entries} entries, {report.Gone} signed ones are gone, and all that was not signed yet");
        Console.WriteLine($"last event heard: {(report.Until is { } until ? until.ToString("u", CultureInfo.InvariantCulture) : "none")}");
        Console.WriteLine("\neach source sends again, in order and with the same ids, what follows its number; what is there already is recognised:\n");
        TextTable.Print([["partner", "source", "after number", "last heard", "never came"],
            .. report.Sources.Select(source => new[]
            {
                source.Publisher, source.Source, source.Highest.ToString(CultureInfo.InvariantCulture), source.SeenAt.ToString("u", CultureInfo.InvariantCulture),
                source.Missing == 0 ? "" : source.Gaps,
            })]);
        if (report.Unnumbered.Count > 0)
            Console.WriteLine($"no number was heard of {string.Join(", ", report.Unnumbered)}: they send again what they sent since the last event heard");
        Console.WriteLine($"{report.Unsent} notifications go out again when the hubs start, with the ids they had; recipients recognise them");
        Console.WriteLine("before the hubs start: keep the folder of checkpoints aside, give them an empty one, and tell the second party (deploy/README.md)");
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
