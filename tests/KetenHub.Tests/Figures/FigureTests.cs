using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Tests.Decisions;
using Xunit;

namespace KetenHub.Tests.Figures;

public sealed class FigureTests
{
    [Fact]
    public void What_was_added_step_by_step_is_what_the_last_state_adds() => Story.Check((numbers, order) =>
    {
        var (state, sums, hour) = (PersonState.Empty, new Dictionary<Sample, int>(), 0.0);
        foreach (var received in Story.Interleave(Story.Tell(numbers), order))
        {
            var after = Decide.On(state, received, Shipped.Policy, Send.At(hour += 3)).State;
            Add(sums, KetenHub.Decisions.Figures.Change([state], after, Shipped.Policy));
            state = after;
            foreach (var agreement in state.Agreements)
            {
                after = Decide.OnDeadline(state, $"agreement:{agreement.Maker}/{agreement.Number}", Shipped.Policy, Send.At(hour)).State;
                Add(sums, KetenHub.Decisions.Figures.Change([state], after, Shipped.Policy));
                state = after;
            }
        }
        Same(state, sums);
        return true;
    });

    [Fact]
    public void Two_persons_that_are_one_count_as_one() => Story.Check((numbers, order) =>
    {
        var story = Story.Tell(numbers, revisionsOnce: true);
        var sums = new Dictionary<Sample, int>();
        var states = new[] { PersonState.Empty, PersonState.Empty };
        foreach (var (received, i) in story.Select((received, i) => (received, order.Length == 0 ? 0 : order[i % order.Length] % 2)))
        {
            var after = Decide.On(states[i], received, Shipped.Policy, Send.Start).State;
            Add(sums, KetenHub.Decisions.Figures.Change([states[i]], after, Shipped.Policy));
            states[i] = after;
        }
        var merged = Decide.OnMerge(states[0], states[1], Send.Received(Send.Merge()), Shipped.Policy, Send.Start).State;
        Add(sums, KetenHub.Decisions.Figures.Change(states, merged, Shipped.Policy));
        Same(merged, sums);
        return true;
    });

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0.99, 0)]
    [InlineData(119.5, 119)]
    [InlineData(121, 120)]
    [InlineData(1439, 1380)]
    [InlineData(14_400, 14_400)]
    [InlineData(15_000, 14_400)]
    public void Times_are_counted_to_the_minute_then_the_hour_then_the_day(double minutes, int counted) =>
        Assert.Equal(counted, KetenHub.Decisions.Figures.Resolution(TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData(true, true, "Kept")]
    [InlineData(true, false, "PresentUnprepared")]
    [InlineData(false, true, "AbsentThoughReady")]
    [InlineData(false, false, "AbsentUnanswered")]
    public void A_hand_out_counts_by_who_was_there_and_what_was_said(bool present, bool ready, string label)
    {
        var given = Given.Nobody.And(0, Send.Issued(Send.Plan(72)));
        given = ready ? given.And(1, Send.Ready(72)) : given;
        Assert.Contains(KetenHub.Decisions.Figures.Of(given.And(72, Send.HandedOut(72, present)).State, Shipped.Policy),
            sample => sample == new Sample(new DateOnly(2026, 3, 5), Measure.Readiness, "Ter Apel", "dtv", label, 0));
    }

    [Fact]
    public void A_missed_hand_out_says_what_the_partner_had_answered() =>
        Assert.Contains("AbsentNotReadyNoStaff", Labels(Given.Nobody.And(0, Send.Issued(Send.Plan(72))).And(1, Send.NotReady(72)).And(72, Send.HandedOut(72, false)), Measure.Readiness));

    [Fact]
    public void An_agreement_counts_by_how_it_ended()
    {
        var made = Given.Nobody.And(0, Send.Agreed(due: 96));
        Assert.Empty(Labels(made, Measure.Agreement));
        Assert.Equal(["Missed"], Labels(made.AndDue("agreement:ind/A-1", 96), Measure.Agreement));
        Assert.Equal(["Late"], Labels(made.AndDue("agreement:ind/A-1", 96).And(100, Send.Closed(AgreementResult.Done, 100)), Measure.Agreement));
        Assert.Equal(["Kept"], Labels(made.And(24, Send.Closed(AgreementResult.Done)), Measure.Agreement));
        Assert.Equal(["NotPossible"], Labels(made.And(24, Send.Closed()), Measure.Agreement));
    }

    [Theory]
    [InlineData(7.5, "InTime")]
    [InlineData(7.51, "InTime")] // 36 seconds
    [InlineData(7.52, "WithinMargin")] // 72 seconds: late to the strict minute
    [InlineData(7.75, "WithinMargin")]
    [InlineData(7.8, "Late")]
    public void A_hand_over_counts_by_the_strict_minute_and_by_the_margin(double hour, string label) =>
        Assert.Equal([label], Labels(Given.Nobody.And(0, Send.Transport(10)).And(8, Send.GivenOver(hour)), Measure.Transport));

    [Fact]
    public void A_corrected_incident_counts_once_in_its_new_category()
    {
        var once = Given.Nobody.And(0, Send.Incident());
        var change = KetenHub.Decisions.Figures.Change([once.State], once.And(1, Send.Incident(revision: 2, category: IncidentCategory.Theft)).State, Shipped.Policy);
        Assert.Equal([(-1, "Threat"), (1, "Theft")],
            change.Where(pair => pair.Key.Measure == Measure.IncidentCategory).Select(pair => (pair.Value, pair.Key.Label)).Order());
        Assert.DoesNotContain(change, pair => pair.Key.Measure == Measure.IncidentImpact);
    }

    private static IEnumerable<string> Labels(Given given, Measure measure) =>
        KetenHub.Decisions.Figures.Of(given.State, Shipped.Policy).Where(sample => sample.Measure == measure).Select(sample => sample.Label);

    private static void Add(Dictionary<Sample, int> sums, IReadOnlyDictionary<Sample, int> change)
    {
        Assert.DoesNotContain(0, change.Values);
        foreach (var (sample, more) in change)
            sums[sample] = sums.GetValueOrDefault(sample) + more;
    }

    // The other way: everything that the last state says, counted at once.
    private static void Same(PersonState state, Dictionary<Sample, int> sums)
    {
        var incidents = (state.Attention?.Incidents ?? []).SelectMany(incident => new[] { incident.Category.ToString(), incident.Impact.ToString() });
        Assert.Equal(
            KetenHub.Decisions.Figures.Of(state, Shipped.Policy).GroupBy(sample => sample).Select(group => $"{group.Key} {group.Count()}")
                .Concat(incidents.GroupBy(label => label).Select(group => $"{group.Key} {group.Count()}")).Order(StringComparer.Ordinal),
            sums.Where(pair => pair.Value != 0 && pair.Key.Measure is not (Measure.IncidentCategory or Measure.IncidentImpact)).Select(pair => $"{pair.Key} {pair.Value}")
                .Concat(sums.Where(pair => pair.Key.Measure is Measure.IncidentCategory or Measure.IncidentImpact).GroupBy(pair => pair.Key.Label)
                    .Select(group => (group.Key, Sum: group.Sum(pair => pair.Value))).Where(group => group.Sum != 0).Select(group => $"{group.Key} {group.Sum}"))
                .Order(StringComparer.Ordinal));
    }
}
