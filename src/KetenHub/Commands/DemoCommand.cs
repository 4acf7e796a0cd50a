using System.CommandLine;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Demo;
using KetenHub.Embedded;

namespace KetenHub.Commands;

/// <summary><c>ketenhub demo</c>: runs the stories at full speed. Example: <c>ketenhub demo --json</c></summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var stories = new Option<string?>("--stories") { Description = "Folder of stories; without it, the three of the pilot.", HelpName = "FOLDER" };
        var data = new Option<string?>("--data") { Description = "Keep the database in this folder; without it, a temporary one.", HelpName = "FOLDER" };
        var (partners, policy, json) = (Options.Partners(), Options.Policy(), Options.Json());
        var command = new Command("demo",
            $"Run the stories of the pilot on a simulated clock and check how they end.\nExample: ketenhub demo --json\n{ExitCodes.Text}")
        {
            stories, data, partners, policy, json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(stories), parsed.GetValue(data), parsed.GetValue(partners), parsed.GetValue(policy), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string? storiesFolder, string? data, string? partnersFile, string? policyFile, bool json, CancellationToken cancellation)
    {
        var (partners, policy) = SettingsFolder.Read(partnersFile, policyFile);
        var stories = StoryFile.ReadFolder(storiesFolder ?? Path.Combine(AppContext.BaseDirectory, "stories"));
        var temporary = data is null ? Directory.CreateTempSubdirectory("ketenhub-demo-") : null;
        try
        {
            var report = await DemoRun.RunAsync(stories, new DataFolder(data ?? temporary!.FullName), partners, policy,
                json ? null : story => Console.WriteLine($"  {story.Title}"), cancellation);
            Print(report, json);
            return report.IsGood ? ExitCodes.Good : ExitCodes.Bad;
        }
        finally
        {
            temporary?.Delete(recursive: true);
        }
    }

    private static void Print(DemoReport report, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, CloudEventWriter.JsonOptions));
            return;
        }
        Console.WriteLine($"{report.Stories} stories in {report.DurationMs} ms: {report.Accepted} messages accepted, {report.Duplicates} known already, {report.Refused} refused");
        Console.WriteLine($"{report.LogEntries} log entries of {report.Persons} persons, chain {(report.ChainVerified ? "verified" : "BROKEN")}");
        Console.WriteLine($"readiness: {report.Readiness.Opened} opened, {report.Readiness.ReadyBeforeHandOut} ready at the hand-out, {report.Readiness.Missed} missed, "
            + $"{report.Readiness.Cancelled} cancelled, {report.Readiness.InterviewHeld} with interview; stale notifications: {report.StaleNotifications}");
        foreach (var (type, count) in report.Notifications.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            Console.WriteLine($"  {count,4}  {type}");
        foreach (var failure in report.Failures)
            Console.WriteLine($"NOT AS TOLD  {failure}");
    }
}
