using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Figures that may leave the chain. Whole months only, each protected by itself; every longer period is computed from published months
/// and from nothing else. So no two publications, overlapping or not, say more together than the months do.</summary>
public static class PublishedFigures
{
    /// <summary>The breakdowns.</summary>
    public static IReadOnlyList<string> Dimensions { get; } = ["location", "partner", "label", "impact", StarPart.Dimension];

    /// <summary>Publishes one month.</summary>
    /// <param name="month">Year and month.</param>
    /// <param name="counts">The figures of that month.</param>
    /// <param name="everything">The figures of all time: names that occur in them are listed, so that an absent one says nothing.</param>
    /// <param name="times">The times of that month, with how long.</param>
    public static PublishedMonth Month(int month, IReadOnlyList<FigureRow> counts, IReadOnlyList<FigureRow> everything, IReadOnlyList<FigureRow> times)
    {
        var families = Stars.Select(star => Star(star, counts, everything))
            .Select(star => new StarFamily(star, star.Name == nameof(Measure.Readiness) ? [.. OfHandOuts.Select(measure => Part(measure, times, Count(counts, Measure.Readiness)))] : []))
            .Concat(Enum.GetValues<Measure>().Where(Definitions.IsTime).Except(OfHandOuts).Select(measure => Part(measure, times, Count(times, measure)))
                .Select(part => new StarFamily(part.Star with { Breakdowns = new Dictionary<string, IReadOnlyDictionary<string, PublishedCell>>() }, [part])))
            .Select(SmallCells.Protect).ToList();
        return new PublishedMonth(month, [.. families.Take(Stars.Length).Select(family => family.Whole)],
            [.. families.SelectMany(family => family.Parts).Select(part => part.Star).OrderBy(star => Enum.Parse<Measure>(star.Name))], Times(times));
    }

    /// <summary>A period: the sums of published months.</summary>
    /// <param name="months">Published months, each with the same stars.</param>
    public static IReadOnlyList<PublishedSum> Period(IReadOnlyList<IReadOnlyList<PublishedStar>> months) =>
    [
        .. months.SelectMany(month => month).SelectMany(star => star.Breakdowns
                .SelectMany(breakdown => breakdown.Value.Select(cell => (star.Name, Dimension: breakdown.Key, Value: cell.Key, Cell: cell.Value)))
                .Prepend((star.Name, Dimension: "", Value: "", Cell: star.Total)))
            .GroupBy(cell => (cell.Name, cell.Dimension, cell.Value))
            .OrderBy(group => group.Key.Name, StringComparer.Ordinal).ThenBy(group => group.Key.Dimension, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Value, StringComparer.Ordinal)
            .Select(group => new PublishedSum(group.Key.Name, group.Key.Dimension, group.Key.Value, group.Sum(cell => cell.Cell.Tens),
                group.Count(cell => cell.Cell.Kind == PublishedKind.Small), group.Count(cell => cell.Cell.Kind == PublishedKind.Hidden))),
    ];

    // A quantile says how many are longer, so that at least ten must be. Whether they are is taken from the rounded number, for a reader sees what is shown.
    private const int TensForMedian = 30;
    private const int TensForP90 = 110;

    // Each hand-out counts at most once in these.
    private static readonly Measure[] OfHandOuts = [Measure.DecisionToHandOut, Measure.Notice];

    private static PublishedTime[] Times(IReadOnlyList<FigureRow> rows) =>
        [.. Enum.GetValues<Measure>().Where(Definitions.IsTime).Select(measure => Time(measure, [.. rows.Where(row => row.Measure == measure)]))];

    private static PublishedTime Time(Measure measure, IReadOnlyList<FigureRow> rows)
    {
        var tens = PublishedCell.Of(rows.Sum(row => row.Count)).Tens;
        return new PublishedTime(measure, tens < TensForMedian ? null : ExactFigures.Quantile(rows, 0.5), tens < TensForP90 ? null : ExactFigures.Quantile(rows, 0.9));
    }

    private static StarPart Part(Measure measure, IReadOnlyList<FigureRow> times, long whole)
    {
        var rows = times.Where(row => row.Measure == measure).ToList();
        var cells = ExactFigures.Distribution(rows).ToDictionary(part => Durations.NameOf((part.From, part.To)), part => PublishedCell.Of(part.Count), StringComparer.Ordinal);
        var (time, count) = (Time(measure, rows), rows.Sum(row => row.Count));
        return new StarPart(
            new PublishedStar(measure.ToString(), PublishedCell.Of(count), new Dictionary<string, IReadOnlyDictionary<string, PublishedCell>> { [StarPart.Dimension] = cells }),
            [.. new[] { (Share: 0.5, Minutes: time.Median), (Share: 0.9, Minutes: time.P90) }.Where(quantile => quantile.Minutes is not null)
                .Select(quantile => (quantile.Share, Durations.NameOf(Durations.PartOf(quantile.Minutes!.Value))))],
            count == whole);
    }

