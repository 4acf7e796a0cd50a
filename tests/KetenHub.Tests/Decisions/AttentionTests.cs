using KetenHub.Contracts;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

public sealed class AttentionTests
{
    private static readonly Given First = Given.Nobody.And(0, Send.Signal(CaseSignalKind.Arrested, caseNumber: "Z-1"));

    [Fact]
    public void A_report_about_a_person_with_an_open_case_proposes_attention_with_counts() =>
        Given.Nobody.When(Send.Signal(CaseSignalKind.Arrested, caseNumber: "Z-1"), 0)
            .Then("no deadline attention", "ind: AttentionProposed 1: signal.Arrested 1");

    [Fact]
    public void More_reports_are_gathered_into_one_update() =>
        First.When(Send.Incident(), 1).Then("log: gathered into the open proposal", "deadline attention 4h")
            .Next.When(Send.Incident("I-2", IncidentImpact.Medium), 2).ThenNobodyIsTold()
            .Next.WhenDue(Send.Attention, 4)
            .Then("no deadline attention", "ind: AttentionProposed 2: impact.Low 1, impact.Medium 1, incident.Threat 2, signal.Arrested 1")
            .Next.WhenDue(Send.Attention, 5).Then("log: ignored: nothing is due");

    [Fact]
    public void A_serious_incident_does_not_wait() =>
        First.When(Send.Incident(impact: IncidentImpact.High), 1)
            .ThenTells("ind: AttentionProposed 2: impact.High 1, incident.Threat 1, signal.Arrested 1");

    [Fact]
    public void An_update_keeps_the_proposal_and_a_new_window_starts_another()
    {
        string Proposal(Outcome outcome) => ((AttentionProposed)outcome.Effects.OfType<Effect.Notify>().Single().Notification).ProposalId;
        var first = Given.Nobody.When(Send.Signal(CaseSignalKind.Arrested, caseNumber: "Z-1"), 0);
        var update = first.Next.When(Send.Signal(CaseSignalKind.IdentityDoubt), 5);
        var next = update.Next.When(Send.Signal(CaseSignalKind.Arrested), 24);
        Assert.Equal(Proposal(first), Proposal(update));
        Assert.NotEqual(Proposal(first), Proposal(next));
        next.ThenTells("ind: AttentionProposed 1: signal.Arrested 1");
    }

    [Fact]
    public void A_correction_replaces_what_was_counted_and_an_older_or_equal_one_does_not_count()
    {
        var given = First.And(1, Send.Incident(revision: 2));
        given.When(Send.Incident(revision: 3, impact: IncidentImpact.Medium, category: IncidentCategory.Theft), 6)
            .ThenTells("ind: AttentionProposed 2: impact.Medium 1, incident.Theft 1, signal.Arrested 1");
        given.When(Send.Incident(revision: 2, impact: IncidentImpact.High), 6).Then("log: ignored: this revision is known");
        given.When(Send.Incident(revision: 1, impact: IncidentImpact.High), 6).Then("log: ignored: a later revision is known");
    }

    [Fact]
    public void The_same_number_of_another_partner_is_another_incident() =>
        First.And(1, Send.Incident()).When(Send.Incident(), 6, publisher: "politie")
            .ThenTells("ind: AttentionProposed 2: impact.Low 2, incident.Threat 2, signal.Arrested 1");

    [Fact]
    public void An_incident_of_an_earlier_window_was_counted_as_new()
    {
        var given = Given.Nobody.And(0, Send.Issued(Send.Plan(72), caseNumber: "Z-1")).And(1, Send.Incident(impact: IncidentImpact.High, revision: 2));
        given.When(Send.Incident(impact: IncidentImpact.High, revision: 1), 30).Then("log: ignored: a later revision is known");
        given.When(Send.Incident(impact: IncidentImpact.High, revision: 2), 30).Then("log: ignored: this revision is known");
        given.When(Send.Incident(impact: IncidentImpact.VeryHigh, revision: 3), 30)
            .ThenTells("ind: AttentionProposed 1: impact.VeryHigh 1, incident.Threat 1");
    }

    [Fact]
    public void Without_a_case_reports_are_gathered_until_it_opens() =>
        Given.Nobody.When(Send.Signal(CaseSignalKind.IndicationAtRegistration), 0).Then("log: gathered: no case is known yet")
            .Next.When(Send.Signal(CaseSignalKind.Arrested), 1).ThenNobodyIsTold()
            .Next.When(Send.Agreed() with { CaseNumber = "Z-1" }, 2)
            .ThenTells("ind: AttentionProposed 1: signal.Arrested 1, signal.IndicationAtRegistration 1");

    [Fact]
    public void A_case_that_opens_after_the_window_proposes_nothing_old() =>
        Given.Nobody.And(0, Send.Signal(CaseSignalKind.Arrested)).When(Send.Agreed() with { CaseNumber = "Z-1" }, 25).ThenNobodyIsTold();

    [Fact]
    public void What_the_last_window_did_not_send_is_sent_before_the_next_one_begins() =>
        First.And(1, Send.Signal(CaseSignalKind.IdentityDoubt)).When(Send.Signal(CaseSignalKind.Arrested), 25).ThenTells(
            "ind: AttentionProposed 2: signal.Arrested 1, signal.IdentityDoubt 1", "ind: AttentionProposed 1: signal.Arrested 1");

    [Fact]
    public void At_most_a_hundred_incidents_are_remembered()
    {
        var given = First;
        for (var i = 0; i < 120; i++)
            given = given.And(1, Send.Incident($"I-{i}"));
        Assert.Equal(100, given.State.Attention!.Incidents.Count);
        Assert.Equal(120, given.State.Attention.Counts.Single(reason => reason.Code == "incident.Threat").Count);
    }
}
