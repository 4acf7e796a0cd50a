namespace KetenHub.Decisions;

/// <summary>Legal time in the Netherlands. A term ends on a day there, whatever offset a partner wrote its moment in.</summary>
public static class DutchTime
{
    /// <summary>The same moment with the Dutch offset: +02:00 between the last Sundays of March and October, 01:00 UTC
    /// (directive 2000/84/EC), else +01:00.</summary>
    public static DateTimeOffset Of(DateTimeOffset moment)
    {
        var utc = moment.UtcDateTime;
        return moment.ToOffset(utc >= LastSunday(utc.Year, 3) && utc < LastSunday(utc.Year, 10) ? TimeSpan.FromHours(2) : TimeSpan.FromHours(1));
    }

    /// <summary>This time of day on this day. In the hour that is skipped in March it is an hour later, in the one that comes twice the second.</summary>
    public static DateTimeOffset At(DateOnly day, TimeSpan timeOfDay)
    {
        var winter = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(1)) + timeOfDay;
        var summer = winter - TimeSpan.FromHours(1);
        return Of(winter).Offset == TimeSpan.FromHours(1) ? winter : Of(summer).Offset == TimeSpan.FromHours(2) ? Of(summer) : Of(winter);
    }

    /// <summary>The day there.</summary>
    public static DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(Of(moment).DateTime);

    private static DateTime LastSunday(int year, int month)
    {
        var last = new DateTime(year, month, 31, 1, 0, 0, DateTimeKind.Utc);
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
