using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Storage;

/// <summary>What the twins share about agreements and cases, and the order of figures.</summary>
internal static class DirectionSql
{
    public const string AgreementColumns =
        "person, maker, number, owner, kind, ends_at, location, made_table, result, closed_at, level, made_at, changed_at";
    public const string CaseColumns =
        "person, phase, since, opened_at, waits_for, location, director, director_function, director_missing, out_of_view_since, "
        + "seen_place, seen_at, reported_at, open_agreements, is_minor";

    /// <summary>Year, month and day as one number, which sorts as days do.</summary>
    public static int DayNumber(DateOnly day) => (day.Year * 10_000) + (day.Month * 100) + day.Day;

    /// <summary>And back.</summary>
    public static DateOnly Day(int number) => new(number / 10_000, number / 100 % 100, number % 100);

    /// <summary>Conditions of a filter, with a mark for each value in order; <paramref name="text"/> and <paramref name="number"/> make the marks.</summary>
    public static string Where(AgreementFilter filter, Func<string, string> text, Func<long, string> number) => All(
        filter.Location is { } location ? $"location = {text(location)}" : null,
        filter.Open switch { true => "result = ''", false => "result <> ''", null => null },
        filter.ClosedSince is { } since ? $"closed_at >= {number(since.ToUnixTimeMilliseconds())}" : null,
        filter.ClosedUntil is { } closedUntil ? $"closed_at <= {number(closedUntil.ToUnixTimeMilliseconds())}" : null,
        filter.Table is { } table ? $"made_table = {text(table)}" : null,
        filter.MadeSince is { } madeSince ? $"made_at > {number(madeSince.ToUnixTimeMilliseconds())}" : null,
        filter.MadeUntil is { } madeUntil ? $"made_at <= {number(madeUntil.ToUnixTimeMilliseconds())}" : null,
        filter.Party is { } party ? $"(maker = {text(party)} OR owner = {text(party)})" : null);

    /// <summary>See the other one.</summary>
    public static string Where(CaseFilter filter, Func<string, string> text, Func<long, string> number) => All(
        filter.Location is { } location ? $"location = {text(location)}" : null,
        filter.OutOfView ? "out_of_view_since IS NOT NULL" : null,
        filter.DirectorMissing ? "director_missing" : null,
        filter.ReportedSince is { } since ? $"reported_at >= {number(since.ToUnixTimeMilliseconds())}" : null,
        filter.StalledBefore is { } stalled
            ? $"({string.Join(" OR ", stalled.Select(phase => $"(phase = {text(phase.Key.ToString())} AND since < {number(phase.Value.ToUnixTimeMilliseconds())})").DefaultIfEmpty("1 = 0"))})"
            : null,
        filter.OpenedBefore is { } opened
            ? $"opened_at < {number(opened.ToUnixTimeMilliseconds())} AND phase <> {text(nameof(CasePhase.Left))} AND phase <> {text(nameof(CasePhase.Granted))}"
            : null,
        // Entries of who was merged into a person stay where they were.
        filter.Party is { } party
            ? $"EXISTS (SELECT 1 FROM person p JOIN log l ON l.person = p.id WHERE (p.id = direction.person OR p.merged_into = direction.person) AND l.party = {text(party)})"
            : null);

    /// <summary>In one order for both engines, whatever they sort by.</summary>
    public static IReadOnlyList<FigureRow> Sorted(IEnumerable<FigureRow> rows) =>
    [
        .. rows.OrderBy(row => row.Month).ThenBy(row => row.Measure.ToString(), StringComparer.Ordinal).ThenBy(row => row.Location, StringComparer.Ordinal)
            .ThenBy(row => row.Partner, StringComparer.Ordinal).ThenBy(row => row.Label, StringComparer.Ordinal).ThenBy(row => row.Minutes),
    ];

    public const string PageSource = "LIKE '%:systeem:pagina-%'";

    private static string All(params string?[] conditions) => string.Join(" AND ", conditions.OfType<string>().DefaultIfEmpty("1 = 1"));
}
