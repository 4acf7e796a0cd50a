using KetenHub.Contracts;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

public sealed class IdentityTests
{
    private static readonly Given Asked = Given.Nobody.And(0, Send.Issued(Send.Plan(72)));

    [Fact]
    public void A_link_is_remembered() => Asked.When(Send.Link(), 1).Then("log: identifiers linked");

    [Fact]
    public void A_merge_keeps_the_readiness_its_answer_and_its_deadline()
    {
        Given.Nobody.WhenMerged(Asked, 1).Then("log: persons merged", "deadline readiness:D-1 2h").AndStatus(ReadinessStatus.Requested);
        Given.Nobody.WhenMerged(Asked.AndDue(Send.Readiness1, 2), 3).AndDeadline(Send.Readiness1, 4);
        Given.Nobody.WhenMerged(Asked.And(1, Send.Ready(72)), 2).Then("log: persons merged").AndStatus(ReadinessStatus.Ready);
        Given.Nobody.WhenMerged(Asked.And(72, Send.HandedOut(72)), 72).Then("log: persons merged", "deadline interview:D-1 73h")
            .AndStatus(ReadinessStatus.HandedOut);
        Asked.WhenMerged(Given.Nobody, 1).Then("log: persons merged").AndStatus(ReadinessStatus.Requested);
    }

    [Fact]
    public void A_merge_joins_the_facts_of_one_decision_as_if_all_had_come_to_one_person()
    {
        Asked.WhenMerged(Given.Nobody.And(0, Send.Ready(72)), 1).ThenTells("ind: HandOutClearance Ready").AndStatus(ReadinessStatus.Ready);
        Asked.WhenMerged(Given.Nobody.And(0, Send.Withdrawn(2)), 1).AndStatus(ReadinessStatus.Cancelled)
            .ThenTells("dtv: HandOutChanged Cancelled DecisionWithdrawn", "coa: HandOutChanged Cancelled DecisionWithdrawn");
        Asked.WhenMerged(Given.Nobody.And(0, Send.HandedOut(0.5)), 1).AndStatus(ReadinessStatus.HandedOut).AndDeadline(Send.Interview1, 1.5);
    }

    [Fact]
    public void A_merge_that_cancels_what_the_absorbed_person_was_asked_for_told_nobody() =>
        Given.Nobody.And(0, Send.Issued(), Send.Withdrawn(2)).WhenMerged(Asked, 1).AndStatus(ReadinessStatus.Cancelled)
            .ThenTells("dtv: HandOutChanged Cancelled DecisionWithdrawn", "coa: HandOutChanged Cancelled DecisionWithdrawn");

    [Fact]
    public void A_merge_could_leave_an_unanswered_readiness_without_deadline()
    {
        // Both were asked; here nothing is left to climb, there the ladder still stands.
        var exhausted = Asked.AndDue(Send.Readiness1, 71);
        var fresh = Given.Nobody.And(71.5, Send.Issued(Send.Plan(72)));
        exhausted.WhenMerged(fresh, 71.6).AndDeadline(Send.Readiness1, 71.625);
    }

    [Fact]
    public void A_merge_that_finds_the_hand_out_done_at_both_keeps_the_interview_clock_and_tells_nobody_again() =>
        Given.Nobody.And(0, Send.Ready(72)).WhenMerged(Asked.And(1, Send.HandedOut(1)), 1.5).ThenNobodyIsTold().AndDeadline(Send.Interview1, 2);

    [Fact]
    public void A_merge_tells_what_was_known_of_the_one_for_the_hand_out_of_the_other()
    {
        var serious = Given.Nobody.And(0, Send.Incident(impact: IncidentImpact.High));
        Asked.WhenMerged(serious, 1).ThenTells("dtv: SafetyNotice", "coa: SafetyNotice");
        serious.WhenMerged(Asked, 1).ThenTells("dtv: SafetyNotice", "coa: SafetyNotice");
        serious.WhenMerged(Given.Nobody.And(20, Send.Issued()), 25).ThenNobodyIsTold();
        var left = Given.Nobody.And(0, Send.Signal(CaseSignalKind.LeftView, 1));
        left.WhenMerged(Asked, 2).ThenTells("ind: PersonOutOfView LeftView", "dtv: PersonOutOfView LeftView");
        Asked.WhenMerged(left, 2).ThenTells("ind: PersonOutOfView LeftView", "dtv: PersonOutOfView LeftView");
    }

