using KetenHub.Contracts;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

public sealed class RespondByTests
{
    [Fact]
    public void A_negative_decision_without_plan_asks_departure_at_once_within_the_ordinary_term() =>
        Given.Nobody.When(Send.Issued(), 0)
            .Then("dtv: ReadinessRequested 1 NewDecision by 4h", "deadline readiness:D-1 2h")
            .AndStatus(ReadinessStatus.Requested);

    [Fact]
    public void A_decision_with_a_far_hand_out_also_tells_reception() =>
        Given.Nobody.When(Send.Issued(Send.Plan(72)), 0)
            .Then("dtv: ReadinessRequested 1 NewDecision by 4h", "deadline readiness:D-1 2h", "coa: HandOutChanged Planned");

    [Fact]
    public void A_hand_out_that_is_not_at_a_reception_location_does_not_concern_reception() =>
        Given.Nobody.When(Send.Issued(Send.Plan(72, location: Send.Desk)), 0).ThenTells("dtv: ReadinessRequested 1 NewDecision by 4h");

    [Fact]
    public void The_answer_is_due_no_later_than_the_lead_time_before_the_hand_out() =>
        Given.Nobody.When(Send.Planned(26), 0)
            .ThenTells("dtv: ReadinessRequested 1 HandOutPlanned by 2h", "coa: HandOutChanged Planned");

    [Fact]
    public void Just_outside_the_lead_time_departure_still_has_the_minimum() =>
        Given.Nobody.When(Send.Planned(24.01), 0)
            .ThenTells("dtv: ReadinessRequested 1 HandOutPlanned by 0.25h", "coa: HandOutChanged Planned");

    [Fact]
    public void Exactly_the_lead_time_is_no_short_notice() =>
        Given.Nobody.When(Send.Planned(24), 0)
            .ThenTells("dtv: ReadinessRequested 1 HandOutPlanned by 0.25h", "coa: HandOutChanged Planned");

    [Fact]
    public void Short_notice_leaves_half_of_what_is_left_and_tells_the_duty_officer_at_once() =>
        Given.Nobody.When(Send.Planned(6), 0).Then(
            "dtv: ReadinessRequested 1 HandOutPlanned by 3h short notice",
            "dtv: ReadinessEscalated ShortNotice DutyOfficer 1",
            "deadline readiness:D-1 1.5h",
            "coa: HandOutChanged Planned");

    [Fact]
    public void Short_notice_never_gives_more_than_the_ordinary_term() =>
        Given.Nobody.When(Send.Planned(20), 0).ThenTells(
            "dtv: ReadinessRequested 1 HandOutPlanned by 4h short notice",
            "dtv: ReadinessEscalated ShortNotice DutyOfficer 1",
            "coa: HandOutChanged Planned");

    [Fact]
    public void A_hand_out_in_the_past_is_due_now() =>
        Given.Nobody.When(Send.Planned(-3), 0)
            .ThenTells("dtv: ReadinessRequested 1 HandOutPlanned by 0h short notice", "dtv: ReadinessEscalated ShortNotice DutyOfficer 1",
                "coa: HandOutChanged Planned")
            .AndDeadline(Send.Readiness1, 0)
            .Next.WhenDue(Send.Readiness1, 0)
            .ThenTells("dtv: ReadinessEscalated NoAnswer DutyOfficer 3", "ind: ReadinessEscalated NoAnswer ProcessDirector 3")
            .AndNoDeadline(Send.Readiness1)
            .AndStatus(ReadinessStatus.Overdue);

    [Fact]
    public void A_location_can_have_terms_of_its_own()
    {
        var terms = Shipped.Policy.Terms with { RespondWithin = TimeSpan.FromHours(2), InterviewWithin = TimeSpan.FromHours(3) };
        var policy = Shipped.Policy with { Locations = new Dictionary<string, Terms> { ["Budel"] = terms } };
        var given = new Given(PersonState.Empty, policy).And(0, Send.Planned(72, location: Send.Budel));
        Assert.Equal(Send.At(2), given.State.Find(Send.D1)!.Request!.RespondBy);
        given.When(Send.HandedOut(72), 72).AndDeadline(Send.Interview1, 75);
        new Given(PersonState.Empty, policy).When(Send.Planned(72), 0).ThenTells(
            "dtv: ReadinessRequested 1 HandOutPlanned by 4h", "coa: HandOutChanged Planned");
    }

    [Fact]
    public void Every_notification_names_the_policy_version()
    {
        var told = Given.Nobody.When(Send.Issued(Send.Plan(6)), 0).Effects.OfType<Effect.Notify>().ToList();
        Assert.Equal(3, told.Count);
        Assert.All(told, notify => Assert.Equal(Shipped.Policy.Version, notify.Notification.PolicyVersion));
    }

    [Fact]
    public void A_granted_decision_asks_nothing() =>
        Given.Nobody.When(Send.Issued(outcome: DecisionOutcome.Granted), 0).ThenNobodyIsTold().AndStatus(ReadinessStatus.Cancelled);

    [Theory]
    [InlineData(DecisionOutcome.Rejected)]
    [InlineData(DecisionOutcome.RejectedManifestlyUnfounded)]
    [InlineData(DecisionOutcome.Inadmissible)]
    [InlineData(DecisionOutcome.DublinTransfer)]
    [InlineData(DecisionOutcome.NotProcessed)]
    public void Every_outcome_but_granted_is_negative(DecisionOutcome outcome) =>
        Given.Nobody.When(Send.Issued(outcome: outcome), 0).AndStatus(ReadinessStatus.Requested);
}
