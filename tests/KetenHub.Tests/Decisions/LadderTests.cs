using KetenHub.Contracts;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

public sealed class LadderTests
{
    private static readonly Given Asked = Given.Nobody.And(0, Send.Issued(Send.Plan(72)));

    [Fact]
    public void Silence_climbs_every_rung_in_order_until_none_is_left() =>
        Asked.WhenDue(Send.Readiness1, 2).Then("dtv: ReadinessReminder", "deadline readiness:D-1 4h").AndStatus(ReadinessStatus.Requested)
            .Next.WhenDue(Send.Readiness1, 4).Then("dtv: ReadinessEscalated NoAnswer DutyOfficer 1", "deadline readiness:D-1 68h")
            .AndStatus(ReadinessStatus.Overdue)
            .Next.WhenDue(Send.Readiness1, 68).Then("ind: ReadinessEscalated NoAnswer ProcessDirector 2", "deadline readiness:D-1 71h")
            .Next.WhenDue(Send.Readiness1, 71).Then("dtv: ReadinessEscalated NoAnswer DutyOfficer 3",
                "ind: ReadinessEscalated NoAnswer ProcessDirector 3", "no deadline readiness:D-1")
            .AndStatus(ReadinessStatus.Overdue)
            .Next.WhenDue(Send.Readiness1, 80).Then("log: ignored: nothing is due", "no deadline readiness:D-1")
            .AndStatus(ReadinessStatus.Overdue);

    [Fact]
    public void Without_a_plan_only_the_rungs_within_the_term_are_climbed() =>
        Given.Nobody.And(0, Send.Issued()).AndDue(Send.Readiness1, 2).WhenDue(Send.Readiness1, 4)
            .Then("dtv: ReadinessEscalated NoAnswer DutyOfficer 1", "no deadline readiness:D-1");

    [Fact]
    public void After_an_outage_everybody_is_told_once_and_no_reminder_goes_out() =>
        Asked.WhenDue(Send.Readiness1, 90).Then(
            "dtv: ReadinessEscalated NoAnswer DutyOfficer 3", "ind: ReadinessEscalated NoAnswer ProcessDirector 3", "no deadline readiness:D-1");

    [Fact]
    public void After_a_short_outage_only_what_is_due_is_climbed() =>
        Asked.WhenDue(Send.Readiness1, 5).Then("dtv: ReadinessEscalated NoAnswer DutyOfficer 1", "deadline readiness:D-1 68h");

    [Fact]
    public void A_rung_before_the_hand_out_waits_for_departures_own_term() =>
        // Hand-out in 5 hours: respond-by is at 2.5; 4 hours before the hand-out would be at 1.
        Given.Nobody.And(0, Send.Planned(5)).AndDue(Send.Readiness1, 1.25).WhenDue(Send.Readiness1, 2.5).Then(
            "dtv: ReadinessEscalated NoAnswer DutyOfficer 2", "ind: ReadinessEscalated NoAnswer ProcessDirector 2", "deadline readiness:D-1 4h");

    [Fact]
    public void A_deadline_that_comes_early_or_twice_reminds_nobody_and_keeps_the_next_one()
    {
        Asked.WhenDue(Send.Readiness1, 1).Then("log: ignored: nothing is due", "deadline readiness:D-1 2h");
        Asked.AndDue(Send.Readiness1, 2).WhenDue(Send.Readiness1, 2).Then("log: ignored: nothing is due", "deadline readiness:D-1 4h");
    }

    [Fact]
    public void A_stale_deadline_reminds_nobody_of_what_is_settled()
    {
        Asked.And(1, Send.Ready(72)).WhenDue(Send.Readiness1, 2).Then("log: ignored: nothing is due");
        Asked.And(1, Send.NotReady(72)).WhenDue(Send.Readiness1, 2).Then("log: ignored: nothing is due");
        Asked.And(1, Send.Cancelled(2)).WhenDue(Send.Readiness1, 2).Then("log: ignored: nothing is due");
        Asked.And(1, Send.Withdrawn(2)).WhenDue(Send.Readiness1, 2).Then("log: ignored: nothing is due");
        Asked.And(1, Send.HandedOut(1)).WhenDue(Send.Readiness1, 2).Then("log: ignored: nothing is due");
        Given.Nobody.WhenDue(Send.Readiness1, 2).Then("log: ignored: nothing is due");
        Given.Nobody.WhenDue(Send.Interview1, 2).Then("log: ignored: nothing is due");
        Given.Nobody.WhenDue(Send.Attention, 2).Then("log: ignored: nothing is due");
    }

    [Fact]
    public void A_deadline_of_a_kind_without_a_rule_is_refused_loudly()
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => Asked.WhenDue("removal:D-1", 2));
        Assert.Contains("removal", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("D-1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_withdrawn_dublin_case_reopens_on_another_decision_without_a_stale_reminder() =>
        Asked.And(1, Send.Withdrawn(2)).And(1.5, Send.Issued(outcome: DecisionOutcome.DublinTransfer, number: Send.D2))
            .AndDue(Send.Readiness1, 2).WhenDue("readiness:D-2", 3.5).ThenTells("dtv: ReadinessReminder")
            .AndStatus(ReadinessStatus.Cancelled).AndStatus(ReadinessStatus.Requested, Send.D2);
}
