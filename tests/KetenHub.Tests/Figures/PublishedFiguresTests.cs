using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Figures;

public sealed class PublishedFiguresTests
{
    private static readonly string[] Places = ["Budel", "Gilze", "Ter Apel", ""];
    private static readonly string[] Partners = ["coa", "dtv", "ind"];
    private static readonly string[] Labels = ["Kept", "Late", "Missed"];

    [Theory]
    [InlineData(0, "< 10")]
    [InlineData(9, "< 10")]
    [InlineData(10, "10")]
    [InlineData(14, "10")]
    [InlineData(15, "20")]
    [InlineData(104, "100")]
    public void A_count_is_rounded_to_tens_and_below_ten_is_not_shown(int count, string shown) =>
        Assert.Equal(shown, Star([Row(count)]).Total.ToString());

    [Fact]
    public void A_small_cell_beside_one_large_cell_takes_that_along()
    {
        // 34 at one place and 1 at the other: 35 is shown as 40, so that 34 (shown as 30) would give away that the other is not 0.
        var star = Star([Row(34, "Ter Apel"), Row(1, "Budel")]);
        Assert.Equal(("40", "< 10", "x"), (star.Total.ToString(), star.Breakdowns["location"]["Budel"].ToString(), star.Breakdowns["location"]["Ter Apel"].ToString()));
        // With another total nothing is given away, and nothing hidden.
        var plain = Star([Row(32, "Ter Apel"), Row(1, "Budel")]);
        Assert.Equal(("30", "30"), (plain.Total.ToString(), plain.Breakdowns["location"]["Ter Apel"].ToString()));
    }

    [Fact]
    public void A_name_that_has_nothing_this_month_is_listed_like_one_with_little() =>
        Assert.Equal("< 10", PublishedFigures.Month(202603, [Row(50)], [Row(50), Row(1, "Gilze")], []).Stars.Single(star => star.Name == "Agreement").Breakdowns["location"]["Gilze"].ToString());

    [Fact]
    public void No_cell_below_ten_can_be_narrowed_by_adding_up_and_subtracting_what_is_published()
    {
        var random = new Random(20_261_124);
        var (small, hidden) = (0, 0);
        for (var i = 0; i < 3000; i++)
        {
            foreach (var star in PublishedFigures.Month(202603, Table(random), Everything(), []).Stars)
            {
                foreach (var (dimension, cells) in star.Breakdowns)
                {
                    hidden += cells.Values.Count(cell => cell.Kind == PublishedKind.Hidden);
                    foreach (var name in cells.Where(cell => cell.Value.Kind == PublishedKind.Small).Select(cell => cell.Key))
                    {
                        small++;
                        Assert.Equal(Enumerable.Range(0, 10), Guess.Cell(star, dimension, name, _ => true));
                    }
                }
            }
        }
        Assert.True(small > 3000 && hidden > 300, $"{small} small and {hidden} hidden cells show too little");
    }

    [Fact]
    public void Subtracting_overlapping_periods_gives_their_months_as_published_and_nothing_finer()
    {
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            var months = Enumerable.Range(0, 6).Select(_ => PublishedFigures.Month(202603, Table(random), Everything(), DistributionTests.Times(random)).All).ToList();
            for (var from = 0; from < 5; from++)
            {
                for (var until = from + 2; until <= 6; until++)
                {
                    var less = PublishedFigures.Period(months[(from + 1)..until]).ToDictionary(sum => (sum.Name, sum.Dimension, sum.Value));
                    var difference = PublishedFigures.Period(months[from..until])
                        .Select(sum => (sum.Name, sum.Dimension, sum.Value, Less: less[(sum.Name, sum.Dimension, sum.Value)], More: sum))
                        .Select(pair => new PublishedSum(pair.Name, pair.Dimension, pair.Value, pair.More.Tens - pair.Less.Tens,
                            pair.More.Small - pair.Less.Small, pair.More.Hidden - pair.Less.Hidden));
                    Assert.Equal(PublishedFigures.Period([months[from]]), difference);
                }
            }
        }
    }

    [Fact]
    public void A_period_says_how_many_of_its_months_are_below_ten_or_hidden()
    {
        Assert.Equal("120 + 2 x (< 10)", new PublishedSum("Agreement", "", "", 120, 2, 0).Shown);
        Assert.Equal("3 x (< 10)", new PublishedSum("Agreement", "", "", 0, 3, 0).Shown);
        Assert.Equal("10 + 1 hidden", new PublishedSum("Agreement", "", "", 10, 0, 1).Shown);
        Assert.Equal("< 10", new PublishedSum("Agreement", "", "", 0, 1, 0).Shown);
    }

    private static List<FigureRow> Table(Random random)
    {
        var most = random.Next(1, 60);
        return [.. from place in Places from partner in Partners from label in Labels
                   let count = random.Next(3) == 0 ? random.Next(most) : random.Next(4)
                   where count > 0 && random.Next(4) > 0
                   from row in new[]
                   {
                       new FigureRow(202603, Measure.Agreement, place, partner, label, 0, count),
                       new FigureRow(202603, Measure.IncidentCategory, place, partner, label, 0, count),
                       new FigureRow(202603, Measure.IncidentImpact, place, partner, label == "Kept" ? "Low" : "High", 0, count),
                   }
                   select row];
    }

    private static List<FigureRow> Everything() =>
        [.. from place in Places from partner in Partners from label in Labels
            from measure in new[] { Measure.Agreement, Measure.IncidentCategory }
            select new FigureRow(202601, measure, place, partner, label, 0, 1),
         .. new[] { "Low", "High" }.Select(label => new FigureRow(202601, Measure.IncidentImpact, "Budel", "coa", label, 0, 1))];

    private static FigureRow Row(int count, string place = "Ter Apel") => new(202603, Measure.Agreement, place, "coa", "Kept", 0, count);

    private static PublishedStar Star(List<FigureRow> rows) => PublishedFigures.Month(202603, rows, rows, []).Stars.Single(star => star.Name == "Agreement");
}
