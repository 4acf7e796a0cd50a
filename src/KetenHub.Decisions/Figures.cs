using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>One count in the figures.</summary>
/// <param name="Day">Day in the Netherlands on which it counts.</param>
/// <param name="Measure">What is counted.</param>
/// <param name="Location">Name of the location, or empty.</param>
/// <param name="Partner">Code of the partner it is about, or empty.</param>
/// <param name="Label">Which kind of it, or empty.</param>
/// <param name="Minutes">For times: how long, see <see cref="Figures.Resolution"/>; else 0.</param>
public readonly record struct Sample(DateOnly Day, Measure Measure, string Location, string Partner, string Label, int Minutes);

/// <summary>What a person's state adds to the figures. The figures of all are the sum over all persons' states, so that a correction or a
/// merge corrects them: the hub adds what the new state adds and takes off what the old one added, in the same transaction.</summary>
public static class Figures
{
    private const int MinutesPerDay = 24 * 60;

    /// <summary>Changes of the counts between states.</summary>
    /// <param name="before">State before; with two persons that become one, both.</param>
    /// <param name="after">State after.</param>
    /// <param name="policy">The terms.</param>
    /// <returns>Samples with how much their count changes, never 0.</returns>
    public static IReadOnlyDictionary<Sample, int> Change(IReadOnlyList<PersonState> before, PersonState after, Policy policy)
    {
        var changes = new Dictionary<Sample, int>();
        if (before is [var only] && IsSame(only, after))
            return changes;
        foreach (var sample in before.SelectMany(state => Of(state, policy)))
            Add(changes, sample, -1);
        foreach (var sample in Of(after, policy))
            Add(changes, sample, 1);
        if (before is [{ Attention: { } attention }])
            Incidents(changes, attention.Incidents, Fresh(attention.Incidents, after.Attention?.Incidents ?? []));
        else
            Incidents(changes, [.. before.SelectMany(state => state.Attention?.Incidents ?? [])], after.Attention?.Incidents ?? []);
        return changes;
    }

    /// <summary>What one state adds, but for incidents: of those a state keeps only the latest, so that they are counted as they come.</summary>
    public static IEnumerable<Sample> Of(PersonState state, Policy policy) =>
        state.Readinesses.SelectMany(readiness => Of(state, readiness, policy))
            .Concat(state.Agreements.SelectMany(agreement => Of(state, agreement)))
            .Concat(state.Transports.SelectMany(transport => Of(transport, policy)))
            .Concat(OfCase(state));

    /// <summary>Times are counted to the minute up to two hours, to the hour up to ten days and to the day beyond, rounded down:
    /// a year of cases stays small enough to add up at once.</summary>
    public static int Resolution(TimeSpan time)
    {
        var minutes = (int)Math.Max(0, Math.Floor(time.TotalMinutes));
        var step = minutes <= 120 ? 1 : minutes <= 10 * MinutesPerDay ? 60 : MinutesPerDay;
        return minutes / step * step;
    }

    private static IEnumerable<Sample> Of(PersonState state, Readiness readiness, Policy policy)
    {
        var location = readiness.Plan?.Location.Name ?? "";
        if (readiness.Decision is { Outcome: not null, IssuedAt: { } issuedAt } && state.FirstReportAt <= issuedAt)
            yield return Time(Measure.SignalToDecision, issuedAt, issuedAt - state.FirstReportAt.Value, location, policy.Roles.Decisions);
        if (readiness.HandedOut is not { } handedOut || readiness.RelinkedAway)
            yield break;
        if (readiness.Decision?.IssuedAt is { } decidedAt)
            yield return Time(Measure.DecisionToHandOut, handedOut.HandedOutAt, handedOut.HandedOutAt - decidedAt, location, policy.Roles.Decisions);
        if (readiness.InterviewHeldAt is { } heldAt)
            yield return Time(Measure.HandOutToInterview, heldAt, heldAt - handedOut.HandedOutAt, location, policy.Roles.Departure);
        yield return Count(Measure.Readiness, handedOut.HandedOutAt, location, policy.Roles.Departure, LabelOf(readiness));
        if (readiness.Request is { } request)
            yield return Time(Measure.Notice, handedOut.HandedOutAt, handedOut.HandedOutAt - request.AskedAt, location, policy.Roles.Departure);
    }

