using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

/// <summary>When a partner counts as silent, by its own rhythm.</summary>
public sealed class PartnerRhythmTests
{
    // A Monday in winter: Dutch time is an hour ahead.
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 0, 0, 0, TimeSpan.FromHours(1));
    private static readonly DateTimeOffset Thursday = Monday.AddDays(24);

    [Fact]
    public void A_partner_that_sends_every_minute_is_silent_after_ten() =>
        Assert.Equal(TimeSpan.FromMinutes(10), After(Every(TimeSpan.FromMinutes(1)), Thursday.AddHours(14).AddMinutes(5)));

    [Fact]
    public void A_partner_that_sends_every_ten_minutes_is_silent_after_an_hour_and_forty_minutes() =>
        Assert.Equal(TimeSpan.FromMinutes(100), After(Every(TimeSpan.FromMinutes(10)), Thursday.AddHours(14)));

    [Fact]
    public void A_partner_that_sends_once_an_hour_is_silent_when_a_whole_hour_passed_and_another_went_by() =>
        Assert.Equal(TimeSpan.FromMinutes(175), After(Every(TimeSpan.FromHours(1)), Thursday.AddHours(14).AddMinutes(5)));

    [Fact]
    public void A_partner_that_sends_every_night_at_two_is_silent_after_a_day() =>
        Assert.Equal(TimeSpan.FromHours(25.75), After(Days(_ => true, day => day.AddHours(2).AddMinutes(15)), Thursday.AddHours(2).AddMinutes(15)));

    [Fact]
    public void A_partner_that_sends_once_a_working_day_at_any_hour_is_silent_when_a_working_day_brought_nothing() =>
        Assert.Equal(Thursday.AddDays(2).AddHours(1), Silent(Days(IsWeekday, day => day.AddHours(8 + (day.Day * 7 % 9))), Thursday.AddHours(10)));

    [Fact]
    public void A_partner_that_sends_in_office_hours_is_not_missed_in_the_evening_and_the_weekend()
    {
        var office = Enumerable.Range(0, 26).Select(day => Monday.AddDays(day)).Where(IsWeekday)
            .SelectMany(day => Enumerable.Range(8, 10).Select(hour => new HeardHour(day.AddHours(hour), 60))).ToList();
        // Friday 17:59; the next that is usual is Monday at eight.
        var friday = Monday.AddDays(25).AddHours(17).AddMinutes(59);
        Assert.Equal(Monday.AddDays(28).AddHours(8).AddMinutes(9), Silent(office, friday));
        // Wednesday 17:59: Thursday at eight.
        Assert.Equal(Monday.AddDays(24).AddHours(8).AddMinutes(9), Silent(office.Where(hour => hour.Start < Monday.AddDays(24)), Monday.AddDays(23).AddHours(17).AddMinutes(59)));
    }

    [Fact]
    public void On_a_public_holiday_nobody_is_missed_who_does_not_send_on_Sundays()
    {
        // 25 and 26 December 2026 are a Friday and a Saturday.
        var first = new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.FromHours(1));
        var office = Enumerable.Range(0, 25).Select(day => first.AddDays(day)).Where(IsWeekday)
            .SelectMany(day => Enumerable.Range(8, 10).Select(hour => new HeardHour(day.AddHours(hour), 60)));
        Assert.Equal(first.AddDays(28).AddHours(8).AddMinutes(9), Silent(office, first.AddDays(24).AddHours(17).AddMinutes(59)));
    }

    [Fact]
    public void A_partner_that_sends_now_and_then_is_silent_after_five_times_the_usual_pause() =>
        Assert.Equal(TimeSpan.FromDays(30) + TimeSpan.FromHours(5), After([.. new[] { 0, 6, 12, 18, 24 }.Select(day => new HeardHour(Monday.AddDays(day).AddHours(day % 5), 1))], Monday.AddDays(24).AddHours(4)));

    [Fact]
    public void Of_a_partner_that_was_heard_for_some_days_only_nothing_is_known_yet()
    {
        Assert.Null(PartnerRhythm.SilentFrom([], Thursday));
        Assert.Null(PartnerRhythm.SilentFrom([new HeardHour(Thursday, 60), new HeardHour(Thursday.AddDays(-1), 60)], Thursday));
    }

    [Fact]
    public void A_long_silence_does_not_become_usual()
    {
        var last = Thursday.AddHours(14);
        var before = PartnerRhythm.SilentFrom(Every(TimeSpan.FromMinutes(1)).Where(hour => hour.Start <= last), last);
        Assert.True(before < last.AddDays(1));
    }

    [Fact]
    public void Whatever_was_heard_silence_begins_no_sooner_than_ten_minutes_after_the_last() => Story.Check((numbers, _) =>
    {
        var history = History(numbers);
        return history.Count == 0 || PartnerRhythm.SilentFrom(history, Last(history)) is not { } silent || silent >= Last(history) + TimeSpan.FromMinutes(10);
    });

    [Fact]
    public void Who_is_heard_is_not_silent_at_that_moment_however_long_nothing_came_before() => Story.Check((numbers, pauses) =>
    {
        var history = History(numbers);
        if (history.Count == 0 || pauses.Length == 0)
            return true;
        var again = Last(history).AddHours(1 + (pauses[0] % 500));
        return PartnerRhythm.SilentFrom([.. history, new HeardHour(again, 1)], again) is not { } silent || silent > again;
    });

    [Fact]
    public void The_order_in_which_hours_are_given_and_a_repeat_do_not_matter() => Story.Check((numbers, _) =>
    {
        var history = History(numbers);
        return history.Count == 0
            || PartnerRhythm.SilentFrom(history, Last(history)) == PartnerRhythm.SilentFrom(history.AsEnumerable().Reverse().Concat(history.Take(1)), Last(history));
    });

    private static List<HeardHour> History(int[] numbers) =>
        [.. numbers.Select(number => new HeardHour(Monday.AddHours(number % 672), 1 + (number / 672 % 60))).DistinctBy(hour => hour.Start)];

    private static DateTimeOffset Last(IEnumerable<HeardHour> history) => history.Max(hour => hour.Start);

    private static TimeSpan? After(IReadOnlyList<HeardHour> heard, DateTimeOffset last) => Silent(heard, last) - last;

    private static DateTimeOffset? Silent(IEnumerable<HeardHour> heard, DateTimeOffset last) => PartnerRhythm.SilentFrom(heard.Where(hour => hour.Start <= last), last);

    private static List<HeardHour> Every(TimeSpan pause) =>
        [.. Enumerable.Range(0, 28 * 24).Select(hour => new HeardHour(Monday.AddHours(hour), Math.Max(1, (int)(60 / pause.TotalMinutes))))];

    private static List<HeardHour> Days(Func<DateTimeOffset, bool> which, Func<DateTimeOffset, DateTimeOffset> at) =>
        [.. Enumerable.Range(0, 28).Select(day => Monday.AddDays(day)).Where(which).Select(day => new HeardHour(at(day).AddMinutes(-at(day).Minute), 1))];

    private static bool IsWeekday(DateTimeOffset day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
}
