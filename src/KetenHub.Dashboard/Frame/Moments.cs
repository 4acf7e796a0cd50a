using System.Globalization;

namespace KetenHub.Dashboard;

/// <summary>Moments as people on duty read them: weekday, 24 hours, Dutch time; and how long it is until then. The script ticks the same form.</summary>
internal sealed class Moments(Texts texts, TimeProvider clock)
{
    private const int NowWithin = 5;
    private static readonly TimeZoneInfo Amsterdam = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");
    private static readonly string[] DutchDays = ["zo", "ma", "di", "wo", "do", "vr", "za"];
    private static readonly string[] EnglishDays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    private static readonly string[] DutchMonths = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
    private static readonly string[] EnglishMonths = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary>One moment per page, so that no two countdowns of it differ.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>For the datetime attribute.</summary>
    public static string Machine(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>For example <c>zo 22 nov 14:30</c>; with the year when it is another one.</summary>
    public string Day(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, Amsterdam);
        var day = (texts.IsDutch ? DutchDays : EnglishDays)[(int)local.DayOfWeek];
        var month = (texts.IsDutch ? DutchMonths : EnglishMonths)[local.Month - 1];
        var year = local.Year == TimeZoneInfo.ConvertTime(Now, Amsterdam).Year ? "" : $" {local.Year}";
        return string.Create(CultureInfo.InvariantCulture, $"{day} {local.Day} {month}{year} {local:HH:mm}");
    }

    /// <summary>The day in Dutch time.</summary>
    public static DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Amsterdam).DateTime);

    /// <summary>When a day begins in Dutch time.</summary>
    public static DateTimeOffset Midnight(DateOnly day)
    {
        var begin = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(begin, Amsterdam.GetUtcOffset(begin)).ToUniversalTime();
    }

    /// <summary>How much of its day has passed at a moment, 0 to 1, in Dutch time by the clock.</summary>
    public static double PartOfDay(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Amsterdam).TimeOfDay / TimeSpan.FromDays(1);

    /// <summary>For example <c>14:30</c>.</summary>
    public static string Hour(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Amsterdam).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>For example <c>zondag 22 november</c>, short: <c>zo 22 nov</c>.</summary>
    public string Date(DateOnly day) => $"{(texts.IsDutch ? DutchDays : EnglishDays)[(int)day.DayOfWeek]} {day.Day} {(texts.IsDutch ? DutchMonths : EnglishMonths)[day.Month - 1]}";

    /// <summary>It is dark outside: a screen on the wall is too.</summary>
    public bool IsNight => TimeZoneInfo.ConvertTime(Now, Amsterdam).Hour is >= 20 or < 7;

    /// <summary>With seconds: the clock of a page and the log.</summary>
    public string Exact(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{Day(at)}:{at.Second:00}");

    /// <summary>How long until or since, in the form of <paramref name="ahead"/> or <paramref name="past"/>.</summary>
    public string Distance(DateTimeOffset at, string ahead, string past)
    {
        var seconds = (long)Math.Floor((at - Now).TotalSeconds);
        return Math.Abs(seconds) < NowWithin ? texts.JustNow : string.Format(CultureInfo.InvariantCulture, seconds >= 0 ? ahead : past, Duration(Math.Abs(seconds)));
    }

    /// <summary>For example <c>3 u 20 min</c>, or <c>3 u</c>.</summary>
    public string Duration(long seconds)
    {
        var hour = texts.IsDutch ? "u" : "h";
        return seconds switch
        {
            < 60 => $"{seconds} s",
            < 3600 => $"{seconds / 60} min",
            < 86_400 => $"{seconds / 3600} {hour}{Rest(seconds % 3600 / 60, "min")}",
            _ => $"{seconds / 86_400} d{Rest(seconds % 86_400 / 3600, hour)}",
        };
    }

    private static string Rest(long count, string unit) => count == 0 ? "" : $" {count} {unit}";
}
