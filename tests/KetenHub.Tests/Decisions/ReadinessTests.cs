using KetenHub.Contracts;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

public sealed class ReadinessTests
{
    private static readonly Given Asked = Given.Nobody.And(0, Send.Issued(Send.Plan(72)));
    private static readonly Given IsReady = Asked.And(1, Send.Ready(72, interview: 72.5));

    [Fact]
    public void Ready_is_passed_on_with_who_comes_and_the_interview_slot()
    {
        var told = Asked.When(Send.Ready(72, interview: 72.5), 1).Then("no deadline readiness:D-1", "ind: HandOutClearance Ready")
            .AndStatus(ReadinessStatus.Ready);
        var clearance = Assert.IsType<HandOutClearance>(told.Effects.OfType<Effect.Notify>().Single().Notification);
        Assert.Equal(("team 1", Send.At(72.5), 1), (clearance.WhoComes, clearance.InterviewSlot!.Start, clearance.HandOutRevision));
    }

    [Fact]
    public void Not_ready_is_passed_on_with_the_reason()
    {
        var told = Asked.When(Send.NotReady(72), 1).Then("no deadline readiness:D-1", "ind: HandOutClearance NotReady")
            .AndStatus(ReadinessStatus.NotReady);
        var clearance = Assert.IsType<HandOutClearance>(told.Effects.OfType<Effect.Notify>().Single().Notification);
        Assert.Equal((NotReadyReason.NoStaff, null), (clearance.NotReadyReason, clearance.WhoComes));
    }

    [Fact]
    public void Not_ready_then_ready_is_passed_on_again() =>
        Asked.And(1, Send.NotReady(72)).When(Send.Ready(72, revision: 2), 2).ThenTells("ind: HandOutClearance Ready").AndStatus(ReadinessStatus.Ready);

    [Fact]
    public void An_answer_after_escalation_ends_it() =>
        Asked.AndDue(Send.Readiness1, 5).When(Send.Ready(72), 6).ThenTells("ind: HandOutClearance Ready").AndStatus(ReadinessStatus.Ready);

    [Fact]
    public void An_older_or_the_same_answer_has_no_effect()
    {
        var given = Asked.And(1, Send.NotReady(72, revision: 2));
        given.When(Send.Ready(72, revision: 1), 2).Then("log: ignored: a later revision is known").AndStatus(ReadinessStatus.NotReady);
        given.When(Send.NotReady(72, revision: 2), 2).Then("log: ignored: this revision is known").AndStatus(ReadinessStatus.NotReady);
    }

    [Fact]
    public void An_answer_for_another_moment_leaves_the_ladder_running() =>
        Asked.When(Send.Ready(48), 1).Then("log: the answer does not cover the plan as it stands").AndStatus(ReadinessStatus.Requested)
            .Next.WhenDue(Send.Readiness1, 2).ThenTells("dtv: ReadinessReminder");

    [Fact]
    public void An_answer_that_no_longer_covers_the_plan_is_asked_again() =>
        IsReady.When(Send.Ready(48, revision: 2), 2)
            .ThenTells("ind: HandOutClearance AskedAgain", "dtv: ReadinessRequested 2 Replanned by 6h")
            .AndDeadline(Send.Readiness1, 4).AndStatus(ReadinessStatus.Requested);

    [Fact]
    public void An_early_answer_waits_for_its_decision() =>
        Given.Nobody.When(Send.Ready(72), 0).Then("log: the answer is kept until its decision or hand-out is known")
            .AndStatus(ReadinessStatus.NotOpened)
            .Next.When(Send.Issued(Send.Plan(72)), 1)
            .ThenTells("dtv: HandOutChanged Planned kept", "ind: HandOutClearance Ready", "coa: HandOutChanged Planned")
            .AndStatus(ReadinessStatus.Ready);

    [Fact]
    public void An_early_answer_for_another_moment_is_asked_anew() =>
        Given.Nobody.And(0, Send.Ready(48)).When(Send.Issued(Send.Plan(72)), 1)
            .ThenTells("dtv: ReadinessRequested 1 NewDecision by 5h", "coa: HandOutChanged Planned");

    [Fact]
    public void A_plan_before_its_decision_opens_the_readiness_and_the_decision_changes_nothing() =>
        Given.Nobody.And(0, Send.Planned(72)).When(Send.Issued(), 1).ThenNobodyIsTold().AndStatus(ReadinessStatus.Requested);

