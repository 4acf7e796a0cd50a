namespace KetenHub.Hub;

/// <summary>Stars of one month that say something of each other: a whole and parts of it. The times of hand-outs are at most as many as the hand-outs.</summary>
/// <param name="Whole">The whole.</param>
/// <param name="Parts">Distributions of times of those it counts.</param>
internal sealed record StarFamily(PublishedStar Whole, IReadOnlyList<StarPart> Parts);

/// <summary>A distribution of times within a family.</summary>
/// <param name="Star">Its one breakdown is by duration, in order.</param>
/// <param name="Quantiles">Which quantiles are published: the share, and in which part of the distribution it lies.</param>
/// <param name="IsWhole">As many as the whole: a reader could guess it.</param>
internal sealed record StarPart(PublishedStar Star, IReadOnlyList<(double Share, string Part)> Quantiles, bool IsWhole)
{
    public const string Dimension = "duration";

    public IReadOnlyDictionary<string, PublishedCell> Cells => Star.Breakdowns[Dimension];

    /// <summary>Whether a total of the whole and one of this can go together.</summary>
    public bool Goes(long whole, long count) => IsWhole ? whole == count : count <= whole;
}

/// <summary>Protects small cells of one month (secondary suppression): after it, every cell shown as below ten can still be any number from
/// 0 to 9, whatever is added up and subtracted, and whatever medians say.</summary>
internal static class SmallCells
{
    private const long Unbounded = long.MaxValue / 4;

    /// <summary>Hides what would let a small cell be computed from totals, other cells and quantiles.</summary>
    public static StarFamily Protect(StarFamily family)
    {
        while (true)
        {
            if (GivenAwayInWhole(family) is { } dimension)
                family = family with { Whole = Hide(family.Whole, dimension) };
            else if (family.Parts.FirstOrDefault(part => IsGivenAway(family, part)) is { } open)
                family = family with { Parts = [.. family.Parts.Select(part => part == open ? part with { Star = Hide(part.Star, StarPart.Dimension) } : part)] };
            else
                return family;
        }
    }

    /// <summary>The smallest and largest count that a cell can stand for.</summary>
    public static (long Low, long High) Range(PublishedCell cell) => cell.Kind switch
    {
        PublishedKind.Small => (0, 9),
        PublishedKind.Rounded => (Math.Max(10, cell.Tens - 5), cell.Tens + 4),
        // Single cells are hidden only where they are not small.
        _ => (10, Unbounded),
    };

    // Total and breakdowns form a tree, so that ranges carried along it are exact; of a total at most ten values are left to try.
    private static string? GivenAwayInWhole(StarFamily family)
    {
        var parts = family.Parts.Select(part => (Part: part, Counts: Values(part.Star.Total).Where(count => Fits(part, count)).ToList())).ToList();
        var totals = Values(family.Whole.Total).Where(total => parts.TrueForAll(part => part.Counts.Exists(count => part.Part.Goes(total, count)))).ToList();
        foreach (var (dimension, cells) in family.Whole.Breakdowns.OrderBy(breakdown => breakdown.Key, StringComparer.Ordinal))
        {
            if (cells.Values.All(cell => cell.Kind != PublishedKind.Small))
                continue;
            var others = family.Whole.Breakdowns.Where(other => other.Key != dimension).Select(other => Sum(other.Value.Values)).ToList();
            var left = totals.FindAll(total => others.TrueForAll(sum => sum.Low <= total && total <= sum.High));
            // All small cells of a breakdown are alike: the others of it add up to this, without one of them.
            var sum = Sum(cells.Values);
            for (var value = 0; value <= 9; value++)
            {
                if (!left.Exists(total => sum.Low <= total - value && total - value <= sum.High - 9))
                    return dimension;
            }
        }
        return null;
    }

    private static bool IsGivenAway(StarFamily family, StarPart part)
    {
        var others = family.Parts.Where(other => other != part).Select(other => (Part: other, Counts: Values(other.Star.Total).Where(count => Fits(other, count)).ToList())).ToList();
        var sums = family.Whole.Breakdowns.Values.Select(cells => Sum(cells.Values)).ToList();
        var totals = Values(family.Whole.Total).Where(total => sums.TrueForAll(sum => sum.Low <= total && total <= sum.High)
            && others.TrueForAll(other => other.Counts.Exists(count => other.Part.Goes(total, count)))).ToList();
        var counts = Values(part.Star.Total).Where(count => totals.Exists(total => part.Goes(total, count))).ToList();
        return part.Cells.Where(cell => cell.Value.Kind == PublishedKind.Small)
            .Any(cell => Enumerable.Range(0, 10).Any(value => !counts.Exists(count => Fits(part, count, (cell.Key, value)))));
    }

    // Whether so many can be spread over the parts as they are shown, with the quantiles where they are said to be. Only sums from the front are
    // bound, so that carrying the smallest and largest along is exact.
    private static bool Fits(StarPart part, long count, (string Name, long Value)? given = null)
    {
        var free = part.Cells.Values.All(cell => cell.Kind == PublishedKind.Hidden);
        var (low, high) = (0L, 0L);
        foreach (var (name, cell) in part.Cells)
        {
            var atLeast = 0L;
            foreach (var (share, place) in part.Quantiles)
            {
                if (place != name)
                    continue;
                var rank = ExactFigures.Rank(share, count);
                (high, atLeast) = (Math.Min(high, rank - 1), Math.Max(atLeast, rank));
            }
            if (low > high)
                return false;
            var range = given?.Name == name ? (Low: given.Value.Value, High: given.Value.Value) : free ? (0, Unbounded) : Range(cell);
            (low, high) = (Math.Max(low + range.Low, atLeast), Math.Min(count, high + range.High));
            if (low > high)
                return false;
        }
        return low <= count && high == count;
    }

    private static IEnumerable<long> Values(PublishedCell total)
    {
        var (low, high) = Range(total);
        for (var value = low; value <= high; value++)
            yield return value;
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
