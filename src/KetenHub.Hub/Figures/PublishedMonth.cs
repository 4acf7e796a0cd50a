namespace KetenHub.Hub;

/// <summary>A cell as it is published.</summary>
/// <param name="Kind">How it is shown.</param>
/// <param name="Tens">For a rounded one: the multiple of ten.</param>
public readonly record struct PublishedCell(PublishedKind Kind, long Tens)
{
    /// <summary>As the ministry shows it: rounded to tens, <c>&lt; 10</c> from 0 to 9, <c>x</c> where showing it would give a small cell away.</summary>
    public override string ToString() => Kind switch
    {
        PublishedKind.Small => "< 10",
        PublishedKind.Hidden => "x",
        _ => Tens.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    internal static PublishedCell Of(long count) => count < 10
        ? new PublishedCell(PublishedKind.Small, 0) : new PublishedCell(PublishedKind.Rounded, (count + 5) / 10 * 10);
}

/// <summary>How a cell is shown.</summary>
public enum PublishedKind
{
    /// <summary>0 to 9.</summary>
    Small,
    /// <summary>Rounded to tens.</summary>
    Rounded,
    /// <summary>Not shown.</summary>
    Hidden,
}

/// <summary>What is counted together: one total with its breakdowns. Incidents have four of them: by place, partner, category and impact.</summary>
/// <param name="Name">Name of what is counted.</param>
/// <param name="Total">All of it.</param>
/// <param name="Breakdowns">By dimension, the cells by name; every name that ever occurred is among them, so that a name that is missing says nothing.</param>
public sealed record PublishedStar(string Name, PublishedCell Total, IReadOnlyDictionary<string, IReadOnlyDictionary<string, PublishedCell>> Breakdowns);

/// <summary>Protects small cells of one month (secondary suppression): after it, every cell shown as below ten can still be any number from
/// 0 to 9, whatever is added up and subtracted.</summary>
internal static class SmallCells
{
    private const long Unbounded = long.MaxValue / 4;

    /// <summary>Hides what would let a small cell be computed from the total and the other cells.</summary>
    public static PublishedStar Protect(PublishedStar star)
    {
        while (FirstGivenAway(star) is { } dimension)
            star = Hide(star, dimension);
        return star;
    }

    /// <summary>The smallest and largest count that a cell can stand for.</summary>
    public static (long Low, long High) Range(PublishedCell cell) => cell.Kind switch
    {
        PublishedKind.Small => (0, 9),
        PublishedKind.Rounded => (Math.Max(10, cell.Tens - 5), cell.Tens + 4),
        // Single cells are hidden only where they are not small.
        _ => (10, Unbounded),
    };

    // Total and breakdowns form a tree, so that ranges carried along it are exact.
    private static string? FirstGivenAway(PublishedStar star)
    {
        foreach (var (dimension, cells) in star.Breakdowns.OrderBy(breakdown => breakdown.Key, StringComparer.Ordinal))
        {
            var total = Range(star.Total);
            foreach (var other in star.Breakdowns.Where(other => other.Key != dimension).Select(other => Sum(other.Value.Values)))
                total = (Math.Max(total.Low, other.Low), Math.Min(total.High, other.High));
            var sum = Sum(cells.Values);
            foreach (var cell in cells.Values.Where(cell => cell.Kind == PublishedKind.Small))
            {
                if (total.Low - (sum.High - 9) > 0 || total.High - sum.Low < 9)
                    return dimension;
            }
        }
        return null;
    }

    private static PublishedStar Hide(PublishedStar star, string dimension)
    {
        var cells = star.Breakdowns[dimension];
        // The smallest one that is shown; when there is none left, or hiding is no help, the breakdown goes.
        var rounded = cells.Where(cell => cell.Value.Kind == PublishedKind.Rounded).OrderBy(cell => cell.Value.Tens).ThenBy(cell => cell.Key, StringComparer.Ordinal).ToList();
        var hidden = rounded.Count > 0 ? [rounded[0].Key] : cells.Keys.ToHashSet(StringComparer.Ordinal);
        return star with
        {
            Breakdowns = star.Breakdowns.ToDictionary(
                breakdown => breakdown.Key,
                breakdown => breakdown.Key != dimension ? breakdown.Value : breakdown.Value.ToDictionary(
                    cell => cell.Key,
                    cell => hidden.Contains(cell.Key) ? new PublishedCell(PublishedKind.Hidden, 0) : cell.Value, StringComparer.Ordinal),
                StringComparer.Ordinal),
        };
    }

    private static (long Low, long High) Sum(IEnumerable<PublishedCell> cells)
    {
        var (low, high) = (0L, 0L);
        foreach (var range in cells.Select(Range))
            (low, high) = (low + range.Low, Math.Min(Unbounded, high + range.High));
        // Of a breakdown that is hidden as a whole nothing is known.
        return cells.All(cell => cell.Kind == PublishedKind.Hidden) ? (0, Unbounded) : (low, high);
    }
}
