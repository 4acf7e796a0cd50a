using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Figures_of_all_writers_are_added_up_by_month_and_what_comes_to_nothing_is_left_out()
    {
        var first = new Sample(new DateOnly(2026, 3, 1), Measure.Agreement, "Ter Apel", "coa", "Kept", 0);
        var last = first with { Day = new DateOnly(2026, 3, 31) };
        var time = new Sample(new DateOnly(2026, 4, 1), Measure.HandOutToInterview, "", "dtv", "", 45);
        await CommitAsync(writes => (writes.Figures[first], writes.Figures[last], writes.Figures[time]) = (2, 3, 1));
        await CommitAsync(await AnotherAsync(), writes => (writes.Figures[first], writes.Figures[time with { Minutes = 50 }]) = (-1, 1));
        await CommitAsync(writes => writes.Figures[time] = -1);

        var march = new FigureRow(202603, Measure.Agreement, "Ter Apel", "coa", "Kept", 0, 4);
        Assert.Equal([march, new FigureRow(202604, Measure.HandOutToInterview, "", "dtv", "", 50, 1)],
            await Store.Reads.FiguresAsync(new DateOnly(2026, 1, 1), new DateOnly(2027, 1, 1), FigureDetail.All, Cancellation));
        Assert.Equal([march with { Count = 1 }], await Store.Reads.FiguresAsync(new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31), FigureDetail.All, Cancellation));
        Assert.Equal([march with { Location = "", Partner = "" }],
            await Store.Reads.FiguresAsync(new DateOnly(2026, 3, 1), new DateOnly(2026, 4, 1), FigureDetail.Month | FigureDetail.Minutes, Cancellation));
        Assert.Equal([march with { Month = 0 }],
            await Store.Reads.FiguresAsync(new DateOnly(2026, 3, 1), new DateOnly(2026, 4, 1), FigureDetail.Location | FigureDetail.Partner, Cancellation));
        Assert.Equal([new FigureRow(202604, Measure.HandOutToInterview, "", "dtv", "", 0, 1)],
            await Store.Reads.FiguresAsync(new DateOnly(2026, 4, 1), new DateOnly(2026, 5, 1), FigureDetail.Month | FigureDetail.Location | FigureDetail.Partner, Cancellation));
        Assert.Equal(["Agreement Ter Apel coa Kept 0", "HandOutToInterview  dtv  0"],
            (await Store.Reads.FigureNamesAsync(Cancellation)).Select(row => $"{row.Measure} {row.Location} {row.Partner} {row.Label} {row.Count}"));
        Assert.Empty(await Store.Reads.FiguresAsync(new DateOnly(2026, 5, 1), new DateOnly(2026, 5, 1), FigureDetail.All, Cancellation));
    }

    /// <summary>Counted again in memory: any period, any detail, several writers at once, sums that go up, down and to nothing.</summary>
    [Fact]
    public async Task Figures_of_any_period_and_detail_are_those_of_everything_that_was_written()
    {
        var random = new Random(20_261_124);
        var expected = new Dictionary<Sample, int>();
        IHubStore[] writers = [Store, await AnotherAsync(), await AnotherAsync()];
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(writers.Select(writer =>
            {
                var batch = Enumerable.Range(0, 40).Select(_ => Any(random)).Distinct().ToDictionary(sample => sample, sample => random.Next(-2, 4));
                foreach (var (sample, more) in batch)
                    expected[sample] = expected.GetValueOrDefault(sample) + more;
                return CommitAsync(writer, writes => batch.ToList().ForEach(pair => writes.Figures.Add(pair.Key, pair.Value)));
            }));
        }
        for (var i = 0; i < 160; i++)
        {
            var from = new DateOnly(2025, 11, 1).AddDays(random.Next(150));
            var until = i % 4 == 0 ? new DateOnly(2026, random.Next(1, 5), 1) : from.AddDays(random.Next(-1, 130));
            from = i % 8 == 0 ? new DateOnly(2025, 12, 1) : from;
            var detail = (FigureDetail)(i % 16);
            Assert.Equal(Sums(expected, from, until, detail), await Store.Reads.FiguresAsync(from, until, detail, Cancellation));
        }
    }

    /// <summary>What the migration makes of sums of days is what transactions keep.</summary>
    [Fact]
    public async Task A_store_from_before_there_were_sums_of_months_has_them_after_its_migration()
    {
        var random = new Random(7);
        var written = new Dictionary<Sample, int>();
        for (var i = 0; i < 300; i++)
            written[Any(random)] = random.Next(1, 5);
        await CommitAsync(writes => written.ToList().ForEach(pair => writes.Figures.Add(pair.Key, pair.Value)));
        await RunSqlAsync($"DROP TABLE figure_month; DROP TABLE figure_time; {await MigrationAsync("011_figure_months.sql")}");
        await CommitAsync(await AnotherAsync(), writes => writes.Figures[written.Keys.First()] = 5);
        written[written.Keys.First()] += 5;

        foreach (var detail in new[] { FigureDetail.None, FigureDetail.Location, FigureDetail.Partner | FigureDetail.Location, FigureDetail.Minutes, FigureDetail.All })
        {
            var (from, until) = (new DateOnly(2025, 10, 1), new DateOnly(2026, 7, 1));
            Assert.Equal(Sums(written, from, until, detail), await Store.Reads.FiguresAsync(from, until, detail, Cancellation));
            Assert.Equal(Sums(written, from.AddDays(70), until, detail), await Store.Reads.FiguresAsync(from.AddDays(70), until, detail, Cancellation));
        }
    }

    /// <summary>Text of a migration of the engine.</summary>
    protected abstract Task<string> MigrationAsync(string name);

    /// <summary>Changes the store behind its back.</summary>
    protected abstract Task RunSqlAsync(string sql);

    private static Sample Any(Random random)
    {
        var day = new DateOnly(2025, 11, 20).AddDays(random.Next(110));
        var place = random.Next(3) switch { 0 => "", 1 => "Budel", _ => "Ter Apel" };
        return random.Next(2) == 0
            ? new Sample(day, random.Next(2) == 0 ? Measure.Notice : Measure.SignalToDecision, place, random.Next(4) == 0 ? "ind" : "dtv", "", random.Next(30))
            : new Sample(day, random.Next(2) == 0 ? Measure.Agreement : Measure.CaseOpened, place, random.Next(2) == 0 ? "coa" : "", random.Next(2) == 0 ? "Kept" : "Late", 0);
    }

    private static IReadOnlyList<FigureRow> Sums(Dictionary<Sample, int> samples, DateOnly from, DateOnly until, FigureDetail detail) =>
    [
        .. samples.Where(pair => pair.Key.Day >= from && pair.Key.Day < until)
            .GroupBy(pair => (Month: detail.HasFlag(FigureDetail.Month) ? (pair.Key.Day.Year * 100) + pair.Key.Day.Month : 0, pair.Key.Measure, Location: detail.HasFlag(FigureDetail.Location) ? pair.Key.Location : "",
                Partner: detail.HasFlag(FigureDetail.Partner) ? pair.Key.Partner : "", pair.Key.Label, Minutes: detail.HasFlag(FigureDetail.Minutes) ? pair.Key.Minutes : 0))
            .Select(group => new FigureRow(group.Key.Month, group.Key.Measure, group.Key.Location, group.Key.Partner, group.Key.Label, group.Key.Minutes, group.Sum(pair => pair.Value)))
            .Where(row => row.Count != 0)
            .OrderBy(row => row.Month).ThenBy(row => row.Measure.ToString(), StringComparer.Ordinal).ThenBy(row => row.Location, StringComparer.Ordinal)
            .ThenBy(row => row.Partner, StringComparer.Ordinal).ThenBy(row => row.Label, StringComparer.Ordinal).ThenBy(row => row.Minutes),
    ];
}
