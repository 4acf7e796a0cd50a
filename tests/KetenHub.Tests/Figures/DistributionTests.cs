using System.Numerics;
using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Figures;

/// <summary>The published distribution of times, beside the published medians and numbers of the same month.</summary>
public sealed class DistributionTests
{
    private static readonly Measure[] OfHandOuts = [Measure.DecisionToHandOut, Measure.Notice];

    [Fact]
    public void Times_lie_in_the_part_that_says_so()
    {
        var month = PublishedFigures.Month(202603, [], [], [Time(Measure.HandOutToInterview, 59, 12), Time(Measure.HandOutToInterview, 60, 26), Time(Measure.HandOutToInterview, 50_400, 11)]);
        var star = month.Distributions.Single(star => star.Name == nameof(Measure.HandOutToInterview));
        Assert.Equal("50", star.Total.ToString());
        Assert.Equal(["0 min to 1 h 10", "1 h to 4 h 30", "4 h to 1 d < 10", "1 d to 3 d < 10", "3 d to 7 d < 10", "7 d to 14 d < 10", "14 d to 28 d < 10", "28 d or longer 10"],
            star.Breakdowns["duration"].Select(cell => $"{Durations.Text(Durations.PartOf(cell.Key))} {cell.Value}"));
    }

    [Theory]
    [InlineData(24, null, null)]
    [InlineData(25, 60, null)]
    [InlineData(104, 60, null)]
    [InlineData(105, 60, 60)]
    public void A_quantile_is_published_when_at_least_ten_were_longer_by_the_numbers_shown(int count, int? median, int? p90)
    {
        var time = PublishedFigures.Month(202603, [], [], [Time(Measure.Notice, 60, count)]).Times.Single(time => time.Measure == Measure.Notice);
        Assert.Equal((median, p90), (time.Median, time.P90));
    }

    [Fact]
    public void A_median_in_a_part_below_ten_takes_the_parts_beside_it_along()
    {
        // The middle one of 49 lies among three: beside the numbers of the other parts it would say how many those three can be.
        var month = PublishedFigures.Month(202603, [], [], [Time(Measure.HandOutToInterview, 30, 23), Time(Measure.HandOutToInterview, 70, 3), Time(Measure.HandOutToInterview, 300, 23)]);
        Assert.Equal(70, month.Times.Single(time => time.Measure == Measure.HandOutToInterview).Median);
        var cells = month.Distributions.Single(star => star.Name == nameof(Measure.HandOutToInterview)).Breakdowns["duration"].Values;
        Assert.DoesNotContain(cells, cell => cell.Kind == PublishedKind.Small);
    }

    [Fact]
    public void No_part_below_ten_can_be_narrowed_by_totals_other_parts_hand_outs_and_medians()
    {
        var random = new Random(9);
        var (small, hidden, quantiles) = (0, 0, 0);
        for (var i = 0; i < 400; i++)
        {
            var (counts, times) = Month(random);
            var month = PublishedFigures.Month(202603, counts, counts, times);
            var whole = month.Stars.Single(star => star.Name == nameof(Measure.Readiness));
            quantiles += month.Times.Count(time => time.Median is not null);
            var parts = month.Distributions.ToDictionary(star => star.Name, star => new Part(star, month.Times.Single(time => time.Measure.ToString() == star.Name),
                times.Where(row => row.Measure.ToString() == star.Name).Sum(row => row.Count) == counts.Sum(row => row.Count)));
            var linked = OfHandOuts.Select(measure => parts[measure.ToString()]).ToList();
            var wholes = Guess.Totals(whole);
            foreach (var (dimension, cells) in whole.Breakdowns)
            {
                hidden += cells.Values.Count(cell => cell.Kind == PublishedKind.Hidden);
                foreach (var name in cells.Where(cell => cell.Value.Kind == PublishedKind.Small).Select(cell => cell.Key))
                    Assert.Equal(Enumerable.Range(0, 10), Guess.Cell(whole, dimension, name, total => linked.TrueForAll(part => part.Totals.Any(count => part.Goes(total, count)))));
            }
            foreach (var part in parts.Values)
            {
                var others = linked.Where(other => other != part).ToList();
                var totals = part.Totals.Where(count => !linked.Contains(part) || wholes.Any(total => part.Goes(total, count)
                    && others.TrueForAll(other => other.Totals.Any(number => other.Goes(total, number))))).ToList();
                foreach (var (name, cell) in part.Cells)
                {
                    hidden += cell.Kind == PublishedKind.Hidden ? 1 : 0;
                    if (cell.Kind != PublishedKind.Small)
                        continue;
                    small++;
                    Assert.Equal(Enumerable.Range(0, 10), Enumerable.Range(0, 10).Where(value => totals.Exists(total => part.CanBe(name, value, total))));
                }
            }
        }
        Assert.True(small > 2000 && hidden > 1000 && quantiles > 400, $"{small} small, {hidden} hidden and {quantiles} medians show too little");
    }

