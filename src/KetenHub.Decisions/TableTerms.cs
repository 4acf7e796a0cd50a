namespace KetenHub.Decisions;

/// <summary>A table at which partners meet about persons at one location: a regietafel or a local chain consultation (LKO).</summary>
/// <param name="Name">Name, unique.</param>
/// <param name="Location">Name of the location.</param>
/// <param name="Chair">Code of the partner on whose behalf what is decided there is entered.</param>
/// <param name="Partners">Codes of the partners that meet.</param>
/// <param name="First">Start of its first meeting.</param>
/// <param name="Every">Its rhythm.</param>
public sealed record TableTerms(
    string Name, string Location, string Chair, IReadOnlyList<string> Partners, DateTimeOffset First, TimeSpan Every)
{
    // While they sit together, the agenda is still that of the meeting that began.
    private static readonly TimeSpan Sitting = TimeSpan.FromHours(4);

    /// <summary>The meeting that is on or comes next. At the same time of day in summer and winter.</summary>
    public DateTimeOffset Meeting(DateTimeOffset now)
    {
        var passed = DutchTime.DayOf(now).DayNumber - DutchTime.DayOf(First).DayNumber;
        var meeting = On(Math.Max(0, passed / Days));
        return meeting + Sitting < now ? On((passed / Days) + 1) : meeting;
    }

    /// <summary>The meeting that is so many before this one; negative: after it.</summary>
    public DateTimeOffset Before(DateTimeOffset meeting, int meetings = 1) =>
        On(((DutchTime.DayOf(meeting).DayNumber - DutchTime.DayOf(First).DayNumber) / Days) - meetings);

    /// <summary>Until when what is entered belongs to this meeting; from then on to the next one.</summary>
    public static DateTimeOffset EndOf(DateTimeOffset meeting) => meeting + Sitting;

    private int Days => (int)Every.TotalDays;

    private DateTimeOffset On(int meeting) => DutchTime.At(DutchTime.DayOf(First).AddDays(meeting * Days), DutchTime.Of(First).TimeOfDay);
}
