using KetenHub.Contracts;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

public sealed class SafetyTests
{
    private static readonly Given Asked = Given.Nobody.And(0, Send.Issued(Send.Plan(72)));

    [Theory]
    [InlineData(IncidentImpact.Low, false)]
    [InlineData(IncidentImpact.Medium, false)]
    [InlineData(IncidentImpact.High, true)]
    [InlineData(IncidentImpact.VeryHigh, true)]
    public void A_serious_incident_before_a_hand_out_is_told_to_departure_and_reception(IncidentImpact impact, bool told)
    {
        string[] expected = told ? ["dtv: SafetyNotice", "coa: SafetyNotice"] : [];
        Asked.When(Send.Incident(impact: impact), 1).ThenTells(expected);
    }

    [Fact]
    public void A_correction_to_serious_is_news_and_a_correction_of_serious_is_not()
    {
        Asked.And(1, Send.Incident()).When(Send.Incident(revision: 2, impact: IncidentImpact.High), 2).ThenTells("dtv: SafetyNotice", "coa: SafetyNotice");
        Asked.And(1, Send.Incident(impact: IncidentImpact.High)).When(Send.Incident(revision: 2, impact: IncidentImpact.VeryHigh), 2).ThenNobodyIsTold();
    }

    [Fact]
    public void An_incident_shortly_before_the_readiness_opens_is_told_when_it_opens()
    {
        var incident = Given.Nobody.And(0, Send.Incident(impact: IncidentImpact.High));
        incident.When(Send.Issued(Send.Plan(96)), 24).ThenTells("dtv: ReadinessRequested 1 NewDecision by 28h", "coa: HandOutChanged Planned",
            "dtv: SafetyNotice", "coa: SafetyNotice");
        incident.When(Send.Issued(), 24.1).ThenTells("dtv: ReadinessRequested 1 NewDecision by 28.1h");
    }

    [Fact]
    public void Nothing_is_told_of_a_hand_out_that_is_off_or_done()
    {
        Asked.And(1, Send.Cancelled(2)).When(Send.Incident(impact: IncidentImpact.High), 2).ThenNobodyIsTold();
        Asked.And(72, Send.HandedOut(72)).When(Send.Incident(impact: IncidentImpact.High), 73).ThenNobodyIsTold();
    }

    [Fact]
    public void Leaving_view_and_reappearing_are_told_to_both_at_once() =>
        Asked.When(Send.Signal(CaseSignalKind.LeftView, 1), 1).ThenTells("ind: PersonOutOfView LeftView", "dtv: PersonOutOfView LeftView")
            .Next.When(Send.Signal(CaseSignalKind.Reappeared, 2), 2).ThenTells("ind: PersonOutOfView Reappeared", "dtv: PersonOutOfView Reappeared");

    [Fact]
    public void Leaving_view_before_the_plan_is_known_is_told_with_the_plan()
    {
        var left = Given.Nobody.And(0, Send.Signal(CaseSignalKind.LeftView));
        left.When(Send.Planned(72), 1).ThenTells("dtv: ReadinessRequested 1 HandOutPlanned by 5h", "coa: HandOutChanged Planned",
            "ind: PersonOutOfView LeftView", "dtv: PersonOutOfView LeftView");
        left.And(1, Send.Issued()).When(Send.Planned(72), 2).ThenTells("dtv: ReadinessRequested 2 HandOutPlanned by 6h",
            "coa: HandOutChanged Planned", "ind: PersonOutOfView LeftView", "dtv: PersonOutOfView LeftView");
        left.When(Send.Issued(), 1).ThenTells("dtv: ReadinessRequested 1 NewDecision by 5h");
    }

    [Fact]
    public void A_late_older_observation_changes_nothing()
    {
        var given = Asked.And(5, Send.Signal(CaseSignalKind.Reappeared, 4));
        Assert.False(given.When(Send.Signal(CaseSignalKind.LeftView, 3), 6).ThenNobodyIsTold().AndLogs(Why.ViewKnown).State.IsOutOfView);
        Assert.True(given.When(Send.Signal(CaseSignalKind.LeftView, 5), 6)
            .ThenTells("ind: PersonOutOfView LeftView", "dtv: PersonOutOfView LeftView").State.IsOutOfView);
    }

    [Fact]
    public void On_the_same_moment_leaving_wins_in_either_order()
    {
        Assert.True(Asked.And(2, Send.Signal(CaseSignalKind.LeftView, 1), Send.Signal(CaseSignalKind.Reappeared, 1)).State.IsOutOfView);
        Assert.True(Asked.And(2, Send.Signal(CaseSignalKind.Reappeared, 1), Send.Signal(CaseSignalKind.LeftView, 1)).State.IsOutOfView);
    }

    [Fact]
    public void Leaving_view_again_or_reappearing_without_leaving_is_no_news()
    {
        Asked.And(1, Send.Signal(CaseSignalKind.LeftView, 1)).When(Send.Signal(CaseSignalKind.LeftView, 2), 2).ThenNobodyIsTold();
        Asked.When(Send.Signal(CaseSignalKind.Reappeared, 1), 1).ThenNobodyIsTold();
    }

    [Fact]
    public void Leaving_view_is_told_for_every_planned_hand_out() =>
        Asked.And(0, Send.Planned(80, number: Send.D2)).When(Send.Signal(CaseSignalKind.LeftView, 1), 1).ThenTells(
            "ind: PersonOutOfView LeftView", "dtv: PersonOutOfView LeftView", "ind: PersonOutOfView LeftView", "dtv: PersonOutOfView LeftView");
}