    /// <summary>Times of a month, of every measure.</summary>
    internal static List<FigureRow> Times(Random random) =>
        [.. Enum.GetValues<Measure>().Where(Definitions.IsTime).SelectMany(measure => Spread(random, measure, random.Next(150)))];

    // Hand-outs, with as many notices or a few less, and times that crowd in some parts.
    private static (List<FigureRow> Counts, List<FigureRow> Times) Month(Random random)
    {
        var handOuts = random.Next(3) == 0 ? random.Next(20) : random.Next(160);
        var counts = Enumerable.Range(0, handOuts).Select(_ => (Place: random.Next(6) switch { 0 => "Budel", 1 => "Gilze", _ => "Ter Apel" }, Label: random.Next(5) == 0 ? "AbsentUnanswered" : "Kept"))
            .GroupBy(kind => kind).Select(group => new FigureRow(202603, Measure.Readiness, group.Key.Place, "dtv", group.Key.Label, 0, group.Count())).ToList();
        int Some() => random.Next(2) == 0 ? handOuts : random.Next(handOuts + 1);
        return (counts, [.. Spread(random, Measure.DecisionToHandOut, Some()), .. Spread(random, Measure.Notice, Some()),
            .. Spread(random, Measure.HandOutToInterview, random.Next(130)), .. Spread(random, Measure.SignalToDecision, random.Next(130))]);
    }

    private static IEnumerable<FigureRow> Spread(Random random, Measure measure, int count)
    {
        var crowded = Enumerable.Range(0, 8).Where(_ => random.Next(3) == 0).DefaultIfEmpty(random.Next(8)).ToArray();
        return Enumerable.Range(0, count).Select(_ => Durations.Parts[random.Next(8) == 0 ? random.Next(8) : crowded[random.Next(crowded.Length)]].From + (15 * random.Next(4)))
            .GroupBy(minutes => minutes).Select(group => Time(measure, group.Key, group.Count()));
    }

    private static FigureRow Time(Measure measure, int minutes, int count) => new(202603, measure, "", "", "", minutes, count);

    // What a reader can think of a distribution, counted out: which numbers go together, part by part.
    private sealed class Part
    {
        private readonly PublishedTime time;
        private readonly bool isWhole;
        private readonly bool isFree;

        public Part(PublishedStar star, PublishedTime time, bool isWhole)
        {
            (this.time, this.isWhole, Cells) = (time, isWhole, [.. star.Breakdowns["duration"].OrderBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => (cell.Key, cell.Value))]);
            isFree = Cells.TrueForAll(cell => cell.Cell.Kind == PublishedKind.Hidden);
            Totals = [.. Guess.Counts(star.Total).Where(count => count < 200 && CanBe(null, 0, count))];
        }

        public List<(string Name, PublishedCell Cell)> Cells { get; }

        public List<int> Totals { get; }

        public bool Goes(int whole, int count) => isWhole ? whole == count : count <= whole;

        // Sets of numbers as bits: bit n is set when the parts so far can add up to n.
        public bool CanBe(string? name, int value, int total)
        {
            var sums = BigInteger.One;
            foreach (var (cell, shown) in Cells)
            {
                // A quantile is the first that is reached by half, or nine tenths, of the cases: before its part there are fewer, with it as many.
                var ranks = new[] { (Minutes: time.Median, Rank: (total + 1) / 2), (Minutes: time.P90, Rank: ((9 * total) + 9) / 10) }
                    .Where(quantile => quantile.Minutes is { } minutes && Durations.NameOf(Durations.PartOf(minutes)) == cell).Select(quantile => quantile.Rank).ToList();
                foreach (var rank in ranks)
                    sums &= (BigInteger.One << rank) - 1;
                var counts = cell == name ? [value] : isFree ? Enumerable.Range(0, total + 1) : Guess.Counts(shown).TakeWhile(count => count <= total);
                sums = counts.Aggregate(BigInteger.Zero, (all, count) => all | (sums << count)) & ((BigInteger.One << (total + 1)) - 1);
                foreach (var rank in ranks)
                    sums = (sums >> rank) << rank;
            }
            return ((sums >> total) & 1) == 1;
        }
    }
}