    // Why readiness was missed: what DT&V had said, if anything.
    private static string LabelOf(Readiness readiness) => readiness switch
    {
        { HandedOut.DtvPresent: true, WasReadyAtHandOut: true } => "Kept",
        { HandedOut.DtvPresent: true } => "PresentUnprepared",
        { WasReadyAtHandOut: true } => "AbsentThoughReady",
        { Answered: true, Answer: { Answer: ReadinessAnswer.NotReady } answer } => $"AbsentNotReady{answer.NotReadyReason}",
        _ => "AbsentUnanswered",
    };

    private static IEnumerable<Sample> Of(PersonState state, Agreement agreement)
    {
        var (made, end) = (agreement.Made, state.EndOf(agreement));
        var label = end switch
        {
            { Result: AgreementResult.Done } => end.ClosedAt <= made.EndsAt ? "Kept" : "Late",
            { } => end.Result.ToString(),
            null => agreement.PassedAt is null ? null : "Missed",
        };
        if (label is not null)
            yield return Count(Measure.Agreement, made.EndsAt, made.Location ?? "", made.Owner, label);
    }

    private static IEnumerable<Sample> Of(Transport transport, Policy policy)
    {
        if (transport.Lateness(policy.Transport) is not { } lateness)
            yield break;
        // Both figures follow: strictly late is WithinMargin and Late together, late beyond the margin is Late alone.
        var label = lateness < TimeSpan.FromMinutes(1) ? "InTime" : lateness <= policy.Transport.Margin ? "WithinMargin" : "Late";
        yield return Count(Measure.Transport, transport.HandedOverAt!.Value, transport.Plan!.PickUpLocation, transport.Plan.Carrier, label);
    }

    private static IEnumerable<Sample> OfCase(PersonState state)
    {
        if (state.Progress is not { } progress)
            yield break;
        var location = CaseRules.PlaceOf(state);
        yield return Count(Measure.CaseOpened, progress.OpenedAt, location, "", "");
        if (progress.IsFinished)
            yield return Count(Measure.CaseFinished, progress.Since, location, "", progress.Phase.ToString());
    }

    // Incidents that fell off the list of the latest stay counted; one that two identities shared counts once.
    private static void Incidents(Dictionary<Sample, int> changes, IReadOnlyList<CountedIncident> before, IReadOnlyList<CountedIncident> after)
    {
        if (after.Count == 0)
            return;
        var known = before.ToLookup(incident => (incident.Publisher, incident.Number));
        foreach (var incident in after)
        {
            foreach (var earlier in known[(incident.Publisher, incident.Number)])
                Add(changes, earlier, -1);
            Add(changes, incident, 1);
        }
    }

    // A message adds or corrects one; the others are the same objects, and change nothing.
    private static List<CountedIncident> Fresh(IReadOnlyList<CountedIncident> before, IReadOnlyList<CountedIncident> after)
    {
        if (ReferenceEquals(before, after))
            return [];
        var kept = new HashSet<CountedIncident>(before, ReferenceEqualityComparer.Instance);
        return [.. after.Where(incident => !kept.Contains(incident))];
    }

    private static void Add(Dictionary<Sample, int> changes, CountedIncident incident, int by)
    {
        // Those that came before figures were kept say not where and when.
        if (incident.OccurredAt is not { } at)
            return;
        Add(changes, Count(Measure.IncidentCategory, at, incident.Location ?? "", incident.Publisher, incident.Category.ToString()), by);
        Add(changes, Count(Measure.IncidentImpact, at, incident.Location ?? "", incident.Publisher, incident.Impact.ToString()), by);
    }

    private static void Add(Dictionary<Sample, int> changes, Sample sample, int by)
    {
        var changed = changes.GetValueOrDefault(sample) + by;
        if (changed == 0)
            changes.Remove(sample);
        else
            changes[sample] = changed;
    }

    private static Sample Count(Measure measure, DateTimeOffset at, string location, string partner, string label) =>
        new(DutchTime.DayOf(at), measure, location, partner, label, 0);

    private static Sample Time(Measure measure, DateTimeOffset at, TimeSpan time, string location, string partner) =>
        new(DutchTime.DayOf(at), measure, location, partner, "", Resolution(time));

    private static bool IsSame(PersonState before, PersonState after) =>
        ReferenceEquals(before.Readinesses, after.Readinesses) && ReferenceEquals(before.Agreements, after.Agreements)
        && ReferenceEquals(before.AgreementEnds, after.AgreementEnds) && ReferenceEquals(before.Transports, after.Transports)
        && before.Progress == after.Progress && before.FirstReportAt == after.FirstReportAt && before.Place == after.Place
        && ReferenceEquals(before.Attention?.Incidents, after.Attention?.Incidents);
}