    [Fact]
    public void Cancelling_the_hand_out_tells_departure_and_reception() =>
        Asked.When(Send.Cancelled(2), 1).Then("log: the hand-out does not take place", "no deadline readiness:D-1", "no deadline interview:D-1",
            "dtv: HandOutChanged Cancelled HandOutCancelled", "coa: HandOutChanged Cancelled HandOutCancelled").AndStatus(ReadinessStatus.Cancelled);

    [Fact]
    public void Withdrawal_and_a_revision_to_granted_cancel()
    {
        IsReady.When(Send.Withdrawn(2), 2).ThenTells("dtv: HandOutChanged Cancelled DecisionWithdrawn", "coa: HandOutChanged Cancelled DecisionWithdrawn")
            .AndStatus(ReadinessStatus.Cancelled);
        IsReady.When(Send.Issued(revision: 2, outcome: DecisionOutcome.Granted), 2)
            .ThenTells("dtv: HandOutChanged Cancelled DecisionGranted", "coa: HandOutChanged Cancelled DecisionGranted")
            .AndStatus(ReadinessStatus.Cancelled);
    }

    [Fact]
    public void Nobody_is_told_twice_that_it_is_off() =>
        Asked.And(1, Send.Cancelled(2)).When(Send.Withdrawn(2), 2).ThenNobodyIsTold().AndStatus(ReadinessStatus.Cancelled);

    [Fact]
    public void A_late_older_revision_is_logged_and_has_no_effect()
    {
        var withdrawn = Asked.And(1, Send.Withdrawn(3));
        withdrawn.When(Send.Issued(revision: 2), 2).ThenNobodyIsTold().AndLogs(Why.OlderRevision).AndStatus(ReadinessStatus.Cancelled);
        withdrawn.When(Send.Withdrawn(3), 2).Then("log: ignored: this revision is known");
        Asked.And(1, Send.Cancelled(3)).When(Send.Planned(80, 2), 2).Then("log: ignored: a later revision is known").AndStatus(ReadinessStatus.Cancelled);
        Asked.And(1, Send.Planned(80, 3)).When(Send.Cancelled(2), 2).Then("log: ignored: a later revision is known").AndStatus(ReadinessStatus.Requested);
    }

    [Fact]
    public void A_cancelled_hand_out_that_is_planned_again_is_reopened() =>
        IsReady.And(2, Send.Cancelled(2)).When(Send.Planned(96, 3), 3)
            .ThenTells("dtv: ReadinessRequested 2 Reopened by 7h", "coa: HandOutChanged Planned").AndStatus(ReadinessStatus.Requested);

    [Fact]
    public void A_cancelled_hand_out_planned_again_for_the_answered_moment_keeps_the_answer() =>
        IsReady.And(2, Send.Cancelled(2)).When(Send.Planned(72, 3), 3)
            .ThenTells("dtv: HandOutChanged Planned kept", "ind: HandOutClearance Ready", "coa: HandOutChanged Planned")
            .AndStatus(ReadinessStatus.Ready);

    [Fact]
    public void Reception_hears_that_a_withdrawn_decision_stands_again_with_the_same_plan() =>
        Asked.And(1, Send.Withdrawn(2)).When(Send.Issued(revision: 3), 2)
            .ThenTells("dtv: ReadinessRequested 2 Reopened by 6h", "coa: HandOutChanged Replanned");

    [Fact]
    public void Handing_out_starts_the_interview_clock() =>
        IsReady.When(Send.HandedOut(72), 72.1).Then("no deadline readiness:D-1", "deadline interview:D-1 73h",
            "dtv: HandOutChanged HandedOut", "coa: HandOutChanged HandedOut").AndStatus(ReadinessStatus.HandedOut);

    [Fact]
    public void Handing_out_without_departure_is_a_missed_presence_and_calls_it_now()
    {
        var outcome = IsReady.When(Send.HandedOut(72, dtvPresent: false), 72.1).ThenTells("dtv: HandOutChanged HandedOut",
            "coa: HandOutChanged HandedOut", "dtv: ReadinessEscalated MissedPresence DutyOfficer 1");
        Assert.Contains(outcome.Effects.OfType<Effect.Notify>(), notify => notify.Why == Why.MissedPresence);
    }

