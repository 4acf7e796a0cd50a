using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Commands;

/// <summary><c>ketenhub compare</c>: two periods side by side, with how far each difference can be chance. Example:
/// <c>ketenhub compare --before 2026-01-01/2026-04-01 --after 2026-04-01/2026-07-01 --purpose "evaluation of the pilot"</c></summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var before = new Option<string>("--before") { Description = "First period: first day and first day after, with a slash.", HelpName = "DAY/DAY", Required = true };
        var after = new Option<string>("--after") { Description = "Second period, later than the first.", HelpName = "DAY/DAY", Required = true };
        var purpose = new Option<string>("--purpose") { Description = "Why you look at exact figures, 5 to 200 characters; logged.", HelpName = "TEXT", Required = true };
        var (json, data, settings) = (Options.Json(), Options.Data(), StoreAccess.Settings());
        var command = new Command("compare",
            "Compare the figures of two periods and say how far each difference can be chance. Exact, not for publication; logged.\n"
            + $"Example: ketenhub compare --before 2026-01-01/2026-04-01 --after 2026-04-01/2026-07-01 --purpose \"evaluation of the pilot\"\n{ExitCodes.Text}")
        {
            before, after, purpose, json, data, settings,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var access = await StoreAccess.OpenAsync(parsed.GetValue(data)!, parsed.GetValue(settings), cancellation);
            var comparison = await CompareAsync(
                Period(parsed.GetValue(before)!, "--before"), Period(parsed.GetValue(after)!, "--after"), parsed.GetValue(purpose)!, access, cancellation);
            Print([.. Lines(comparison)], parsed.GetValue(json));
            return ExitCodes.Good;
        });
        return command;
    }

    private static async Task<Comparison> CompareAsync(
        (DateOnly From, DateOnly Until) before, (DateOnly From, DateOnly Until) after, string purpose, StoreAccess access, CancellationToken cancellation)
    {
        if (before.Until > after.From)
            throw new KetenHubException(Errors.OptionInvalid.At("--after", "a period that begins when the first is over"));
        await new HubTransaction(access.Store, access.Keys, access.Policy, access.Partners, TimeProvider.System)
            .LogExactFiguresAsync(StoreAccess.Actor, purpose, before.From, after.Until, cancellation);
        var reads = access.Store.Reads;
        return Comparison.Of(
            await reads.FiguresAsync(before.From, before.Until, FigureDetail.Minutes, cancellation), before.Until.DayNumber - before.From.DayNumber,
            await reads.FiguresAsync(after.From, after.Until, FigureDetail.Minutes, cancellation), after.Until.DayNumber - after.From.DayNumber);
    }

    private static IEnumerable<string[]> Lines(Comparison comparison)
    {
        yield return ["what", "before", "after", "difference", "from", "to", "what can be said"];
        foreach (var row in comparison.Shares)
        {
            yield return [row.Name.ToString(), $"{row.Before.Hits}/{row.Before.Of}", $"{row.After.Hits}/{row.After.Of}",
                row.Before.Of == 0 || row.After.Of == 0 ? "" : $"{Text(100.0 * row.After.Hits / row.After.Of - 100.0 * row.Before.Hits / row.Before.Of)} points",
                Text(100 * row.Low), Text(100 * row.High), row.Verdict.ToString()];
        }
        foreach (var row in comparison.Times)
        {
            yield return [row.Measure.ToString(), $"median {row.Before.Median} min of {row.Before.Count}", $"median {row.After.Median} min of {row.After.Count}",
                row.Shift is { } shift ? $"{Text(shift.Shift)} min" : "", row.Shift is { } low ? Text(low.Low) : "", row.Shift is { } high ? Text(high.High) : "", row.Verdict.ToString()];
        }
        foreach (var row in comparison.Rates)
        {
            yield return [row.Measure.ToString(), $"{row.Before.Count} in {row.Before.Days} days", $"{row.After.Count} in {row.After.Days} days",
                "times", row.Low.ToString("0.00", CultureInfo.InvariantCulture), row.High.ToString("0.00", CultureInfo.InvariantCulture), row.Verdict.ToString()];
        }
    }

    private static void Print(IReadOnlyList<string[]> lines, bool json)
    {
        const string Note = "Exact: not for publication. The intervals hold together with 95 % for all twelve (Bonferroni, z = 2.865): Newcombe 1998 for shares,"
            + " Hodges-Lehmann with the rank test for times, Wilson on the share of both for numbers. A difference does not say where it comes from.";
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                note = Note, lines = lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second)),
            }, CloudEventWriter.JsonOptions));
            return;
        }
        TextTable.Print(lines);
        Console.WriteLine(Note);
    }

    private static string Text(double value) => value.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static (DateOnly From, DateOnly Until) Period(string text, string option)
    {
        var parts = text.Split('/');
        return parts.Length == 2 && Day(parts[0]) is { } from && Day(parts[1]) is { } until && from < until
            ? (from, until) : throw new KetenHubException(Errors.OptionInvalid.At(option, "two days such as 2026-01-01/2026-04-01, the first before the second"));
    }

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