    [Fact]
    public void A_merge_did_not_tell_that_the_person_was_seen_again() =>
        Asked.And(1, Send.Signal(CaseSignalKind.LeftView, 1)).WhenMerged(Given.Nobody.And(2, Send.Signal(CaseSignalKind.Reappeared, 2)), 3)
            .ThenTells("ind: PersonOutOfView Reappeared", "dtv: PersonOutOfView Reappeared");

    [Fact]
    public void A_merge_at_the_same_moment_of_leaving_and_reappearing_depended_on_who_stays()
    {
        var left = Given.Nobody.And(1, Send.Signal(CaseSignalKind.LeftView, 1));
        var seen = Given.Nobody.And(1, Send.Signal(CaseSignalKind.Reappeared, 1));
        Assert.True(left.WhenMerged(seen, 2).State.IsOutOfView);
        Assert.True(seen.WhenMerged(left, 2).State.IsOutOfView);
    }

    [Fact]
    public void A_merge_told_of_safety_at_a_hand_out_that_the_merge_itself_cancelled() =>
        Given.Nobody.And(0, Send.Incident(impact: IncidentImpact.High), Send.Withdrawn(2)).WhenMerged(Asked, 1)
            .ThenTells("dtv: HandOutChanged Cancelled DecisionWithdrawn", "coa: HandOutChanged Cancelled DecisionWithdrawn");

    [Fact]
    public void A_merge_tells_the_guardian_what_was_asked_for_the_one_held_to_be_an_adult()
    {
        var minor = Given.Nobody.And(0, Send.Signal(CaseSignalKind.IndicationAtRegistration, isMinor: true));
        minor.WhenMerged(Asked, 1).ThenTells("nidos: ReadinessRequested 1 PersonChanged by 4h minor");
        Asked.WhenMerged(minor, 1).ThenTells("nidos: ReadinessRequested 1 PersonChanged by 4h minor");
        minor.And(0, Send.Issued()).WhenMerged(minor, 1).ThenNobodyIsTold();
    }

    [Fact]
    public void A_merge_message_that_calls_the_person_a_minor_or_names_the_case_was_not_heard()
    {
        var message = Send.Merge() with { CaseNumber = "Z-1" };
        var merged = Asked.WhenMerged(Given.Nobody.And(0, Send.Signal(CaseSignalKind.Arrested)), 1, message with { Person = Send.Person(isMinor: true) })
            .ThenTells("nidos: ReadinessRequested 1 PersonChanged by 4h minor", "ind: AttentionProposed 1: signal.Arrested 1");
        Assert.True(merged.State.IsMinor);
        Assert.True(Asked.WhenMerged(Given.Nobody, 1, message with { Other = Send.Person(true, "0000000002") }).State.IsMinor);
        Assert.True(Asked.When(Send.Link() with { Other = Send.Person(true, "0000000002") }, 1).State.IsMinor);
    }

    [Fact]
    public void A_merge_joins_what_was_gathered_and_counts_an_incident_of_both_once()
    {
        var one = Given.Nobody.And(0, Send.Signal(CaseSignalKind.Arrested, caseNumber: "Z-1")).And(1, Send.Incident());
        var other = Given.Nobody.And(1, Send.Incident(revision: 2, impact: IncidentImpact.Medium), Send.Signal(CaseSignalKind.Arrested));
        one.WhenMerged(other, 2).AndDeadline(Send.Attention, 4).Next.WhenDue(Send.Attention, 4)
            .ThenTells("ind: AttentionProposed 2: impact.Medium 1, incident.Threat 1, signal.Arrested 2");
    }

