using System.Globalization;
using System.Text.RegularExpressions;
using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

// Rules of alerts.
public static partial class PolicyFile
{
    private const int MostCounted = 1_000_000;

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z")]
    private static partial Regex RuleName { get; }

    [GeneratedRegex(@"^[0-9]{1,9}\z")]
    private static partial Regex Count { get; }

    /// <summary>A height as the policy writes it, a count or an ISO 8601 duration; null when it is not what the measure asks for.</summary>
    public static long? HeightOf(AlertMeasure measure, string? text)
    {
        if (text is null || !(measure.IsTime() ? Duration : Count).IsMatch(text))
            return null;
        return measure.IsTime() ? (long)Parse(text).TotalSeconds : long.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>A length as the policy writes it, or null.</summary>
    public static TimeSpan? LengthOf(string? text) => text is not null && Duration.IsMatch(text) ? Parse(text) : null;

    private static AlertTerms ReadAlerts(Fields fields) => new(
        fields.Objects("rules", 0, 100, ReadRule), OptionalDurationOf(fields, "repeatAfter") ?? AlertTerms.None.RepeatAfter);

    private static AlertRule ReadRule(Fields fields)
    {
        var measure = fields.Value<AlertMeasure>("measure");
        var raiseAt = HeightOf(fields, measure, "raiseAt");
        var clearAt = fields.Has("clearAt") ? HeightOf(fields, measure, "clearAt") : raiseAt;
        fields.Require("within", measure.HasWithin(), "how far the rule looks ahead");
        fields.Require("measure without within", !measure.HasWithin() && fields.Has("within"), "this measure does not look ahead");
        return new AlertRule(
            fields.Match("name", RuleName, "lower-case letters, digits and hyphens, at most 40"), measure, OptionalDurationOf(fields, "within"), raiseAt, clearAt,
            OptionalDurationOf(fields, "for") ?? TimeSpan.Zero, OptionalDurationOf(fields, "clearFor") ?? TimeSpan.Zero, OptionalDurationOf(fields, "escalateAfter"));
    }

    private static long HeightOf(Fields fields, AlertMeasure measure, string name) =>
        measure.IsTime() ? (long)DurationOf(fields, name).TotalSeconds : fields.Integer(name, 1, MostCounted);

    private static void CheckAlerts(AlertTerms alerts, ICollection<Problem> problems)
    {
        foreach (var twice in alerts.Rules.GroupBy(rule => rule.Name).Where(group => group.Count() > 1))
            problems.Add(Errors.PolicyInvalid.At($"/alerts/rules ({twice.Key})", "each name once"));
        foreach (var rule in alerts.Rules)
        {
            if (rule.RaiseAt < 1)
                problems.Add(Errors.PolicyInvalid.At($"/alerts/rules ({rule.Name})/raiseAt", "at least 1 or PT1S: nothing at all needs nobody"));
            if (rule.ClearAt > rule.RaiseAt || rule.ClearAt < 1)
                problems.Add(Errors.PolicyInvalid.At($"/alerts/rules ({rule.Name})/clearAt", "at least 1 or PT1S and not above raiseAt"));
        }
        if (alerts.RepeatAfter < TimeSpan.FromMinutes(1))
            problems.Add(Errors.PolicyInvalid.At("/alerts/repeatAfter", "at least PT1M"));
    }
}
