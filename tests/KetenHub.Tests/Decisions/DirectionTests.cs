using KetenHub.Contracts;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

public sealed class DirectionTests
{
    [Fact]
    public void The_latest_change_of_director_counts_whatever_the_order()
    {
        var given = Given.Nobody.And(0, Send.Director(DirectorChange.HandedOver, "ind", 5), Send.Director(DirectorChange.Assigned, "avim", 1));
        Assert.Equal("ind", CaseRules.DirectorOf(given.State)!.Partner);
        Assert.Null(CaseRules.DirectorOf(given.And(6, Send.Director(DirectorChange.Ended, "ind", 6)).State));
    }

    [Fact]
    public void A_partner_that_policy_does_not_name_directs_nothing() =>
        Given.Nobody.When(Send.Director(DirectorChange.Assigned, "coa"), 0).Then("log: without effect: policy names no such process director");

    [Fact]
    public void A_case_without_director_is_missing_one_where_policy_wants_it()
    {
        var open = Given.Nobody.And(0, Send.Agreed(due: 96));
        Assert.True(CaseRules.DirectorMissing(open.State, Shipped.Policy));
        Assert.False(CaseRules.DirectorMissing(open.And(1, Send.Director(DirectorChange.Assigned)).State, Shipped.Policy));
        Assert.False(CaseRules.DirectorMissing(open.And(24, Send.Closed()).State, Shipped.Policy));
        Assert.True(CaseRules.DirectorMissing(open.And(24, Send.Closed()).And(25, Send.Signal(CaseSignalKind.LeftView, 25)).State, Shipped.Policy));
        Assert.False(CaseRules.DirectorMissing(Given.Nobody.And(0, Send.Signal(CaseSignalKind.LeftView)).State, Shipped.Policy)); // no case
    }

    [Fact]
    public void A_case_goes_through_its_phases_and_waits_for_the_partner_whose_turn_it_is()
    {
        var given = Given.Nobody.And(0, Send.Signal(CaseSignalKind.Arrested, caseNumber: "Z-1"));
        given = Reaches(given, CasePhase.Reported, "ind", 0);
        given = Reaches(given.And(10, Send.Issued()), CasePhase.Decided, "ind", 10);
        given = Reaches(given.And(11, Send.Planned(72)), CasePhase.HandOutPlanned, "dtv", 11);
        given = Reaches(given.And(12, Send.Ready(72)), CasePhase.HandOutPlanned, "ind", 11);
        given = Reaches(given.And(72, Send.HandedOut(72)), CasePhase.HandedOut, "dtv", 72);
        given = Reaches(given.And(73, Send.Interview(73)), CasePhase.InterviewHeld, "dtv", 73);
        given = Reaches(given.And(80, Send.Transport(200)), CasePhase.TransportPlanned, "dvo", 80);
        given = Reaches(given.And(194, Send.PickedUp(194)), CasePhase.UnderWay, "dvo", 194);
        given = Reaches(given.And(198, Send.GivenOver(197.5)), CasePhase.Left, "", 198);
        Assert.True(given.State.Progress!.IsFinished);
        Assert.Equal(Send.Start, given.State.Progress.OpenedAt);
    }

    [Fact]
    public void A_cancelled_hand_out_is_decided_again_and_a_withdrawn_decision_is_no_longer()
    {
        var planned = Given.Nobody.And(0, Send.Issued(Send.Plan(72)));
        Assert.Equal(CasePhase.Reported, planned.And(5, Send.Withdrawn(2)).State.Progress!.Phase);
        Assert.Equal(CasePhase.Granted, planned.And(5, Send.Issued(revision: 2, outcome: DecisionOutcome.Granted)).State.Progress!.Phase);
    }

    [Fact]
    public void A_closed_agreement_is_progress_within_a_phase() =>
        Assert.Equal(Send.At(24), Given.Nobody.And(0, Send.Agreed(due: 96)).And(24, Send.Closed()).State.Progress!.Since);

    [Fact]
    public void The_place_is_where_the_case_plays_or_where_the_person_was_reported_last()
    {
        var reported = Given.Nobody.And(0, Send.Signal(CaseSignalKind.Arrested, 5, "Z-1") with { Place = Send.Budel })
            .And(1, Send.Signal(CaseSignalKind.Arrested, 2) with { Place = Send.Desk });
        Assert.Equal("Budel", CaseRules.PlaceOf(reported.State));
        Assert.Equal("Ter Apel", CaseRules.PlaceOf(reported.And(2, Send.Planned(72)).State));
    }

    [Theory]
    [InlineData(7.5, 0)]
    [InlineData(7.75, 15)]
    [InlineData(8, 30)]
    [InlineData(7, -30)]
    public void A_transport_is_late_by_the_minutes_after_two_and_a_half_hours_before_departure(double handedOver, int minutes)
    {
        var transport = Given.Nobody.And(0, Send.Transport(10)).And(8, Send.GivenOver(handedOver)).State.Transports.Single();
        Assert.Equal(TimeSpan.FromMinutes(minutes), transport.Lateness(Shipped.Policy.Transport));
    }

    [Fact]
    public void A_later_plan_counts_and_each_fact_is_kept_once()
    {
        var transport = Given.Nobody.And(0, Send.Transport(20, 2), Send.Transport(10), Send.PickedUp(3), Send.PickedUp(4)).State.Transports.Single();
        Assert.Equal((Send.At(20), Send.At(3)), (transport.Plan!.DepartureAt, transport.PickedUpAt!.Value));
        Assert.Null(transport.Lateness(Shipped.Policy.Transport));
    }

    [Fact]
    public void A_cancelled_transport_is_planned_no_longer_until_a_later_plan_and_every_order_ends_alike()
    {
        var interviewed = Given.Nobody.And(0, Send.Issued(Send.Plan(72))).And(72, Send.HandedOut(72)).And(73, Send.Interview(73));
        var off = Reaches(interviewed.And(80, Send.Transport(200)).And(90, Send.Off(2)), CasePhase.InterviewHeld, "dtv", 90);
        var again = Reaches(off.And(95, Send.Transport(300, 3)), CasePhase.TransportPlanned, "dvo", 95);
        Assert.Equal(again.State.Transports, interviewed.And(80, Send.Transport(300, 3)).And(90, Send.Off(2)).And(95, Send.Transport(200)).State.Transports);
        // Whoever was handed over all the same has left.
        Assert.Equal(CasePhase.Left, off.And(197, Send.GivenOver(197)).State.Progress!.Phase);
    }

    private static Given Reaches(Given given, CasePhase phase, string waitsFor, double since)
    {
        Assert.Equal((phase, waitsFor, Send.At(since)), (given.State.Progress!.Phase, CaseRules.WaitsFor(given.State, Shipped.Policy), given.State.Progress.Since));
        return given;
    }
}
