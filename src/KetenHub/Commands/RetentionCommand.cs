using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Hub;
using Spectre.Console;

namespace KetenHub.Commands;

/// <summary><c>ketenhub retention</c>: lets go of what was kept long enough. Example: <c>ketenhub retention --dry-run</c></summary>
internal static class RetentionCommand
{
    private const int RunsShown = 20;

    public static Command Create()
    {
        var (data, settings, json, policy) = (Options.Data(), StoreAccess.Settings(), Options.Json(), Options.Policy());
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count what would go and what stays, by term; nothing is changed." };
        var runs = new Option<bool>("--runs") { Description = "Only show what earlier runs did." };
        var command = new Command("retention",
            "Take away the content of entries and of refused messages, whole persons with their keys, and rows of sent notifications, whose term in the policy has ended. What\n"
            + "is under a legal hold, restricted or still needed\n"
            + $"stays and is counted. The log stays verifiable. Only counts are printed and recorded.\nExample: ketenhub retention --dry-run\n{ExitCodes.Text}")
        {
            dryRun, runs, data, settings, policy, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var access = await StoreAccess.OpenAsync(parsed.GetValue(data)!, parsed.GetValue(settings), cancellation, parsed.GetValue(policy));
            if (parsed.GetValue(runs))
            {
                var page = await access.Store.Retention.RunsAsync(0, RunsShown, cancellation);
                Print(parsed.GetValue(json), page.Items, $"{page.Items.Count} of {page.Total} runs");
                return ExitCodes.Good;
            }
            var isDry = parsed.GetValue(dryRun);
            var run = await WithProgressAsync(access, isDry, parsed.GetValue(json), cancellation);
            Print(parsed.GetValue(json), [run], isDry ? "dry run: nothing was changed" : $"recorded as {run.Id:D}");
            return ExitCodes.Good;
        });
        return command;
    }

    private static Task<RetentionRun> WithProgressAsync(StoreAccess access, bool dryRun, bool json, CancellationToken cancellation)
    {
        var job = new RetentionJob(access.Store, access.Keys, access.Policy, TimeProvider.System);
        // A bar belongs on a terminal only.
        if (json || Console.IsErrorRedirected)
            return job.RunAsync(StoreAccess.Actor, dryRun, null, cancellation);
        return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress().AutoClear(true).StartAsync(async bars =>
        {
            var total = (await access.Store.Reads.OverviewAsync(DateTimeOffset.UtcNow, cancellation)).Persons;
            var bar = bars.AddTask("persons", maxValue: Math.Max(1, total));
            return await job.RunAsync(StoreAccess.Actor, dryRun, new Progress<long>(looked => bar.Value = looked), cancellation);
        });
    }

    private static void Print(bool json, IReadOnlyList<RetentionRun> runs, string last)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { runs }, CloudEventWriter.JsonOptions));
            return;
        }
        foreach (var run in runs)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{run.BeganAt:yyyy-MM-dd HH:mm:ss} by {run.Actor}, policy {run.PolicyVersion}: {run.Looked} persons looked at{(run.EndedAt is null ? ", not ended" : "")}"));
            string[] header = ["type", "days", "goes", "held", "needed", "ground"];
            TextTable.Print([header, .. run.Counts.Select(count => new[]
            {
                count.Type, Text(count.Days), Text(count.Gone), Text(count.Held), Text(count.Needed), count.Ground,
            })]);
        }
        Console.WriteLine(last);
    }

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
