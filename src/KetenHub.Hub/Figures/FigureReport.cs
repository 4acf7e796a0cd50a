using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Figures of a period as they may be published: what command and page show, from the same numbers.</summary>
/// <param name="Months">The months, each protected by itself.</param>
/// <param name="On">The reference date: the day on which it was made.</param>
public sealed record FigureReport(IReadOnlyList<PublishedMonth> Months, DateOnly On)
{
    /// <summary>Makes it.</summary>
    /// <param name="reads">The store.</param>
    /// <param name="from">First day; the first of a month.</param>
    /// <param name="until">First day after the period; the first of a month that is over.</param>
    /// <param name="now">The moment of making.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="KetenHubException">KH110: not whole months that are over.</exception>
    public static async Task<FigureReport> PublishedAsync(IHubReads reads, DateOnly from, DateOnly until, DateTimeOffset now, CancellationToken cancellation)
    {
        var today = DutchTime.DayOf(now);
        if (!MayBePublished(from, until, today))
            throw new KetenHubException(Errors.OptionInvalid.At("--from and --to", "the first day of a month that is over, or --exact with --purpose: only whole months are published"));
        var names = await reads.FigureNamesAsync(cancellation);
        // Counts need no minutes and times need no place: together a fraction of everything.
        var counts = (await reads.FiguresAsync(from, until, FigureDetail.Month | FigureDetail.Location | FigureDetail.Partner, cancellation)).ToLookup(row => row.Month);
        var times = (await reads.FiguresAsync(from, until, FigureDetail.Month | FigureDetail.Minutes, cancellation)).ToLookup(row => row.Month);
        return new FigureReport(
            [.. Numbers(from, until).Select(month => PublishedFigures.Month(month, [.. counts[month]], names, [.. times[month]]))],
            today);
    }

    /// <summary>Whole months that are over, in order.</summary>
    public static bool MayBePublished(DateOnly from, DateOnly until, DateOnly today) => from.Day == 1 && until.Day == 1 && from < until && until <= today;

    /// <summary>All months as one.</summary>
    public IReadOnlyList<PublishedSum> Period() => PublishedFigures.Period([.. Months.Select(month => month.All)]);

    private static IEnumerable<int> Numbers(DateOnly from, DateOnly until)
    {
        for (var month = from; month < until; month = month.AddMonths(1))
            yield return (month.Year * 100) + month.Month;
    }
}
