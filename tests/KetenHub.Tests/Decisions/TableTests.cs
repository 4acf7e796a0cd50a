using System.Globalization;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

/// <summary>When tables meet: a local chain consultation every four weeks at half past one, from 26 November 2026.</summary>
public sealed class TableTests
{
    private static readonly TableTerms Lko = Shipped.Policy.Tables.Single(table => table.Name == "LKO Budel");

    [Theory]
    [InlineData("2026-11-01T09:00+01:00", "2026-11-26T13:30+01:00")] // before the first there is only the first
    [InlineData("2026-11-26T17:30+01:00", "2026-11-26T13:30+01:00")] // they still sit together
    [InlineData("2026-11-26T17:31+01:00", "2026-12-24T13:30+01:00")]
    [InlineData("2026-12-24T00:00+01:00", "2026-12-24T13:30+01:00")]
    [InlineData("2027-03-19T09:00+01:00", "2027-04-15T13:30+02:00")] // the same time of day in summer
    [InlineData("2027-10-29T09:00+02:00", "2027-11-25T13:30+01:00")]
    public void The_agenda_is_that_of_the_meeting_that_is_on_or_comes_next(string now, string meeting) => Assert.Equal(Moment(meeting), Lko.Meeting(Moment(now)));

    [Theory]
    [InlineData("2027-04-15T13:30+02:00", 1, "2027-03-18T13:30+01:00")]
    [InlineData("2027-04-15T13:30+02:00", 5, "2026-11-26T13:30+01:00")]
    [InlineData("2026-12-24T13:30+01:00", -1, "2027-01-21T13:30+01:00")]
    public void Meetings_before_and_after_follow_the_rhythm(string meeting, int before, string other) => Assert.Equal(Moment(other), Lko.Before(Moment(meeting), before));

    [Fact]
    public void Every_meeting_of_two_years_comes_in_turn_and_none_twice()
    {
        var table = Shipped.Policy.Tables.Single(table => table.Name == "Regietafel Ter Apel");
        for (var (now, last) = (table.First, table.First); now < table.First.AddYears(2); now = now.AddHours(5))
        {
            var meeting = table.Meeting(now);
            Assert.True(meeting == last || table.Before(meeting) == last, $"after {last:O} came {meeting:O}");
            Assert.True(TableTerms.EndOf(meeting) >= now && TableTerms.EndOf(table.Before(meeting)) < now, $"at {now:O} it was the turn of {meeting:O}");
            Assert.Equal((DayOfWeek.Wednesday, new TimeSpan(10, 0, 0)), (meeting.DayOfWeek, meeting.TimeOfDay));
            last = meeting;
        }
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
