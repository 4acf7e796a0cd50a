namespace KetenHub.Decisions;

/// <summary>An hour in which a partner was heard.</summary>
/// <param name="Start">Its start, a whole hour.</param>
/// <param name="Minutes">How many of its minutes something came in, 1 to 60.</param>
public readonly record struct HeardHour(DateTimeOffset Start, int Minutes);

/// <summary>When a partner that goes silent should have been heard, by its own rhythm of the last four weeks. Three rhythms, the shortest that holds:
/// by minutes within an hour that it usually fills, by hours, by days; and for who has none of these, by how many days usually lie between.
/// Hours are compared with the same hour of the same kind of day (working day, Saturday, Sunday), in Dutch time; a public holiday counts as a Sunday. Who
/// never sends at night or on Saturdays is not missed then. What was heard before the silence counts, so that silence does not become usual.</summary>
public static class PartnerRhythm
{
    /// <summary>How far back the rhythm is looked for.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(28);

    // A rhythm that is kept four times in five is one.
    private const double Usual = 0.8;

    // Of one hour or day nobody can say what is usual.
    private const int FewestSeen = 4;

    // Heard at random ten times in an hour, a pause of ten times the mean comes once in twenty thousand.
    private const double MostGaps = 10;
    private const int BusyFrom = 6;
    private const double MostDayGaps = 5;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Late = TimeSpan.FromHours(1);
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(10);

    private enum DayKind { WorkingDay, Saturday, Sunday }

    /// <summary>The moment from which the partner is silent, unless it is heard before; null when it has no rhythm yet.</summary>
    /// <param name="heard">Hours in which it was heard, in any order.</param>
    /// <param name="last">When it was heard last.</param>
    public static DateTimeOffset? SilentFrom(IEnumerable<HeardHour> heard, DateTimeOffset last)
    {
        var hours = heard.Where(hour => hour.Start <= last && hour.Start > last - Window).DistinctBy(hour => hour.Start).OrderBy(hour => hour.Start).ToList();
        if (hours.Count == 0)
            return null;
        return Profile.Of(hours, last).ByHours(last) ?? ByDays(hours, last);
    }

    // No hour and no day is usual: some weeks, some now and then.
    private static DateTimeOffset? ByDays(List<HeardHour> heard, DateTimeOffset last)
    {
        var count = heard.Select(hour => DutchTime.DayOf(hour.Start)).Distinct().Count();
        return count < FewestSeen ? null : last + ((last - heard[0].Start) * MostDayGaps / (count - 1));
    }

    private static DayKind KindOf(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Sunday => DayKind.Sunday,
        DayOfWeek.Saturday => DayKind.Saturday,
        _ => DutchHolidays.Of(day.Year).Contains(day) ? DayKind.Sunday : DayKind.WorkingDay,
    };

    private static DateTimeOffset Floor(DateTimeOffset moment) => new(moment.UtcTicks - (moment.UtcTicks % Hour.Ticks), TimeSpan.Zero);

    // How often each hour and each kind of day came, how often something was heard in it, and in how many of its minutes.
    private sealed class Profile
    {
        private readonly Dictionary<(DayKind, int Hour), (int Seen, int Heard, int Minutes)> hours = [];
        private readonly Dictionary<DayKind, (int Seen, int Heard)> days = [];

        public static Profile Of(List<HeardHour> heard, DateTimeOffset last)
        {
            var profile = new Profile();
            var minutes = heard.ToDictionary(hour => Floor(hour.Start), hour => Math.Clamp(hour.Minutes, 1, 60));
            var heardDays = heard.Select(hour => DutchTime.DayOf(hour.Start)).ToHashSet();
            for (var hour = Floor(heard[0].Start); hour <= last; hour += Hour)
            {
                var slot = SlotOf(hour);
                var (seen, times, sum) = profile.hours.GetValueOrDefault(slot);
                profile.hours[slot] = minutes.TryGetValue(hour, out var active) ? (seen + 1, times + 1, sum + active) : (seen + 1, times, sum);
            }
            for (var day = DutchTime.DayOf(heard[0].Start); day <= DutchTime.DayOf(last); day = day.AddDays(1))
            {
                var (seen, times) = profile.days.GetValueOrDefault(KindOf(day));
                profile.days[KindOf(day)] = (seen + 1, heardDays.Contains(day) ? times + 1 : times);
            }
            return profile;
        }

        // The first hour or day that passes without what it usually brings.
        public DateTimeOffset? ByHours(DateTimeOffset last)
        {
            var waited = 0.0;
            for (var hour = Floor(last); hour < last + Horizon; hour += Hour)
            {
                var usual = UsualMinutes(SlotOf(hour));
                if (usual >= BusyFrom)
                {
                    var from = hour > last ? hour : last;
                    var gaps = (hour + Hour - from).TotalMinutes * usual / 60;
                    if (waited + gaps >= MostGaps)
                        return from + TimeSpan.FromMinutes((MostGaps - waited) * 60 / usual);
                    waited += gaps;
                }
                else if (usual > 0 && hour > last)
                    return hour + Hour + Late;
                if (EndsDay(hour) && DutchTime.DayOf(last) < DutchTime.DayOf(hour) && IsUsual(days.GetValueOrDefault(KindOf(DutchTime.DayOf(hour)))))
                    return hour + Hour + Late;
            }
            return null;
        }

        private double UsualMinutes((DayKind, int) slot) =>
            hours.GetValueOrDefault(slot) is var (seen, times, minutes) && IsUsual((seen, times)) ? (double)minutes / times : 0;

        private static bool IsUsual((int Seen, int Heard) of) => of.Seen >= FewestSeen && of.Heard >= Usual * of.Seen;

        private static bool EndsDay(DateTimeOffset hour) => DutchTime.DayOf(hour) != DutchTime.DayOf(hour + Hour);

        private static (DayKind, int) SlotOf(DateTimeOffset hour)
        {
            var local = DutchTime.Of(hour);
            return (KindOf(DateOnly.FromDateTime(local.DateTime)), local.Hour);
        }
    }
}
