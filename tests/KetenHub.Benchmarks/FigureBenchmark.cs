using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Benchmarks;

/// <summary>How long figures take with the sums of many cases.</summary>
internal static class FigureBenchmark
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync(int cases, StoreEngine engine, bool json)
    {
        var watch = Stopwatch.StartNew();
        await using var filled = engine == StoreEngine.Postgres ? await FigureStore.PostgresAsync(cases) : await FigureStore.SqliteAsync(cases);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{engine}: {cases:N0} cases in {filled.Rows.Days:N0} sums of days, {filled.Rows.Months:N0} of months, {filled.Rows.Times:N0} of times; filled in {watch.Elapsed.TotalSeconds:0} s"));
        var reads = filled.Store.Reads;
        var (year, next) = (new DateOnly(2025, 1, 1), new DateOnly(2026, 1, 1));
        var now = new DateTimeOffset(2026, 2, 1, 12, 0, 0, TimeSpan.Zero);
        Task<FigureReport> PublishedAsync(DateOnly from, DateOnly until) => FigureReport.PublishedAsync(reads, from, until, now, CancellationToken.None);
        Task<IReadOnlyList<FigureRow>> ExactAsync(DateOnly from, DateOnly until, params string[] by) => reads.FiguresAsync(from, until, ExactFigures.Detail(by), CancellationToken.None);
        var results = new Dictionary<string, double>
        {
            ["publishedMonth"] = await MedianAsync(() => PublishedAsync(year, year.AddMonths(1))),
            ["publishedYear"] = await MedianAsync(() => PublishedAsync(year, next)),
            ["publishedThreeYears"] = await MedianAsync(() => PublishedAsync(year.AddYears(-2), next)),
            ["countsOfYear"] = await MedianAsync(() => reads.FiguresAsync(year, next, FigureDetail.Month | FigureDetail.Location | FigureDetail.Partner, CancellationToken.None)),
            ["timesOfYear"] = await MedianAsync(() => reads.FiguresAsync(year, next, FigureDetail.Month | FigureDetail.Minutes, CancellationToken.None)),
            ["names"] = await MedianAsync(() => reads.FigureNamesAsync(CancellationToken.None)),
            ["exactWeek"] = await MedianAsync(() => ExactAsync(year.AddDays(5), year.AddDays(12), "location")),
            ["exactYear"] = await MedianAsync(() => ExactAsync(year, next)),
            ["exactYearByPartner"] = await MedianAsync(() => ExactAsync(year, next, "partner")),
            ["exactYearAndAWeek"] = await MedianAsync(() => ExactAsync(year.AddDays(-7), next)),
            ["exactMonthByLocation"] = await MedianAsync(() => ExactAsync(year, year.AddMonths(1), "location")),
            ["exactYearByLocation"] = await MedianAsync(() => ExactAsync(year, next, "location")),
            ["exactYearByLocationAndMonth"] = await MedianAsync(() => ExactAsync(year, next, "location", "month")),
        };
        foreach (var (name, milliseconds) in results)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine}: {name} {milliseconds:0} ms"));
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { engine = engine.ToString(), cases, filled.Rows.Days, filled.Rows.Months, filled.Rows.Times, milliseconds = results }, CloudEventWriter.JsonOptions));
        return 0;
    }

    private static async Task<double> MedianAsync<T>(Func<Task<T>> read)
    {
        await read();
        var took = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            var watch = Stopwatch.StartNew();
            await read();
            took.Add(watch.Elapsed.TotalMilliseconds);
        }
        return took.Order().ElementAt(Rounds / 2);
    }
}
