using KetenHub.Decisions;
using FigureSample = KetenHub.Decisions.Sample;

namespace KetenHub.Benchmarks;

/// <summary>Sums of figures as hubs would have left them: so many cases spread over three years, forty places and some partners, written by three
/// transactions at a time. Per case a time of each kind, a hand-out, two incidents by category and impact, two agreements, a transport, and a
/// case opened and finished. In the order of the table's key, so that filling is quick.</summary>
internal static class FigureFilling
{
    public const int Shards = 3;

    private static readonly DateOnly Start = new(2023, 1, 1);
    private const int Days = 1096;
    private const int Places = 40;

    private static readonly string[] Categories =
        ["HouseRules", "Other", "PhysicalViolence", "PropertyDamage", "PublicTransport", "SelfHarm", "SubstanceAbuse", "Theft", "Threat", "VerbalAggression"];
    private static readonly string[] Ends = ["Kept", "Late", "Missed", "NotPossible", "Withdrawn"];
    private static readonly string[] None = [""];

    private static readonly (Measure Measure, string[] Partners, string[] Labels)[] Kinds =
    [
        (Measure.SignalToDecision, ["ind"], None), (Measure.DecisionToHandOut, ["ind"], None), (Measure.HandOutToInterview, ["dtv"], None), (Measure.Notice, ["dtv"], None),
        (Measure.Readiness, ["dtv"], ["Kept", "PresentUnprepared", "AbsentThoughReady", "AbsentUnanswered", "AbsentNotReadyNoStaff"]),
        (Measure.IncidentCategory, ["coa", "avim"], Categories), (Measure.IncidentImpact, ["coa", "avim"], ["Low", "Medium", "High", "VeryHigh"]),
        (Measure.Agreement, ["ind", "coa"], Ends), (Measure.Transport, ["dvo"], ["InTime", "WithinMargin", "Late"]),
        (Measure.CaseOpened, [""], None), (Measure.CaseFinished, [""], ["Left", "Granted"]),
    ];

    /// <summary>The sums of one store.</summary>
    /// <param name="cases">How many cases.</param>
    public static IEnumerable<(FigureSample Sample, int Shard, int Value)> Sums(int cases)
    {
        var random = new Random(20_261_124);
        foreach (var (measure, partners, labels) in Kinds.OrderBy(kind => kind.Measure.ToString(), StringComparer.Ordinal))
        {
            for (var i = 0; i < Days; i++)
            {
                var (day, sums) = (Start.AddDays(i), new Dictionary<(FigureSample Sample, int Shard), int>());
                for (var n = (int)((long)cases * (i + 1) / Days) - (int)((long)cases * i / Days); n > 0; n--)
                {
                    foreach (var partner in partners)
                    {
                        // Times as they are: many short ones, a long tail.
                        var minutes = Definitions.IsTime(measure) ? Figures.Resolution(TimeSpan.FromMinutes(Math.Exp(2 + (random.NextDouble() * 8)))) : 0;
                        var sample = new FigureSample(day, measure, $"Place {random.Next(Places):00}", partner, labels[random.Next(labels.Length)], minutes);
                        var key = (sample, random.Next(Shards));
                        sums[key] = sums.GetValueOrDefault(key) + 1;
                    }
                }
                foreach (var ((sample, shard), value) in sums.OrderBy(sum => sum.Key.Sample.Location, StringComparer.Ordinal).ThenBy(sum => sum.Key.Sample.Partner, StringComparer.Ordinal)
                    .ThenBy(sum => sum.Key.Sample.Label, StringComparer.Ordinal).ThenBy(sum => sum.Key.Sample.Minutes).ThenBy(sum => sum.Key.Shard))
                {
                    yield return (sample, shard, value);
                }
            }
        }
    }
}
