using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Commands;

/// <summary><c>ketenhub figures</c>: figures of a period. Example:
/// <c>ketenhub figures --from 2026-01-01 --to 2026-07-01 --by month,location</c></summary>
internal static class FiguresCommand
{
    private static readonly string[] Dimensions = ["month", "location", "partner"];

    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "First day of the period.", HelpName = "DAY", Required = true };
        var until = new Option<string>("--to") { Description = "First day after the period.", HelpName = "DAY", Required = true };
        var by = new Option<string>("--by") { Description = "What to break down by: month, location, partner, or some of them.", HelpName = "LIST", DefaultValueFactory = _ => "month" };
        var format = new Option<string>("--format") { Description = "table, csv or json.", HelpName = "FORMAT", DefaultValueFactory = _ => "table" };
        var exact = new Option<bool>("--exact") { Description = "To the digit, not for publication; needs --purpose, and is logged." };
        var purpose = new Option<string?>("--purpose") { Description = "Why you look at exact figures, 5 to 200 characters.", HelpName = "TEXT" };
        var (data, settings) = (Options.Data(), StoreAccess.Settings());
        var command = new Command("figures",
            "Show figures of a period: as they may be published (whole months, rounded to tens, small numbers protected), or exact.\n"
            + $"Example: ketenhub figures --from 2026-01-01 --to 2026-07-01 --by month,location\n{ExitCodes.Text}")
        {
            from, until, by, format, exact, purpose, data, settings,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var request = new Request(Day(parsed.GetValue(from)!, "--from"), Day(parsed.GetValue(until)!, "--to"), By(parsed.GetValue(by)!), Format(parsed.GetValue(format)!),
                parsed.GetValue(exact) ? parsed.GetValue(purpose) ?? "" : null);
            await using var access = await StoreAccess.OpenAsync(parsed.GetValue(data)!, parsed.GetValue(settings), cancellation);
            return await RunAsync(request, access, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(Request request, StoreAccess access, CancellationToken cancellation)
    {
        if (request.Until <= request.From)
            throw new KetenHubException(Errors.OptionInvalid.At("--to", "a day after --from"));
        var today = DutchTime.DayOf(TimeProvider.System.GetUtcNow());
        IReadOnlyList<string[]> lines;
        if (request.Purpose is { } why)
        {
            var hub = new HubTransaction(access.Store, access.Keys, access.Policy, access.Partners, TimeProvider.System);
            await hub.LogExactFiguresAsync(StoreAccess.Actor, why, request.From, request.Until, cancellation);
            var open = await ExactFigures.OpenAtEndAsync(access.Store.Reads, request.Until, cancellation);
            lines = [.. Exact(await access.Store.Reads.FiguresAsync(request.From, request.Until, ExactFigures.Detail(request.By), cancellation), request.By),
                ["", "", "", "CasesOpenAtEnd", "", Number(open), "", ""]];
        }
        else
        {
            lines = Published(await FigureReport.PublishedAsync(access.Store.Reads, request.From, request.Until, TimeProvider.System.GetUtcNow(), cancellation), request.By);
        }
        Print(request, lines, today);
        return ExitCodes.Good;
    }

    private static List<string[]> Exact(IReadOnlyList<FigureRow> rows, IReadOnlyCollection<string> by) =>
    [
        ["month", "location", "partner", "what", "kind", "count", "median min", "p90 min"],
        .. ExactFigures.By(rows, by).Select(line => new[]
        {
            line.Month == 0 ? "" : Month(line.Month), line.Location, line.Partner, line.Measure.ToString(), line.Label, Number(line.Count),
            line.Median is { } median ? Number(median) : "", line.P90 is { } p90 ? Number(p90) : "",
        }),
    ];

    private static List<string[]> Published(FigureReport report, IReadOnlyCollection<string> by)
    {
        var groups = by.Contains("month")
            ? report.Months.Select(month => (Name: Month(month.Month), Sums: PublishedFigures.Period([month.All])))
            : [(Name: "", Sums: report.Period())];
        // Kinds are shown always; places and partners when asked for.
        var shown = by.Except(["month"]).Concat(["", "label", "impact", "duration"]).ToHashSet(StringComparer.Ordinal);
        return
        [
            ["month", "what", "by", "which", "shown"],
            .. groups.SelectMany(group => group.Sums.Where(sum => shown.Contains(sum.Dimension))
                .Select(sum => new[] { group.Name, sum.Name, sum.Dimension, Which(sum), sum.Shown })),
            .. report.Months.SelectMany(month => month.Times.Select(time => new[] { Month(month.Month), time.Measure.ToString(), "", "median, p90", time.Shown })),
        ];
    }

    private static string Which(PublishedSum sum) => sum.Dimension == "duration" ? Durations.Text(Durations.PartOf(sum.Value))
        : sum.Value.Length == 0 && sum.Dimension.Length > 0 ? "(not known)" : sum.Value;

    private static void Print(Request request, IReadOnlyList<string[]> lines, DateOnly today)
    {
        var note = $"Reference date {Text(today)}. Figures can change by corrections. "
            + (request.Purpose is null ? "Rounded to tens; < 10 is 0 to 9; x is not shown to protect a small number; parts need not add up to totals." : "Exact: not for publication.");
        if (request.Format == "json")
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                from = Text(request.From), to = Text(request.Until), note,
                definitions = Enum.GetValues<Measure>().ToDictionary(measure => measure.ToString(), measure => Definitions.Of(measure).English),
                lines = lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second)),
            }, CloudEventWriter.JsonOptions));
            return;
        }
        if (request.Format == "csv")
        {
            foreach (var line in lines)
                Console.WriteLine(string.Join(";", line.Select(Quoted)));
            return;
        }
        TextTable.Print(lines);
        Console.WriteLine(note);
        foreach (var measure in Enum.GetValues<Measure>())
            Console.WriteLine($"{measure}: {Definitions.Of(measure).English}");
    }

    // A leading sign would be read as a formula by spreadsheets.
    private static string Quoted(string text) => $"\"{(text.Length > 0 && "=+-@".Contains(text[0]) ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static DateOnly Day(string text, string option) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new KetenHubException(Errors.OptionInvalid.At(option, "a day such as 2026-01-01"));

    private static IReadOnlyCollection<string> By(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is var by
        && by.All(Dimensions.Contains) ? by : throw new KetenHubException(Errors.OptionInvalid.At("--by", $"some of {string.Join(", ", Dimensions)}"));

    private static string Format(string text) => text is "table" or "csv" or "json" ? text
        : throw new KetenHubException(Errors.OptionInvalid.At("--format", "table, csv or json"));

    private static string Month(int month) => $"{Number(month / 100)}-{(month % 100).ToString("00", CultureInfo.InvariantCulture)}";

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record Request(DateOnly From, DateOnly Until, IReadOnlyCollection<string> By, string Format, string? Purpose);
}