    [Fact]
    public void A_merge_counted_a_window_of_long_ago_as_new()
    {
        var old = Given.Nobody.And(0, Send.Signal(CaseSignalKind.IdentityDoubt, caseNumber: "Z-1"));
        var now = Given.Nobody.And(500, Send.Signal(CaseSignalKind.Arrested, caseNumber: "Z-1"));
        foreach (var merged in new[] { old.WhenMerged(now, 501), now.WhenMerged(old, 501) })
        {
            merged.ThenNobodyIsTold().Next.When(Send.Signal(CaseSignalKind.Arrested), 505).ThenTells("ind: AttentionProposed 2: signal.Arrested 2");
        }
    }

    [Fact]
    public void A_split_cancels_here_and_asks_anew_there()
    {
        var (stays, leaves) = Asked.And(1, Send.Ready(72)).WhenSplit(Send.Split(Send.D1), 2);
        stays.ThenTells("dtv: HandOutChanged Cancelled PersonRelinked", "ind: HandOutChanged Cancelled PersonRelinked",
            "coa: HandOutChanged Cancelled PersonRelinked").AndNoDeadline(Send.Readiness1).AndStatus(ReadinessStatus.Cancelled);
        leaves.ThenTells("dtv: ReadinessRequested 1 PersonChanged by 6h", "coa: HandOutChanged Planned")
            .AndDeadline(Send.Readiness1, 4).AndStatus(ReadinessStatus.Requested);
    }

    [Fact]
    public void A_split_leaves_other_decisions_where_they_are()
    {
        var (stays, leaves) = Asked.And(0, Send.Issued(number: Send.D2)).WhenSplit(Send.Split(Send.D2, Send.D2, "D-9"), 1);
        stays.AndStatus(ReadinessStatus.Requested).AndStatus(ReadinessStatus.Cancelled, Send.D2);
        Assert.Equal([Send.D2], leaves.State.Readinesses.Select(readiness => readiness.DecisionNumber));
        stays.Next.WhenDue("readiness:D-2", 2).ThenNobodyIsTold();
    }

    [Fact]
    public void A_decision_that_was_split_off_before_went_to_a_third_person_too()
    {
        var (stays, _) = Asked.WhenSplit(Send.Split(Send.D1), 1);
        var (again, third) = stays.Next.WhenSplit(Send.Split(Send.D1), 2);
        again.ThenNobodyIsTold();
        third.ThenNobodyIsTold();
        Assert.Empty(third.State.Readinesses);
    }

    [Fact]
    public void A_split_forgot_that_the_person_split_off_may_be_the_minor()
    {
        var minor = Asked.And(0, Send.Established(Minority.Minor));
        var (_, leaves) = minor.WhenSplit(Send.Split(Send.D1), 1);
        leaves.ThenTells("dtv: ReadinessRequested 1 PersonChanged by 5h minor", "nidos: ReadinessRequested 1 PersonChanged by 5h minor",
            "coa: HandOutChanged Planned");
        Assert.False(leaves.Next.And(2, Send.Established(Minority.Adult)).State.IsMinor);
        Assert.True(Asked.WhenSplit(Send.Split(Send.D1) with { Other = Send.Person(true, "0000000002") }, 1).Leaves.State.IsMinor);
        Assert.True(Asked.WhenSplit(Send.Split(Send.D1) with { Person = Send.Person(true) }, 1).Stays.State.IsMinor);
    }

    [Fact]
    public void A_merge_after_a_split_joins_the_decision_again()
    {
        var (stays, leaves) = Asked.WhenSplit(Send.Split(Send.D1), 1);
        stays.Next.WhenMerged(leaves.Next, 2).AndStatus(ReadinessStatus.Requested).AndDeadline(Send.Readiness1, 3).ThenNobodyIsTold();
    }

    [Fact]
    public void The_syrian_who_turned_out_algerian_keeps_the_hand_out_planned_under_the_first_identity()
    {
        var first = Given.Nobody.And(0, Send.Issued(Send.Plan(72))).And(1, Send.Ready(72));
        var arrested = Given.Nobody.And(2, Send.Signal(CaseSignalKind.Arrested));
        first.WhenMerged(arrested, 3).ThenNobodyIsTold().AndStatus(ReadinessStatus.Ready);
        arrested.WhenMerged(first, 3).ThenNobodyIsTold().AndStatus(ReadinessStatus.Ready);
    }
}
