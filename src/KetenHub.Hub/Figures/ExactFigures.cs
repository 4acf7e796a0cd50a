using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Figures to the digit, for those with the right; never published.</summary>
public static class ExactFigures
{
    /// <summary>What of the figures must be told apart for these dimensions: no more than needed, which is much less to read.</summary>
    /// <param name="by">Among <c>month</c>, <c>location</c>, <c>partner</c>.</param>
    public static FigureDetail Detail(IReadOnlyCollection<string> by) => FigureDetail.Minutes
        | (by.Contains("month") ? FigureDetail.Month : FigureDetail.None)
        | (by.Contains("location") ? FigureDetail.Location : FigureDetail.None) | (by.Contains("partner") ? FigureDetail.Partner : FigureDetail.None);

    /// <summary>Adds rows up by the named dimensions.</summary>
    /// <param name="rows">Figures of the period.</param>
    /// <param name="by">Among <c>month</c>, <c>location</c>, <c>partner</c>.</param>
    public static IReadOnlyList<ExactLine> By(IReadOnlyList<FigureRow> rows, IReadOnlyCollection<string> by) =>
    [
        .. rows.GroupBy(row => (
                Month: by.Contains("month") ? row.Month : 0,
                Location: by.Contains("location") ? row.Location : "",
                Partner: by.Contains("partner") ? row.Partner : "",
                row.Measure, row.Label))
            .OrderBy(group => group.Key)
            .Select(group => new ExactLine(group.Key.Month, group.Key.Location, group.Key.Partner, group.Key.Measure, group.Key.Label,
                group.Sum(row => row.Count),
                Definitions.IsTime(group.Key.Measure) ? Quantile(group, 0.5) : null,
                Definitions.IsTime(group.Key.Measure) ? Quantile(group, 0.9) : null)),
    ];

    /// <summary>Cases that are open at the end of a period: all that were opened until then less all that were finished.</summary>
    /// <param name="reads">The store.</param>
    /// <param name="until">First day after the period.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<long> OpenAtEndAsync(IHubReads reads, DateOnly until, CancellationToken cancellation) =>
        (await reads.FiguresAsync(DateOnly.MinValue, until, FigureDetail.None, cancellation))
            .Sum(row => row.Measure switch { Measure.CaseOpened => row.Count, Measure.CaseFinished => -row.Count, _ => 0 });

    /// <summary>Where the times lie: how many in each part of <see cref="Durations"/>.</summary>
    public static IReadOnlyList<(int From, int? To, long Count)> Distribution(IReadOnlyList<FigureRow> times)
    {
        var counts = times.GroupBy(row => Durations.PartOf(row.Minutes)).ToDictionary(part => part.Key, part => part.Sum(row => row.Count));
        return [.. Durations.Parts.Select(part => (part.From, part.To, counts.GetValueOrDefault(part)))];
    }

    /// <summary>The smallest time that at least this share of the cases did not exceed (nearest rank), in minutes.</summary>
    public static int? Quantile(IEnumerable<FigureRow> times, double share)
    {
        var sorted = times.OrderBy(row => row.Minutes).ToList();
        var rank = Rank(share, sorted.Sum(row => row.Count));
        foreach (var row in sorted)
        {
            rank -= row.Count;
            if (rank <= 0)
                return row.Minutes;
        }
        return null;
    }

    /// <summary>Which of so many in order is the quantile, from 1.</summary>
    internal static long Rank(double share, long count) => (long)Math.Ceiling(share * count);
}

/// <summary>A line of exact figures.</summary>
/// <param name="Month">Year and month, or 0 for the whole period.</param>
/// <param name="Location">Place, or empty.</param>
/// <param name="Partner">Partner, or empty.</param>
/// <param name="Measure">What is counted.</param>
/// <param name="Label">Which kind, or empty.</param>
/// <param name="Count">How many.</param>
/// <param name="Median">For times: minutes.</param>
/// <param name="P90">For times: minutes.</param>
public sealed record ExactLine(int Month, string Location, string Partner, Measure Measure, string Label, long Count, int? Median, int? P90);
