namespace KetenHub.Decisions;

/// <summary>Which days count as working days (werkdagen) for terms. The Algemene termijnenwet rules terms set in a law; agreements between
/// partners follow it by policy, so that both end alike.</summary>
/// <param name="Equated">Days that a royal decree equates with a holiday (article 3, paragraph 3, Algemene termijnenwet).</param>
/// <param name="LiberationDayEveryFifthYear">Codes of partners that have Liberation Day off in lustrum years only (2025, 2030): in other
/// years 5 May is a working day for what they do. The law itself knows no such exception: for all others it is a holiday every year.</param>
public sealed record WorkingDays(IReadOnlyCollection<DateOnly> Equated, IReadOnlyCollection<string> LiberationDayEveryFifthYear)
{
    /// <summary>As the law computes it, without decrees.</summary>
    public static WorkingDays Plain { get; } = new([], []);

    /// <summary>Whether this is a working day for a partner.</summary>
    public bool IsWorkingDay(DateOnly day, string partner)
    {
        if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || Equated.Contains(day))
            return false;
        if (day is { Month: 5, Day: 5 } && !DutchHolidays.IsLustrum(day.Year) && LiberationDayEveryFifthYear.Contains(partner))
            return day != DutchHolidays.Easter(day.Year).AddDays(39);
        return !DutchHolidays.Of(day.Year).Contains(day);
    }

    /// <summary>End of a term (article 1, paragraph 1): one that ends on a Saturday, Sunday or public holiday ends on the next working
    /// day, at the same time of day.</summary>
    public DateTimeOffset EndOf(DateTimeOffset due, string partner)
    {
        var local = DutchTime.Of(due);
        var day = DutchTime.DayOf(due);
        return IsWorkingDay(day, partner) ? due : DutchTime.At(Next(day, 1, partner), local.TimeOfDay);
    }

    /// <summary>So many working days after a moment (before it when negative), at the same time of day. The day itself is not counted.</summary>
    public DateTimeOffset Add(DateTimeOffset moment, int days, string partner) =>
        days == 0 ? moment : DutchTime.At(Next(DutchTime.DayOf(moment), days, partner), DutchTime.Of(moment).TimeOfDay);

    private DateOnly Next(DateOnly day, int days, string partner)
    {
        for (var left = Math.Abs(days); left > 0;)
        {
            day = day.AddDays(Math.Sign(days));
            if (IsWorkingDay(day, partner))
                left--;
        }
        return day;
    }
}
