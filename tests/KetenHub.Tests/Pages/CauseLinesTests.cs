using KetenHub.Dashboard;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Pages;

/// <summary>Which lines are drawn beside the entries of a timeline: from what caused something to what it caused.</summary>
public sealed class CauseLinesTests
{
    [Fact]
    public void A_line_begins_at_its_cause_points_at_each_effect_and_ends_at_the_last()
    {
        var lines = Of((1, null), (2, 1), (3, null), (4, 1), (5, null));
        Assert.Equal(1, lines.Tracks);
        Assert.Equal([new CausePart(0, false, true, true, false)], lines.At(0));
        Assert.Equal([new CausePart(0, true, true, false, true)], lines.At(1));
        Assert.Equal([new CausePart(0, true, true, false, false)], lines.At(2));
        Assert.Equal([new CausePart(0, true, false, false, true)], lines.At(3));
        Assert.Empty(lines.At(4));
        Assert.Equal([true, true, false, true, false], Enumerable.Range(0, 5).Select(lines.Has));
    }

    [Fact]
    public void No_two_lines_lie_on_each_other()
    {
        // The second begins where the first ends, the third after both.
        var lines = Of((1, null), (2, 1), (3, 2), (4, null), (5, 4));
        Assert.Equal(2, lines.Tracks);
        Assert.Equal([(0, false, true), (1, true, false)], lines.At(1).OrderBy(part => part.Track).Select(part => (part.Track, part.IsCause, part.IsEffect)));
        Assert.Equal([0], lines.At(3).Select(part => part.Track));
        Assert.All(Enumerable.Range(0, 5), place => Assert.Distinct(lines.At(place).Select(part => part.Track)));
    }

    [Fact]
    public void A_cause_that_is_not_on_the_page_or_stands_behind_is_from_elsewhere()
    {
        var lines = Of((5, 1), (6, 7), (7, null), (8, 8));
        Assert.Equal([true, true, false, true], Enumerable.Range(0, 4).Select(lines.IsFromElsewhere));
        Assert.All(Enumerable.Range(0, 4), place => Assert.Empty(lines.At(place)));
        Assert.Equal(1, lines.Tracks);
        Assert.Equal(0, Of((1, null)).Tracks);
    }

    [Fact]
    public void What_has_no_room_is_said_in_words_only()
    {
        // Five causes in a row, then what each of them caused.
        var lines = Of([.. Enumerable.Range(1, 5).Select(n => ((long)n, (long?)null)), .. Enumerable.Range(1, 5).Select(n => (n + 5L, (long?)n))]);
        Assert.Equal(4, lines.Tracks);
        Assert.Equal([true, true, true, true, false], Enumerable.Range(0, 5).Select(lines.Has));
        Assert.False(lines.Has(9));
    }

    [Fact]
    public void The_same_number_in_the_log_of_who_the_person_was_is_another_entry()
    {
        var entries = new[] { Entry(1, null), Entry(1, null, member: 1), Entry(2, null) with { Cause = (1, 1L) } };
        var lines = new CauseLines(entries);
        Assert.Empty(lines.At(0));
        Assert.True(lines.At(1).Single().IsCause);
    }

    private static CauseLines Of(params (long N, long? Cause)[] entries) => new([.. entries.Select(entry => Entry(entry.N, entry.Cause))]);

    private static TimelineEntry Entry(long n, long? cause, int member = 0) =>
        new(new LogRow(Guid.Empty, n, LogKind.Received, default, "coa", "", "", cause, "", "", "", null, [], [], []), member, BodyState.Erased) { Cause = cause is { } known ? (member, known) : null };
}