    [Fact]
    public void The_interview_ends_it_and_its_late_deadline_does_nothing() =>
        IsReady.And(72, Send.HandedOut(72)).When(Send.Interview(72.5), 72.6)
            .Then("log: first departure interview held", "no deadline readiness:D-1", "no deadline interview:D-1")
            .AndStatus(ReadinessStatus.InterviewHeld)
            .Next.WhenDue(Send.Interview1, 73).Then("log: ignored: nothing is due");

    [Fact]
    public void No_interview_in_time_is_escalated_to_both_once() =>
        IsReady.And(72, Send.HandedOut(72)).WhenDue(Send.Interview1, 73)
            .Then("dtv: ReadinessEscalated InterviewOverdue DutyOfficer 1", "ind: ReadinessEscalated InterviewOverdue ProcessDirector 1")
            .AndStatus(ReadinessStatus.InterviewOverdue)
            .Next.WhenDue(Send.Interview1, 74).Then("log: ignored: nothing is due")
            .Next.When(Send.Interview(75), 75).ThenNobodyIsTold().AndStatus(ReadinessStatus.InterviewHeld);

    [Fact]
    public void An_interview_told_before_the_hand_out_is_known_needs_no_clock() =>
        IsReady.And(72.5, Send.Interview(72.4)).When(Send.HandedOut(72), 73)
            .ThenTells("dtv: HandOutChanged HandedOut", "coa: HandOutChanged HandedOut").AndStatus(ReadinessStatus.InterviewHeld);

    [Fact]
    public void An_interview_told_by_mistake_before_any_hand_out_stops_nobody_from_preparing_it() =>
        Given.Nobody.And(0, Send.Issued(Send.Plan(72))).When(Send.Interview(1), 1)
            .Then("log: the interview is kept until the hand-out is known").AndStatus(ReadinessStatus.Requested)
            .Next.WhenDue(Send.Readiness1, 2).ThenTells("dtv: ReadinessReminder");

    [Fact]
    public void A_hand_out_told_before_its_decision_counts() =>
        Given.Nobody.When(Send.HandedOut(0), 0).ThenTells("dtv: HandOutChanged HandedOut").AndDeadline(Send.Interview1, 1)
            .Next.When(Send.Issued(Send.Plan(0)), 1).ThenNobodyIsTold().AndStatus(ReadinessStatus.HandedOut);

    [Fact]
    public void A_second_hand_out_or_interview_message_has_no_effect()
    {
        var handedOut = IsReady.And(72, Send.HandedOut(72));
        handedOut.When(Send.HandedOut(74, dtvPresent: false), 74).Then("log: ignored: this revision is known");
        handedOut.And(73, Send.Interview(72.5)).When(Send.Interview(75), 75).Then("log: ignored: this revision is known");
    }

    [Fact]
    public void Handing_out_what_was_withdrawn_is_remembered() =>
        Asked.And(1, Send.Withdrawn(2)).When(Send.HandedOut(72), 72).AndLogs(Why.HandedOutWhileCancelled).AndStatus(ReadinessStatus.Cancelled);

    [Fact]
    public void Changed_removability_is_told_to_departure()
    {
        Asked.When(Send.Removability(false), 1).Then("log: removability changed", "dtv: HandOutChanged RemovabilityChanged False")
            .AndStatus(ReadinessStatus.Requested)
            .Next.When(Send.Removability(true), 2).Then("log: ignored: this revision is known")
            .Next.When(Send.Removability(true, 2), 3).ThenTells("dtv: HandOutChanged RemovabilityChanged True");
        Given.Nobody.When(Send.Removability(false), 0).ThenNobodyIsTold().AndStatus(ReadinessStatus.NotOpened);
    }

    [Fact]
    public void An_appeal_after_the_hand_out_was_not_told_to_departure() =>
        Asked.And(72, Send.HandedOut(72)).And(73, Send.Interview(72.5)).When(Send.Removability(false), 90)
            .ThenTells("dtv: HandOutChanged RemovabilityChanged False");

    [Fact]
    public void Deliveries_are_recorded()
    {
        Asked.When(Send.Reported(DeliveryResult.Delivered), 1).Then("log: the partner has the notification");
        Asked.When(Send.Reported(DeliveryResult.GivenUp), 1).Then("log: the partner does not have the notification");
    }
}