    private static long Count(IReadOnlyList<FigureRow> rows, Measure measure) => rows.Where(row => row.Measure == measure).Sum(row => row.Count);

    private static readonly (string Name, Measure[] Measures)[] Stars =
    [
        // Category and impact count the same incidents: together, or the one could give the other away.
        ("Incidents", [Measure.IncidentCategory, Measure.IncidentImpact]),
        .. Enum.GetValues<Measure>().Where(measure => !Definitions.IsTime(measure) && measure is not (Measure.IncidentCategory or Measure.IncidentImpact))
            .Select(measure => (measure.ToString(), (Measure[])[measure])),
    ];

    private static PublishedStar Star((string Name, Measure[] Measures) star, IReadOnlyList<FigureRow> rows, IReadOnlyList<FigureRow> everything)
    {
        var first = rows.Where(row => row.Measure == star.Measures[0]).ToList();
        var known = everything.Where(row => row.Measure == star.Measures[0]).ToList();
        var breakdowns = new Dictionary<string, IReadOnlyDictionary<string, PublishedCell>>(StringComparer.Ordinal)
        {
            ["location"] = Cells(first, known, row => row.Location),
            ["partner"] = Cells(first, known, row => row.Partner),
            ["label"] = Cells(first, known, row => row.Label),
        };
        foreach (var measure in star.Measures.Skip(1))
        {
            breakdowns["impact"] = Cells([.. rows.Where(row => row.Measure == measure)], [.. everything.Where(row => row.Measure == measure)], row => row.Label);
        }
        // One cell is the total again.
        foreach (var single in breakdowns.Where(breakdown => breakdown.Value.Keys.All(key => key.Length == 0)).Select(breakdown => breakdown.Key).ToList())
            breakdowns.Remove(single);
        return new PublishedStar(star.Name, PublishedCell.Of(first.Sum(row => row.Count)), breakdowns);
    }

    private static Dictionary<string, PublishedCell> Cells(List<FigureRow> rows, List<FigureRow> known, Func<FigureRow, string> by)
    {
        var counts = rows.ToLookup(by, StringComparer.Ordinal);
        return known.Select(by).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ToDictionary(name => name, name => PublishedCell.Of(counts[name].Sum(row => row.Count)), StringComparer.Ordinal);
    }
}

/// <summary>A cell over a period, from published months only.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Dimension">By what; empty for the total.</param>
/// <param name="Value">Which; empty can also be a place or partner that is not known.</param>
/// <param name="Tens">Sum of the months that are shown rounded.</param>
/// <param name="Small">Months that are shown as below ten.</param>
/// <param name="Hidden">Months that are not shown.</param>
public sealed record PublishedSum(string Name, string Dimension, string Value, long Tens, int Small, int Hidden)
{
    /// <summary>For example <c>120</c>, <c>&lt; 10</c>, or <c>120 + 2 x (&lt; 10)</c> over several months.</summary>
    public string Shown => (Tens, Small, Hidden) switch
    {
        (0, 1, 0) => "< 10",
        (0, 0, 1) => "x",
        (_, 0, 0) => Number(Tens),
        _ => string.Join(" + ", new[]
        {
            Tens > 0 ? Number(Tens) : null,
            Small > 0 ? $"{Number(Small)} x (< 10)" : null,
            Hidden > 0 ? $"{Number(Hidden)} hidden" : null,
        }.OfType<string>()),
    };

    private static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>How long something took in a month.</summary>
/// <param name="Measure">What.</param>
/// <param name="Median">Minutes; null below some 25 cases, so that at least ten took longer.</param>
/// <param name="P90">Minutes; null below some 105 cases.</param>
public sealed record PublishedTime(Measure Measure, int? Median, int? P90)
{
    /// <summary>In hours with one decimal, for example <c>26.5 h, 71.0 h</c>.</summary>
    public string Shown => Median is null ? "too few cases" : $"{Hours(Median.Value)} h, {(P90 is { } p90 ? $"{Hours(p90)} h" : "too few cases")}";

    private static string Hours(int minutes) => (minutes / 60.0).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
}
