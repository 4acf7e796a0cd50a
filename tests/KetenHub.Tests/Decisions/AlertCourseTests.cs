using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

/// <summary>When an alert is raised and when it is over.</summary>
public sealed class AlertCourseTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly AlertRule Rule = new("refused", AlertMeasure.Refused, null, 10, 5, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));

    [Fact]
    public void It_is_raised_once_it_was_too_high_for_long_enough()
    {
        var course = Walk((0, 10), (4, 12), (5, 11));
        Assert.Equal((Noon, Noon.AddMinutes(5), 11L, 12L), (course!.Since, course.RaisedAt!.Value, course.Value, course.Worst));
        Assert.Null(Walk((0, 10), (4, 12))!.RaisedAt);
    }

    [Fact]
    public void What_goes_down_before_that_was_nothing()
    {
        Assert.Null(Walk((0, 10), (4, 9)));
        Assert.Equal(Noon.AddMinutes(6), Walk((0, 10), (4, 9), (6, 10), (10, 10))!.Since);
        Assert.Null(Walk((0, 9)));
    }

    [Fact]
    public void Between_the_two_heights_it_stays_raised_and_below_the_lower_one_it_is_over_after_a_while()
    {
        Assert.Null(Walk((0, 10), (5, 10), (60, 5), (120, 9))!.QuietSince);
        Assert.Null(Walk((0, 10), (5, 10), (60, 4), (74, 4))!.ResolvedAt);
        Assert.Equal(Noon.AddMinutes(75), Walk((0, 10), (5, 10), (60, 4), (75, 0))!.ResolvedAt);
    }

    [Fact]
    public void A_number_that_goes_up_and_down_calls_once()
    {
        var course = Walk([(0, 10), .. Enumerable.Range(5, 100).Select(minute => (minute, minute % 2 == 0 ? 4L : 10L))]);
        Assert.Equal((Noon.AddMinutes(5), null), (course!.RaisedAt, course.ResolvedAt));
    }

    [Fact]
    public void A_rule_without_durations_raises_and_resolves_at_once()
    {
        var rule = Rule with { For = TimeSpan.Zero, ClearFor = TimeSpan.Zero };
        var raised = AlertCourse.Step(rule, null, 10, Noon);
        Assert.Equal(Noon, raised!.RaisedAt);
        Assert.Equal(Noon.AddMinutes(1), AlertCourse.Step(rule, raised, 4, Noon.AddMinutes(1))!.ResolvedAt);
    }

    [Fact]
    public void A_clock_that_is_put_back_raises_and_resolves_nothing()
    {
        var waiting = AlertCourse.Step(Rule, null, 10, Noon);
        Assert.Null(AlertCourse.Step(Rule, waiting, 10, Noon.AddHours(-1))!.RaisedAt);
    }

    private static AlertCourse? Walk(params (int Minute, long Value)[] measurements)
    {
        AlertCourse? course = null;
        foreach (var (minute, value) in measurements)
            course = AlertCourse.Step(Rule, course, value, Noon.AddMinutes(minute));
        return course;
    }
}
