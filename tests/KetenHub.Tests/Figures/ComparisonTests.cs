using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Figures;

public sealed class ComparisonTests
{
    // Newcombe 1998, table II, method 10 at 95 %: the difference there is first less second, which is "after less before" with the first as after.
    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(10, 10, 0, 20, 0.6791, 1.0000)]
    [InlineData(10, 10, 0, 10, 0.6075, 1.0000)]
    [InlineData(0, 10, 0, 20, -0.1611, 0.2775)]
    public void The_interval_of_a_difference_of_shares_is_that_of_the_published_table(long hits, long of, long otherHits, long other, double low, double high)
    {
        var interval = Intervals.Newcombe((otherHits, other), (hits, of), 1.959964);
        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Fact]
    public void The_interval_of_a_shift_is_that_of_all_differences_counted_out()
    {
        int[] before = [30, 45, 50, 60, 75, 90, 95, 120], after = [20, 25, 40, 45, 55, 60, 80, 85, 100];
        var counted = (from later in after from earlier in before select (double)later - earlier).Order().ToArray();
        var half = 1.959964 * Math.Sqrt(72 * 18 / 12.0);
        var shift = Intervals.Shift([.. before.Select(time => (time, 1L))], [.. after.Select(time => (time, 1L))], 1.959964)!.Value;
        Assert.Equal((counted[35], counted[(int)Math.Ceiling(36 - half) - 1], counted[(int)Math.Ceiling(36 + half + 1) - 1]), (shift.Shift, shift.Low, shift.High));
        // The same times, each twice: the shift stays, and the interval narrows.
        var twice = Intervals.Shift([.. before.Select(time => (time, 2L))], [.. after.Select(time => (time, 2L))], 1.959964)!.Value;
        Assert.Equal(shift.Shift, twice.Shift);
        Assert.True(twice.Low >= shift.Low && twice.High <= shift.High);
        Assert.Null(Intervals.Shift([], [(1, 1)], 1.96));
    }

    [Fact]
    public void A_ratio_counts_by_the_length_of_the_periods()
    {
        // As many a day in both: a month of 30 beside three months of 90.
        var same = Intervals.RateRatio((30, 30), (90, 90), Comparison.Z);
        Assert.True(same.Low < 1 && same.High > 1);
        Assert.True(Intervals.RateRatio((30, 30), (300, 90), Comparison.Z).Low > 1);
        Assert.Equal(double.PositiveInfinity, Intervals.RateRatio((0, 30), (5, 30), Comparison.Z).High);
    }

    /// <summary>The promise of the page: of periods that are alike, all twelve are judged alike in 95 of 100.</summary>
    [Fact]
    public void Nobody_reads_noise_as_success()
    {
        var random = new Random(20_261_124);
        var wrong = 0;
        const int Times = 400;
        for (var i = 0; i < Times; i++)
        {
            var result = Comparison.Of(Period(random, 0), 90, Period(random, 0), 90);
            Assert.Equal(Comparison.Number, Verdicts(result).Count);
            if (Verdicts(result).Contains(Verdict.Changed))
                wrong++;
        }
        Assert.InRange(wrong, 0, Times * 7 / 100);
    }

    [Fact]
    public void A_large_change_is_seen_and_a_handful_of_cases_is_not_judged()
    {
        var random = new Random(7);
        var result = Comparison.Of(Period(random, 0), 90, Period(random, 40), 90);
        Assert.Equal(Verdict.Changed, result.Shares.Single(share => share.Name == ShareName.ReadinessKept).Verdict);
        Assert.Equal(Verdict.Changed, result.Times.Single(time => time.Measure == Measure.Notice).Verdict);
        Assert.Equal(Verdict.Changed, Comparison.Of([Row(Measure.CaseOpened, "", 37)], 30, [], 30).Rates.Single(rate => rate.Measure == Measure.CaseOpened).Verdict);
        var few = Comparison.Of([Row(Measure.Readiness, "Kept", 4)], 90, [Row(Measure.Readiness, "AbsentUnanswered", 4)], 90);
        Assert.All(Verdicts(few), verdict => Assert.Equal(Verdict.TooFew, verdict));
    }

    [Fact]
    public void Shares_are_of_what_their_definition_says()
    {
        FigureRow[] rows =
        [
            Row(Measure.Readiness, "Kept", 5), Row(Measure.Readiness, "PresentUnprepared", 2), Row(Measure.Readiness, "AbsentThoughReady", 3),
            Row(Measure.Agreement, "Kept", 4), Row(Measure.Agreement, "Late", 1), Row(Measure.Agreement, "Missed", 2), Row(Measure.Agreement, "NotPossible", 1), Row(Measure.Agreement, "Withdrawn", 9),
            Row(Measure.Transport, "InTime", 6), Row(Measure.Transport, "WithinMargin", 3), Row(Measure.Transport, "Late", 1),
            Row(Measure.IncidentImpact, "Low", 7), Row(Measure.IncidentImpact, "High", 2), Row(Measure.IncidentImpact, "VeryHigh", 1),
        ];
        Assert.Equal([(5L, 10L), (7, 10), (4, 8), (6, 10), (9, 10), (3, 10)], Comparison.Of(rows, 30, rows, 30).Shares.Select(share => share.Before));
    }

    private static List<Verdict> Verdicts(Comparison result) =>
        [.. result.Shares.Select(row => row.Verdict), .. result.Times.Select(row => row.Verdict), .. result.Rates.Select(row => row.Verdict)];

    // A quarter: so many hand-outs, agreements, transports and incidents; better by so many points.
    private static List<FigureRow> Period(Random random, int better)
    {
        var samples = new List<(Measure, string, int)>();
        for (var i = 0; i < 80; i++)
        {
            samples.Add((Measure.Readiness, random.Next(100) < 50 + better ? "Kept" : "AbsentUnanswered", 0));
            samples.Add((Measure.Agreement, random.Next(100) < 60 ? "Kept" : "Missed", 0));
            samples.Add((Measure.Transport, random.Next(100) < 54 ? "InTime" : random.Next(2) == 0 ? "WithinMargin" : "Late", 0));
            foreach (var measure in Enum.GetValues<Measure>().Where(Definitions.IsTime))
                samples.Add((measure, "", (int)(Math.Exp(random.NextDouble() * 4) * 60) * (100 + (better * 5)) / 100));
        }
        // Numbers vary by themselves as counts do.
        for (var i = Poisson(random, 120); i > 0; i--)
        {
            samples.Add((Measure.IncidentCategory, "Theft", 0));
            samples.Add((Measure.IncidentImpact, random.Next(100) < 20 ? "High" : "Low", 0));
        }
        for (var i = Poisson(random, 60); i > 0; i--)
            samples.Add((Measure.CaseOpened, "", 0));
        return [.. samples.GroupBy(sample => sample).Select(group => new FigureRow(202603, group.Key.Item1, "", "", group.Key.Item2, group.Key.Item3, group.Count()))];
    }

    private static int Poisson(Random random, double mean)
    {
        var (product, count) = (1.0, -1);
        for (var limit = Math.Exp(-mean); product > limit; count++)
            product *= random.NextDouble();
        return count;
    }

    private static FigureRow Row(Measure measure, string label, long count) => new(202603, measure, "", "", label, 0, count);
}
