using KetenHub.Contracts;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

public sealed class MinorTests
{
    private static readonly Given Minor = Given.Nobody.And(0, Send.Signal(CaseSignalKind.IndicationAtRegistration, isMinor: true));
    private static readonly Given Asked = Given.Nobody.And(0, Send.Issued(Send.Plan(72)));

    [Fact]
    public void The_guardian_is_told_whatever_departure_is_told_about_departure()
    {
        var outcome = Minor.When(Send.Issued(Send.Plan(72)), 0).ThenTells("dtv: ReadinessRequested 1 NewDecision by 4h minor",
            "nidos: ReadinessRequested 1 NewDecision by 4h minor", "coa: HandOutChanged Planned");
        Assert.Equal(Why.GuardianTold, outcome.Effects.OfType<Effect.Notify>().Single(notify => notify.Recipient == "nidos").Why);
        var asked = outcome.Next;
        KetenMessage[] news =
        [
            Send.Planned(72, 2), Send.Planned(96, 2), Send.Cancelled(2), Send.Withdrawn(2), Send.HandedOut(72), Send.HandedOut(72, dtvPresent: false),
            Send.Removability(false), Send.Incident(impact: IncidentImpact.High), Send.Signal(CaseSignalKind.LeftView, 1),
        ];
        foreach (var message in news)
        {
            var told = asked.When(message, 1).Told.ToList();
            var copies = told.Where(line => line.StartsWith("dtv: ", StringComparison.Ordinal) && !line.StartsWith("dtv: ReadinessEscalated", StringComparison.Ordinal));
            Assert.NotEmpty(copies);
            Assert.Equal(copies.Select(line => line["dtv: ".Length..]), told.Where(line => line.StartsWith("nidos: ", StringComparison.Ordinal)).Select(line => line["nidos: ".Length..]));
        }
    }

    [Fact]
    public void Nobody_but_a_minors_guardian_is_copied() =>
        Assert.DoesNotContain(Asked.When(Send.Cancelled(2), 1).Told, line => line.StartsWith("nidos", StringComparison.Ordinal));

    [Fact]
    public void When_the_person_turns_out_a_minor_the_guardian_hears_what_was_asked_before()
    {
        Asked.When(Send.Signal(CaseSignalKind.Arrested, isMinor: true), 1).ThenTells("nidos: ReadinessRequested 1 PersonChanged by 4h minor");
        Asked.When(Send.Established(Minority.Minor), 1).Then("log: minority established", "nidos: ReadinessRequested 1 PersonChanged by 4h minor")
            .Next.When(Send.Signal(CaseSignalKind.Arrested, isMinor: true), 2).ThenNobodyIsTold();
    }

    [Fact]
    public void An_established_adult_is_no_minor_whatever_others_call_the_person()
    {
        var adult = Minor.And(1, Send.Established(Minority.Adult));
        Assert.False(adult.And(2, Send.Signal(CaseSignalKind.Arrested, isMinor: true)).State.IsMinor);
        adult.When(Send.Issued(), 2).ThenTells("dtv: ReadinessRequested 1 NewDecision by 6h");
    }

    [Fact]
    public void Silence_or_no_about_minority_says_nothing()
    {
        Assert.True(Minor.And(1, Send.Signal(CaseSignalKind.Arrested)).State.IsMinor);
        Assert.True(Minor.And(1, Send.Signal(CaseSignalKind.Arrested, isMinor: false)).State.IsMinor);
    }

    [Fact]
    public void A_later_revision_of_minority_wins_in_any_order()
    {
        Assert.True(Given.Nobody.And(0, Send.Established(Minority.Minor, 2), Send.Established(Minority.Adult, 1)).State.IsMinor);
        Assert.True(Given.Nobody.And(0, Send.Established(Minority.Adult, 1), Send.Established(Minority.Minor, 2)).State.IsMinor);
        Assert.False(Given.Nobody.And(0, Send.Established(Minority.Minor, 1), Send.Established(Minority.Adult, 2)).State.IsMinor);
    }

    [Fact]
    public void Two_partners_with_the_same_revision_of_minority_depended_on_who_came_first()
    {
        Assert.True(Given.Nobody.And(0, Send.Established(Minority.Minor), Send.Established(Minority.Adult)).State.IsMinor);
        Assert.True(Given.Nobody.And(0, Send.Established(Minority.Adult), Send.Established(Minority.Minor)).State.IsMinor);
        Given.Nobody.And(0, Send.Established(Minority.Adult)).When(Send.Established(Minority.Adult), 0).Then("log: ignored: this revision is known");
    }

    [Fact]
    public void Without_a_guardian_partner_a_person_on_duty_is_told_once_per_request()
    {
        var asked = Minor.Under(Shipped.WithoutGuardian).When(Send.Issued(Send.Plan(72)), 0).ThenTells("dtv: ReadinessRequested 1 NewDecision by 4h minor",
            "dtv: ReadinessEscalated GuardianMissing DutyOfficer 1", "coa: HandOutChanged Planned");
        asked.Next.When(Send.Cancelled(2), 1).ThenTells(
            "dtv: HandOutChanged Cancelled HandOutCancelled", "coa: HandOutChanged Cancelled HandOutCancelled");
        Asked.Under(Shipped.WithoutGuardian).When(Send.Established(Minority.Minor), 1)
            .ThenTells("dtv: ReadinessEscalated GuardianMissing DutyOfficer 1");
    }

    [Fact]
    public void A_readiness_opened_by_an_early_answer_was_not_told_to_the_guardian_of_a_minor_found_later() =>
        Given.Nobody.And(0, Send.Ready(72)).And(0, Send.Planned(72)).When(Send.Established(Minority.Minor), 1)
            .ThenTells("nidos: HandOutChanged Planned kept");

    [Fact]
    public void Without_a_guardian_a_readiness_opened_by_an_early_answer_alerted_nobody()
    {
        var answered = Given.Nobody.And(0, Send.Ready(72)).Under(Shipped.WithoutGuardian);
        answered.And(0, Send.Planned(72)).When(Send.Established(Minority.Minor), 1).ThenTells("dtv: ReadinessEscalated GuardianMissing DutyOfficer 1");
        answered.And(0, Send.Established(Minority.Minor)).When(Send.Planned(72), 1).ThenTells("dtv: HandOutChanged Planned kept",
            "dtv: ReadinessEscalated GuardianMissing DutyOfficer 1", "ind: HandOutClearance Ready", "coa: HandOutChanged Planned");
    }
}
