namespace KetenHub.Hub;

/// <summary>Moments as the store keeps them: UTC, to the millisecond. Deciding by a finer moment than the log holds could not be done again from the log.</summary>
internal static class Moments
{
    /// <summary>The millisecond that has begun.</summary>
    public static DateTimeOffset Down(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds());

    /// <summary>The first millisecond at or after it: a deadline that comes a fraction too early finds nothing due and is lost.</summary>
    public static DateTimeOffset Up(DateTimeOffset moment) => Down(moment) < moment ? Down(moment).AddMilliseconds(1) : Down(moment);
}
