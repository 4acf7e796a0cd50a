namespace KetenHub.Decisions;

/// <summary>The public holidays (algemeen erkende feestdagen) of article 3 of the Algemene termijnenwet: paragraph 1 lists them, 5 May of
/// every year included; paragraph 2 equates Good Friday with them for terms. Days that a royal decree equates (paragraph 3, mostly
/// the Friday after Ascension Day) can't be computed: they are policy.</summary>
public static class DutchHolidays
{
    /// <summary>Holidays of a year from 1980 on, in order; Easter Sunday and Whit Sunday are Sundays already and not among them.</summary>
    public static IReadOnlyList<DateOnly> Of(int year)
    {
        var easter = Easter(year);
        DateOnly[] days =
        [
            new(year, 1, 1), easter.AddDays(-2), easter.AddDays(1), KingsDay(year), new(year, 5, 5), easter.AddDays(39), easter.AddDays(50),
            new(year, 12, 25), new(year, 12, 26),
        ];
        // King's Day or Liberation Day can be Ascension Day as well.
        return [.. days.Distinct().Order()];
    }

    /// <summary>Years in which employers that give Liberation Day once in five years give it: 2025, 2030.</summary>
    public static bool IsLustrum(int year) => year % 5 == 0;

    /// <summary>The day on which the King's birthday is celebrated: 27 April, the day before when that is a Sunday. Before 2014 it was
    /// the Queen's: 30 April, then the day before too.</summary>
    public static DateOnly KingsDay(int year)
    {
        var day = year < 2014 ? new DateOnly(year, 4, 30) : new DateOnly(year, 4, 27);
        return day.DayOfWeek == DayOfWeek.Sunday ? day.AddDays(-1) : day;
    }

    /// <summary>Easter Sunday in the Gregorian calendar: the Sunday after the ecclesiastical full moon on or after 21 March.</summary>
    public static DateOnly Easter(int year)
    {
        var century = year / 100;
        // Age of the moon at the start of the year, with the corrections for leap centuries and for the moon's own drift.
        var epact = ((19 * (year % 19)) + century - (century / 4) - ((century - ((century + 8) / 25) + 1) / 3) + 15) % 30;
        var toSunday = (32 + (2 * (century % 4)) + (2 * (year % 100 / 4)) - epact - (year % 100 % 4)) % 7;
        // Keeps the full moon off the two dates that the calendar rules out.
        var late = ((year % 19) + (11 * epact) + (22 * toSunday)) / 451;
        return new DateOnly(year, 3, 22).AddDays(epact + toSunday - (7 * late));
    }
}
