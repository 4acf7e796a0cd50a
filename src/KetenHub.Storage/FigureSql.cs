using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Storage;

/// <summary>How the twins keep and read figures: sums of days, and sums of months with what is told apart most. A report reads months; days only at
/// the ends of a period, and where lengths of time are told apart by place.</summary>
internal static class FigureSql
{
    public const string Names = "SELECT 0, measure, location, partner, label, 0, 0 FROM figure_name";

    private static readonly string All = List(Enum.GetValues<Measure>());
    private static readonly string Times = List(Enum.GetValues<Measure>().Where(Definitions.IsTime));

    /// <summary>Sums of a period by month; without those that are 0.</summary>
    /// <param name="from">First day.</param>
    /// <param name="until">First day after.</param>
    /// <param name="detail">What is told apart; the rest is a constant.</param>
    /// <param name="sum">How the engine adds up <c>value</c> to a 64-bit number.</param>
    public static string Sums(DateOnly from, DateOnly until, FigureDetail detail, string sum)
    {
        var (first, last) = (from.Day == 1 ? from : new DateOnly(from.Year, from.Month, 1).AddMonths(1), new DateOnly(until.Year, until.Month, 1));
        if (first >= last)
            return Days(from, until, All, detail, sum);
        var parts = new List<string> { Counts(first, last, detail, sum) };
        if (detail.HasFlag(FigureDetail.Minutes))
            parts.Add(detail.HasFlag(FigureDetail.Location) ? Days(first, last, Times, detail, sum) : Lengths(first, last, detail, sum));
        if (from < first)
            parts.Add(Days(from, first, All, detail, sum));
        if (last < until)
            parts.Add(Days(last, until, All, detail, sum));
        return string.Join("\nUNION ALL ", parts);
    }

    /// <summary>Year and month as one number.</summary>
    public static int MonthNumber(DateOnly day) => DirectionSql.DayNumber(day) / 100;

    /// <summary>What a batch adds to the sums of months.</summary>
    public static List<(int Month, FigureName Name, int More)> Months(IReadOnlyDictionary<Sample, int> figures) =>
    [
        .. figures.GroupBy(pair => (Month: MonthNumber(pair.Key.Day), Name: FigureName.Of(pair.Key)))
            .Select(group => (group.Key.Month, group.Key.Name, More: group.Sum(pair => pair.Value))).Where(row => row.More != 0),
    ];

    /// <summary>What a batch adds to how often each length of time occurred.</summary>
    public static List<(int Month, Measure Measure, string Partner, int Minutes, int More)> Lengths(IReadOnlyDictionary<Sample, int> figures) =>
    [
        .. figures.Where(pair => Definitions.IsTime(pair.Key.Measure))
            .GroupBy(pair => (Month: MonthNumber(pair.Key.Day), pair.Key.Measure, pair.Key.Partner, pair.Key.Minutes))
            .Select(group => (group.Key.Month, group.Key.Measure, group.Key.Partner, group.Key.Minutes, More: group.Sum(pair => pair.Value))).Where(row => row.More != 0),
    ];

    private static string Days(DateOnly from, DateOnly until, string measures, FigureDetail detail, string sum) =>
        Select("day / 100", detail, detail.HasFlag(FigureDetail.Minutes), sum,
            $"figure WHERE measure IN ({measures}) AND day >= {DirectionSql.DayNumber(from)} AND day < {DirectionSql.DayNumber(until)}");

    private static string Counts(DateOnly from, DateOnly until, FigureDetail detail, string sum) =>
        Select("month", detail, withMinutes: false, sum,
            $"figure_month WHERE month >= {MonthNumber(from)} AND month < {MonthNumber(until)}{(detail.HasFlag(FigureDetail.Minutes) ? $" AND measure NOT IN ({Times})" : "")}");

    // Of times there is one kind only.
    private static string Lengths(DateOnly from, DateOnly until, FigureDetail detail, string sum) =>
        $"SELECT month, measure, '', {(detail.HasFlag(FigureDetail.Partner) ? "partner" : "''")}, '', minutes, {sum} "
        + $"FROM figure_time WHERE month >= {MonthNumber(from)} AND month < {MonthNumber(until)} GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(value) <> 0";

    private static string Select(string month, FigureDetail detail, bool withMinutes, string sum, string source) =>
        $"SELECT {month}, measure, {(detail.HasFlag(FigureDetail.Location) ? "location" : "''")}, {(detail.HasFlag(FigureDetail.Partner) ? "partner" : "''")}, label, "
        + $"{(withMinutes ? "minutes" : "0")}, {sum} FROM {source} GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(value) <> 0";

    private static string List(IEnumerable<Measure> measures) => string.Join(", ", measures.Select(measure => $"'{measure}'"));
}
