namespace KetenHub.Decisions;

/// <summary>How it goes with one rule and one subject, from the first measurement that was too high. With two heights and two durations, so that a
/// number that goes up and down around one height calls nobody again and again.</summary>
/// <param name="Since">Since when it is too high.</param>
/// <param name="Value">The latest measurement.</param>
/// <param name="Worst">The highest one.</param>
/// <param name="RaisedAt">When it was raised; null: not for long enough yet.</param>
/// <param name="QuietSince">Since when it is calm; null: it is not.</param>
/// <param name="ResolvedAt">When it was resolved: it was calm for long enough.</param>
public sealed record AlertCourse(
    DateTimeOffset Since, long Value, long Worst, DateTimeOffset? RaisedAt = null, DateTimeOffset? QuietSince = null, DateTimeOffset? ResolvedAt = null)
{
    /// <summary>What a measurement makes of it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="before">How it went up to now; null: nothing is going on. Not a resolved one.</param>
    /// <param name="value">The measurement.</param>
    /// <param name="now">Now.</param>
    /// <returns>How it goes on; null: nothing is going on.</returns>
    public static AlertCourse? Step(AlertRule rule, AlertCourse? before, long value, DateTimeOffset now)
    {
        if (before is null)
            return value >= rule.RaiseAt ? Raise(rule, new AlertCourse(now, value, value), now) : null;
        var course = before with { Value = value, Worst = Math.Max(before.Worst, value) };
        if (course.RaisedAt is null)
            return value >= rule.RaiseAt ? Raise(rule, course, now) : null;
        if (value >= rule.ClearAt)
            return course with { QuietSince = null };
        var quiet = course.QuietSince ?? now;
        return course with { QuietSince = quiet, ResolvedAt = now - quiet >= rule.ClearFor ? now : null };
    }

    private static AlertCourse Raise(AlertRule rule, AlertCourse course, DateTimeOffset now) =>
        now - course.Since >= rule.For ? course with { RaisedAt = now } : course;
}
