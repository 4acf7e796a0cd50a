using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Two periods side by side, with how far each difference can be chance. To the digit: not for publication.</summary>
/// <param name="Shares">Of how many, how many.</param>
/// <param name="Times">How long things took.</param>
/// <param name="Rates">How many a month.</param>
public sealed record Comparison(IReadOnlyList<ComparedShare> Shares, IReadOnlyList<ComparedTime> Times, IReadOnlyList<ComparedRate> Rates)
{
    /// <summary>Comparisons made at once.</summary>
    public const int Number = 12;

    /// <summary>Standard deviations for which all twelve intervals together hold with 95 % (Bonferroni): the normal quantile of 1 - 0.05 / 24. With 1.96
    /// each, one of twelve would look like a change in nearly every second comparison of nothing with nothing.</summary>
    public const double Z = 2.8652602385;

    /// <summary>Compares the figures of two periods.</summary>
    public static Comparison Of(IReadOnlyList<FigureRow> before, int daysBefore, IReadOnlyList<FigureRow> after, int daysAfter) => new(
        [.. ShareKinds.Select(kind => ComparedShare.Of(kind.Name, Share(before, kind), Share(after, kind)))],
        [.. Enum.GetValues<Measure>().Where(Definitions.IsTime).Select(measure => ComparedTime.Of(measure, Rows(before, measure), Rows(after, measure)))],
        [.. new[] { Measure.IncidentCategory, Measure.CaseOpened }.Select(measure =>
            ComparedRate.Of(measure, (Rows(before, measure).Sum(row => row.Count), daysBefore), (Rows(after, measure).Sum(row => row.Count), daysAfter)))]);

    // What counts, of which: what was withdrawn was no longer to be kept.
    private static readonly (ShareName Name, Measure Measure, string[] Hits, string[] Without)[] ShareKinds =
    [
        (ShareName.ReadinessKept, Measure.Readiness, ["Kept"], []),
        (ShareName.DtvPresent, Measure.Readiness, ["Kept", "PresentUnprepared"], []),
        (ShareName.AgreementsKept, Measure.Agreement, ["Kept"], ["Withdrawn"]),
        (ShareName.TransportStrict, Measure.Transport, ["InTime"], []),
        (ShareName.TransportWithMargin, Measure.Transport, ["InTime", "WithinMargin"], []),
        (ShareName.SeriousIncidents, Measure.IncidentImpact, ["High", "VeryHigh"], []),
    ];

    private static (long Hits, long Of) Share(IReadOnlyList<FigureRow> rows, (ShareName Name, Measure Measure, string[] Hits, string[] Without) kind)
    {
        var counted = rows.Where(row => row.Measure == kind.Measure && !kind.Without.Contains(row.Label)).ToList();
        return (counted.Where(row => kind.Hits.Contains(row.Label)).Sum(row => row.Count), counted.Sum(row => row.Count));
    }

    private static List<FigureRow> Rows(IReadOnlyList<FigureRow> rows, Measure measure) => [.. rows.Where(row => row.Measure == measure)];
}

/// <summary>What is compared as a share.</summary>
public enum ShareName
{
    /// <summary>DT&amp;V was there and had said so in time, of all hand-outs.</summary>
    ReadinessKept,
    /// <summary>DT&amp;V was there, of all hand-outs.</summary>
    DtvPresent,
    /// <summary>Done in time, of all agreements whose term ended and that were not withdrawn.</summary>
    AgreementsKept,
    /// <summary>Handed over without a full minute's delay, of all hand-overs for departure.</summary>
    TransportStrict,
    /// <summary>Handed over within the margin of policy, of all hand-overs for departure.</summary>
    TransportWithMargin,
    /// <summary>High or very high impact, of all incidents.</summary>
    SeriousIncidents,
}

/// <summary>What can be said of a difference.</summary>
public enum Verdict
{
    /// <summary>Too few cases to say anything: fewer than five in a period, or for numbers ten in both together.</summary>
    TooFew,
    /// <summary>The interval holds no difference at all: it can be chance.</summary>
    CanBeChance,
    /// <summary>Chance does not explain it. What else changed between the periods, these figures don't say.</summary>
    Changed,
}

/// <summary>A share in two periods.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Before">How many of how many.</param>
/// <param name="After">How many of how many.</param>
/// <param name="Low">Least difference, after less before, -1 to 1.</param>
/// <param name="High">Largest difference.</param>
public sealed record ComparedShare(ShareName Name, (long Hits, long Of) Before, (long Hits, long Of) After, double Low, double High)
{
    /// <summary>What can be said.</summary>
    public Verdict Verdict => Judge.Of(Math.Min(Before.Of, After.Of), Low > 0 || High < 0);

    internal static ComparedShare Of(ShareName name, (long Hits, long Of) before, (long Hits, long Of) after)
    {
        var (low, high) = Intervals.Newcombe(before, after, Comparison.Z);
        return new ComparedShare(name, before, after, low, high);
    }
}

/// <summary>A time in two periods.</summary>
/// <param name="Measure">Which.</param>
/// <param name="Before">How many, and their median in minutes.</param>
/// <param name="After">How many, and their median in minutes.</param>
/// <param name="Shift">Shift in minutes with its interval, after less before; null when a period has none.</param>
public sealed record ComparedTime(Measure Measure, (long Count, int? Median) Before, (long Count, int? Median) After, (double Shift, double Low, double High)? Shift)
{
    /// <summary>What can be said.</summary>
    public Verdict Verdict => Judge.Of(Math.Min(Before.Count, After.Count), Shift is { } shift && (shift.Low > 0 || shift.High < 0));

    internal static ComparedTime Of(Measure measure, List<FigureRow> before, List<FigureRow> after) => new(
        measure, (before.Sum(row => row.Count), ExactFigures.Quantile(before, 0.5)), (after.Sum(row => row.Count), ExactFigures.Quantile(after, 0.5)),
        Intervals.Shift(Steps(before), Steps(after), Comparison.Z));

    private static List<(int Minutes, long Count)> Steps(List<FigureRow> rows) =>
        [.. rows.GroupBy(row => row.Minutes).Select(group => (group.Key, group.Sum(row => row.Count))).Where(step => step.Item2 > 0)];
}

/// <summary>A number of cases in two periods, by their length.</summary>
/// <param name="Measure">Of what.</param>
/// <param name="Before">How many in how many days.</param>
/// <param name="After">How many in how many days.</param>
/// <param name="Low">Least ratio, after over before.</param>
/// <param name="High">Largest ratio.</param>
public sealed record ComparedRate(Measure Measure, (long Count, int Days) Before, (long Count, int Days) After, double Low, double High)
{
    /// <summary>What can be said.</summary>
    public Verdict Verdict => Judge.Of((Before.Count + After.Count) / 2, Low > 1 || High < 1);

    internal static ComparedRate Of(Measure measure, (long Count, int Days) before, (long Count, int Days) after)
    {
        var (low, high) = Intervals.RateRatio(before, after, Comparison.Z);
        return new ComparedRate(measure, before, after, low, high);
    }
}

internal static class Judge
{
    private const long Fewest = 5;

    public static Verdict Of(long fewest, bool differs) => fewest < Fewest ? Verdict.TooFew : differs ? Verdict.Changed : Verdict.CanBeChance;
}
