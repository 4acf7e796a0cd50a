using KetenHub.Contracts;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

public sealed class ReplanTests
{
    private static readonly Given Asked = Given.Nobody.And(0, Send.Issued(Send.Plan(72)));

    [Fact]
    public void A_new_moment_asks_again_with_a_new_ladder() =>
        Asked.AndDue(Send.Readiness1, 5).When(Send.Planned(96, 2), 6)
            .Then("dtv: ReadinessRequested 2 Replanned by 10h", "deadline readiness:D-1 8h", "coa: HandOutChanged Replanned")
            .AndStatus(ReadinessStatus.Requested);

    [Fact]
    public void A_moment_within_the_answered_period_keeps_the_answer_and_tells_both() =>
        Asked.And(1, Send.Ready(72, from: 70, until: 80)).When(Send.Planned(76, 2), 2)
            .ThenTells("dtv: HandOutChanged Replanned kept", "ind: HandOutClearance Ready", "coa: HandOutChanged Replanned")
            .AndLogs(Why.AnswerKept).AndStatus(ReadinessStatus.Ready);

    [Fact]
    public void A_moment_outside_the_answered_period_is_asked_again_and_the_clearance_is_taken_back() =>
        Asked.And(1, Send.Ready(72, from: 70, until: 80)).When(Send.Planned(81, 2), 2)
            .ThenTells("ind: HandOutClearance AskedAgain", "dtv: ReadinessRequested 2 Replanned by 6h", "coa: HandOutChanged Replanned")
            .AndDeadline(Send.Readiness1, 4).AndStatus(ReadinessStatus.Requested);

    [Fact]
    public void Another_place_is_asked_again_when_the_answer_named_its_place()
    {
        Asked.And(1, Send.Ready(72, location: Send.TerApel)).When(Send.Planned(72, 2, Send.Budel), 2).AndStatus(ReadinessStatus.Requested)
            .ThenTells("ind: HandOutClearance AskedAgain", "dtv: ReadinessRequested 2 Replanned by 6h", "coa: HandOutChanged Replanned");
        Asked.And(1, Send.Ready(72)).When(Send.Planned(72, 2, Send.Budel), 2).AndStatus(ReadinessStatus.Ready);
    }

    [Fact]
    public void Another_place_is_asked_again_while_no_answer_came() =>
        Asked.When(Send.Planned(72, 2, Send.Desk), 2)
            .ThenTells("dtv: ReadinessRequested 2 Replanned by 6h", "coa: HandOutChanged Replanned");

    [Fact]
    public void An_interview_slot_before_the_new_moment_is_asked_again()
    {
        var given = Asked.And(1, Send.Ready(72, from: 70, until: 80, interview: 73));
        given.When(Send.Planned(73, 2), 2).AndStatus(ReadinessStatus.Ready);
        given.When(Send.Planned(74, 2), 2).AndStatus(ReadinessStatus.Requested);
    }

    [Fact]
    public void A_new_revision_of_the_same_moment_and_place_is_told_without_asking_again() =>
        Asked.When(Send.Planned(72, 2), 1).Then("dtv: HandOutChanged Replanned", "coa: HandOutChanged Replanned").AndStatus(ReadinessStatus.Requested)
            .Next.WhenDue(Send.Readiness1, 2).ThenTells("dtv: ReadinessReminder");

    [Fact]
    public void A_first_plan_asks_for_that_plan() =>
        Given.Nobody.And(0, Send.Issued()).When(Send.Planned(72), 1)
            .ThenTells("dtv: ReadinessRequested 2 HandOutPlanned by 5h", "coa: HandOutChanged Planned");

    [Fact]
    public void An_answer_without_moment_covers_only_the_time_without_plan() =>
        Given.Nobody.And(0, Send.Issued()).And(1, Send.Ready(null)).When(Send.Planned(72), 2)
            .ThenTells("ind: HandOutClearance AskedAgain", "dtv: ReadinessRequested 2 HandOutPlanned by 6h", "coa: HandOutChanged Planned");

    [Fact]
    public void An_answer_for_the_earlier_plan_that_crosses_the_replan_does_not_count() =>
        Asked.And(1, Send.Planned(96, 2)).When(Send.Ready(72), 2).ThenNobodyIsTold().AndStatus(ReadinessStatus.Requested);

    [Fact]
    public void An_answer_for_a_coming_plan_counts_when_it_comes() =>
        Asked.And(1, Send.Ready(96)).When(Send.Planned(96, 2), 2)
            .ThenTells("dtv: HandOutChanged Replanned kept", "ind: HandOutClearance Ready", "coa: HandOutChanged Replanned")
            .AndNoDeadline(Send.Readiness1);

    [Fact]
    public void Not_then_but_in_this_period_was_taken_as_a_refusal_of_the_period() =>
        Asked.And(1, Send.NotReady(72, from: 90, until: 100)).When(Send.Planned(96, 2), 2)
            .ThenTells("ind: HandOutClearance AskedAgain", "dtv: ReadinessRequested 2 Replanned by 6h", "coa: HandOutChanged Replanned")
            .AndStatus(ReadinessStatus.Requested);

    [Fact]
    public void A_plan_after_the_hand_out_asks_nobody() =>
        Asked.And(72, Send.HandedOut(72)).When(Send.Planned(96, 2), 73).ThenNobodyIsTold().AndStatus(ReadinessStatus.HandedOut);

    [Fact]
    public void A_revised_negative_decision_keeps_the_request() =>
        Asked.When(Send.Issued(Send.Plan(72), revision: 2, outcome: DecisionOutcome.Inadmissible), 1).ThenNobodyIsTold().AndStatus(ReadinessStatus.Requested);
}
