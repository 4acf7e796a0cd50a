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

    /// <summary>Sums of a period; without those that are 0.</summary>
    /// <param name="from">First day.</param>
    /// <param name="until">First day after.</param>
    /// <param name="detail">What is told apart; the rest is a constant.</param>
    /// <param name="sum">How the engine adds up <c>value</c> to a 64-bit number.</param>
    public static string Sums(DateOnly from, DateOnly until, FigureDetail detail, string sum)
    {
        var (first, last) = (from.Day == 1 ? from : new DateOnly(from.Year, from.Month, 1).AddMonths(1), new DateOnly(until.Year, until.Month, 1));
        var parts = new List<string>();
        if (first >= last)
        {
            parts.Add(Days(from, until, All, detail));
        }
        else
        {
            var withMinutes = detail.HasFlag(FigureDetail.Minutes);
            parts.Add(Columns("month", "location", "partner", "label", "0", detail,
                $"figure_month WHERE {Months(first, last)}{(withMinutes ? $" AND measure NOT IN ({Times})" : "")}"));
            if (withMinutes)
                parts.Add(detail.HasFlag(FigureDetail.Location) ? Days(first, last, Times, detail) : Columns("month", "''", "partner", "''", "minutes", detail, $"figure_time WHERE {Months(first, last)}"));
            if (from < first)
                parts.Add(Days(from, first, All, detail));
            if (last < until)
                parts.Add(Days(last, until, All, detail));
        }
        return $"SELECT month, measure, location, partner, label, minutes, {sum} FROM ({string.Join(" UNION ALL ", parts)}) AS part GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(value) <> 0";
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

    private static string Days(DateOnly from, DateOnly until, string measures, FigureDetail detail) => Columns("day / 100", "location", "partner", "label", "minutes", detail,
        $"figure WHERE measure IN ({measures}) AND day >= {DirectionSql.DayNumber(from)} AND day < {DirectionSql.DayNumber(until)}");

    private static string Months(DateOnly from, DateOnly until) => $"month >= {MonthNumber(from)} AND month < {MonthNumber(until)}";

    private static string Columns(string month, string location, string partner, string label, string minutes, FigureDetail detail, string source)
    {
        string Of(FigureDetail wanted, string column, string constant) => detail.HasFlag(wanted) ? column : constant;
        return $"SELECT {Of(FigureDetail.Month, month, "0")} AS month, measure, {Of(FigureDetail.Location, location, "''")} AS location, "
            + $"{Of(FigureDetail.Partner, partner, "''")} AS partner, {label} AS label, {Of(FigureDetail.Minutes, minutes, "0")} AS minutes, value FROM {source}";
    }

    private static string List(IEnumerable<Measure> measures) => string.Join(", ", measures.Select(measure => $"'{measure}'"));
}
