using KetenHub.Hub;

namespace KetenHub.Tests.Figures;

/// <summary>What a reader of published figures can conclude, counted out and not computed with bounds.</summary>
internal static class Guess
{
    private const int Most = 700;

    /// <summary>Which of 0 to 9 a cell can be: those that fit any counts of all others that are published like this.</summary>
    /// <param name="star">As published.</param>
    /// <param name="dimension">Of the cell.</param>
    /// <param name="name">Of the cell.</param>
    /// <param name="canBe">What else is known of the total.</param>
    public static IEnumerable<int> Cell(PublishedStar star, string dimension, string name, Func<int, bool> canBe)
    {
        var totals = Totals(star with { Breakdowns = star.Breakdowns.Where(breakdown => breakdown.Key != dimension).ToDictionary() }).Where(canBe).ToList();
        var rest = Sums(star.Breakdowns[dimension].Where(cell => cell.Key != name).Select(cell => cell.Value));
        return Enumerable.Range(0, 10).Where(count => totals.Exists(total => rest.Contains(total - count)));
    }

    /// <summary>Which totals go with all breakdowns.</summary>
    public static HashSet<int> Totals(PublishedStar star)
    {
        var totals = Counts(star.Total).ToHashSet();
        foreach (var cells in star.Breakdowns.Values)
            totals.IntersectWith(Sums(cells.Values));
        return totals;
    }

    /// <summary>What is known of a cell by itself, smallest first.</summary>
    public static IEnumerable<int> Counts(PublishedCell cell) => cell.Kind switch
    {
        PublishedKind.Small => Enumerable.Range(0, 10),
        PublishedKind.Hidden => Enumerable.Range(10, Most - 10),
        _ => Enumerable.Range(10, Most - 10).Where(count => (count + 5) / 10 * 10 == cell.Tens),
    };

    private static HashSet<int> Sums(IEnumerable<PublishedCell> cells)
    {
        var all = cells.ToList();
        // A breakdown that is hidden as a whole says nothing.
        if (all.Count > 0 && all.TrueForAll(cell => cell.Kind == PublishedKind.Hidden))
            return [.. Enumerable.Range(0, Most)];
        return all.Aggregate(new HashSet<int> { 0 }, (sums, cell) => [.. sums.SelectMany(sum => Counts(cell).Select(count => sum + count)).Where(sum => sum < Most)]);
    }
}
