using System.Globalization;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

public sealed class WorkingDaysTests
{
    // Dates as published: "Wettelijke feestdagen" per year at alle-feestdagen.be/nederland and the tables of publicholidays for 2028;
    // the law's list is article 3 Algemene termijnenwet (New Year, Good Friday, Easter Monday, King's Day, 5 May, Ascension, Whit Monday, Christmas).
    public static TheoryData<int, string> Published() => new()
    {
        { 2022, "01-01 04-15 04-18 04-27 05-05 05-26 06-06 12-25 12-26" },
        { 2023, "01-01 04-07 04-10 04-27 05-05 05-18 05-29 12-25 12-26" },
        { 2024, "01-01 03-29 04-01 04-27 05-05 05-09 05-20 12-25 12-26" },
        { 2025, "01-01 04-18 04-21 04-26 05-05 05-29 06-09 12-25 12-26" },
        { 2026, "01-01 04-03 04-06 04-27 05-05 05-14 05-25 12-25 12-26" },
        { 2027, "01-01 03-26 03-29 04-27 05-05 05-06 05-17 12-25 12-26" },
        { 2028, "01-01 04-14 04-17 04-27 05-05 05-25 06-05 12-25 12-26" },
        { 2029, "01-01 03-30 04-02 04-27 05-05 05-10 05-21 12-25 12-26" },
        { 2030, "01-01 04-19 04-22 04-27 05-05 05-30 06-10 12-25 12-26" },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Holidays_are_those_of_the_published_list(int year, string days) =>
        Assert.Equal(days.Split(' '), DutchHolidays.Of(year).Select(day => day.ToString("MM-dd", CultureInfo.InvariantCulture)));

    // The earliest and latest dates that Easter can have, and the two exceptions of the calendar (1954 and 1981).
    [Theory]
    [InlineData(1818, "1818-03-22")]
    [InlineData(1943, "1943-04-25")]
    [InlineData(1954, "1954-04-18")]
    [InlineData(1981, "1981-04-19")]
    [InlineData(2038, "2038-04-25")]
    public void Easter_keeps_to_the_limits_of_the_calendar(int year, string day) => Assert.Equal(Day(day), DutchHolidays.Easter(year));

    [Fact]
    public void Easter_is_a_Sunday_between_22_March_and_25_April_in_every_year() => Assert.All(Enumerable.Range(1900, 300), year =>
    {
        var easter = DutchHolidays.Easter(year);
        Assert.Equal(DayOfWeek.Sunday, easter.DayOfWeek);
        Assert.InRange(easter, new DateOnly(year, 3, 22), new DateOnly(year, 4, 25));
    });

    [Fact]
    public void Days_that_fall_together_are_one_holiday() =>
        Assert.Single(DutchHolidays.Of(2016), day => day == new DateOnly(2016, 5, 5)); // Liberation Day was Ascension Day

    [Theory]
    [InlineData("2026-11-27T17:00+01:00", "2026-11-27T17:00+01:00")] // a Friday
    [InlineData("2026-11-28T17:00+01:00", "2026-11-30T17:00+01:00")] // Saturday: Monday
    [InlineData("2026-04-03T12:00+02:00", "2026-04-07T12:00+02:00")] // Good Friday: after Easter Monday
    [InlineData("2026-12-25T09:00+01:00", "2026-12-28T09:00+01:00")] // Christmas, then a weekend
    [InlineData("2026-05-05T12:00+02:00", "2026-05-06T12:00+02:00")] // Liberation Day, every year by the law
    [InlineData("2026-03-28T12:00+01:00", "2026-03-30T12:00+02:00")] // over the change to summer time: the same time of day
    [InlineData("2026-11-27T23:30Z", "2026-11-30T00:30+01:00")] // Saturday in the Netherlands already
    [InlineData("2027-05-06T12:00+02:00", "2027-05-07T12:00+02:00")] // Ascension; the Friday is equated only by decree
    public void A_term_that_ends_on_no_working_day_ends_on_the_next(string due, string end) =>
        Assert.Equal(Moment(end), WorkingDays.Plain.EndOf(Moment(due), "ind"));

    [Fact]
    public void A_day_equated_by_decree_counts_as_a_holiday()
    {
        // Besluit gelijkstelling van 2 januari 2026, 15 mei 2026, 7 mei 2027, 28 april 2028 en 26 mei 2028: in the policy that is shipped.
        Assert.Equal(Moment("2026-05-18T12:00+02:00"), Shipped.Policy.WorkingDays.EndOf(Moment("2026-05-14T12:00+02:00"), "ind"));
        Assert.Equal(Moment("2026-05-15T12:00+02:00"), WorkingDays.Plain.EndOf(Moment("2026-05-14T12:00+02:00"), "ind"));
    }

    [Fact]
    public void Liberation_Day_once_in_five_years_holds_only_for_those_it_is_stated_for()
    {
        var days = WorkingDays.Plain with { LiberationDayEveryFifthYear = ["gemeente"] };
        Assert.True(days.IsWorkingDay(Day("2026-05-05"), "gemeente"));
        Assert.False(days.IsWorkingDay(Day("2025-05-05"), "gemeente"));
        Assert.False(days.IsWorkingDay(Day("2026-05-05"), "ind"));
        Assert.False(days.IsWorkingDay(Day("2016-05-05"), "gemeente")); // Ascension Day it is all the same
    }

    [Theory]
    [InlineData("2026-11-27T17:00+01:00", 1, "2026-11-30T17:00+01:00")]
    [InlineData("2026-11-27T17:00+01:00", 5, "2026-12-04T17:00+01:00")]
    [InlineData("2026-12-28T09:00+01:00", -2, "2026-12-23T09:00+01:00")]
    [InlineData("2026-11-28T12:00+01:00", 1, "2026-11-30T12:00+01:00")] // from a Saturday: Monday is the first
    [InlineData("2026-11-28T12:00+01:00", 0, "2026-11-28T12:00+01:00")]
    public void Working_days_are_counted_without_weekends_and_holidays(string from, int days, string to) =>
        Assert.Equal(Moment(to), WorkingDays.Plain.Add(Moment(from), days, "ind"));

    [Fact]
    public void The_time_of_day_is_kept_as_the_time_zone_database_keeps_it()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");
        var start = new DateTimeOffset(2022, 1, 1, 2, 30, 0, TimeSpan.Zero);
        Assert.All(Enumerable.Range(0, 9 * 365 * 6), i =>
        {
            var moment = start.AddHours(4 * i);
            Assert.Equal(TimeZoneInfo.ConvertTime(moment, zone).Offset, DutchTime.Of(moment).Offset);
            Assert.Equal(moment, DutchTime.At(DutchTime.DayOf(moment), DutchTime.Of(moment).TimeOfDay));
        });
    }

    [Fact]
    public void An_hour_that_is_skipped_moves_on_and_one_that_comes_twice_is_the_second()
    {
        Assert.Equal(Moment("2026-03-29T03:30+02:00"), DutchTime.At(Day("2026-03-29"), new TimeSpan(2, 30, 0)));
        Assert.Equal(Moment("2026-10-25T02:30+01:00"), DutchTime.At(Day("2026-10-25"), new TimeSpan(2, 30, 0)));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
