using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Commands;

/// <summary><c>ketenhub audit</c>: who did what, from where, and what came of it (BIO2 8.15). Example: <c>ketenhub audit --from 2026-11-01 --actor coa/meldpunt</c></summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var (data, settings, json) = (Options.Data(), StoreAccess.Settings(), Options.Json());
        var from = new Option<string?>("--from") { Description = "First day (UTC); without it, 7 days ago.", HelpName = "YYYY-MM-DD" };
        var to = new Option<string?>("--to") { Description = "First day after the period (UTC); without it, up to now.", HelpName = "YYYY-MM-DD" };
        var actor = new Option<string?>("--actor") { Description = "Only of this account, partner or user.", HelpName = "NAME" };
        var trace = new Option<string?>("--trace") { Description = "Only with this trace id, as records of processing name it.", HelpName = "HEX" };
        var refused = new Option<bool>("--refused") { Description = "Only what was refused." };
        var command = new Command("audit",
            "Show the audit log: who did what on the pages, over the API and by commands, to what, from where, and what came of it. That it is read is logged in it first.\n"
            + $"Whether it is whole: ketenhub verify --checkpoints.\nExample: ketenhub audit --from 2026-11-01 --refused\n{ExitCodes.Text}")
        {
            from, to, actor, trace, refused, data, settings, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var (begin, end) = (Day(parsed.GetValue(from), "--from") ?? now.AddDays(-7), Day(parsed.GetValue(to), "--to") ?? DateTimeOffset.MaxValue);
            await using var access = await StoreAccess.OpenAsync(parsed.GetValue(data)!, parsed.GetValue(settings), cancellation);
            await access.Store.Operations.NoteActionAsync(
                ActionRow.Of(StoreAccess.Actor, now, ActionKind.AuditRead, string.Create(CultureInfo.InvariantCulture, $"from {begin:yyyy-MM-dd}")), cancellation);
            var rows = access.Store.Operations.AuditAsync(begin, end, cancellation)
                .Where(row => (parsed.GetValue(actor) is not { } name || row.Actor == name) && (parsed.GetValue(trace) is not { } id || row.Trace == id)
                    && (!parsed.GetValue(refused) || row.Result != ActionRow.Done));
            await PrintAsync(rows, parsed.GetValue(json), cancellation);
            return ExitCodes.Good;
        });
        return command;
    }

    private static async Task PrintAsync(IAsyncEnumerable<ActionRow> rows, bool json, CancellationToken cancellation)
    {
        if (json)
        {
            // An object a line: it can be long.
            await foreach (var row in rows.WithCancellation(cancellation))
                Console.WriteLine(JsonSerializer.Serialize(
                    new { row.Id, row.At, row.Actor, action = Stored.NameOf(row.Kind), row.Subject, row.Result, row.Origin, row.Trace, row.Reason }, CloudEventWriter.JsonOptions));
            return;
        }
        List<string[]> lines = [["when (UTC)", "actor", "action", "object", "result", "from", "why", "trace"]];
        await foreach (var row in rows.WithCancellation(cancellation))
            lines.Add([row.At.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), row.Actor, Stored.Show(row.Kind), row.Subject, row.Result, row.Origin, row.Reason, row.Trace]);
        TextTable.Print(lines);
        Console.WriteLine($"{lines.Count - 1} entries");
    }

    private static DateTimeOffset? Day(string? text, string option) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
        : throw new KetenHubException(Errors.OptionInvalid.At(option, "a day such as 2026-11-01"));
}
