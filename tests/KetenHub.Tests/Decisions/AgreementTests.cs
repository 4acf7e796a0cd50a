using KetenHub.Contracts;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

/// <summary>Hours after Monday 2 March 2026, 09:00.</summary>
public sealed class AgreementTests
{
    private const string Key = "agreement:ind/A-1";

    private static readonly Given Agreed = Given.Nobody.And(0, Send.Agreed(due: 96)); // Friday 09:00

    [Fact]
    public void The_owner_is_reminded_a_working_day_before_and_a_missed_term_climbs_to_the_director() =>
        Given.Nobody.When(Send.Agreed(due: 96), 0).Then("log: agreement made", "deadline agreement:ind/A-1 72h")
            .Next.WhenDue(Key, 72).Then("coa: AgreementReminder A-1 by 96h", "deadline agreement:ind/A-1 96h")
            .Next.WhenDue(Key, 96).Then("coa: AgreementEscalated A-1 DutyOfficer 1", "ind: AgreementEscalated A-1 ProcessDirector 1",
                "deadline agreement:ind/A-1 216h") // three working days on: Wednesday week
            .Next.WhenDue(Key, 216).Then("ind: AgreementEscalated A-1 ProcessDirector 2", "no deadline agreement:ind/A-1");

    [Fact]
    public void The_director_of_the_case_is_who_an_escalation_goes_to()
    {
        Agreed.And(1, Send.Director(DirectorChange.Assigned)).AndDue(Key, 72).WhenDue(Key, 96)
            .ThenTells("coa: AgreementEscalated A-1 DutyOfficer 1", "avim: AgreementEscalated A-1 ProcessDirector 1");
        Agreed.And(1, Send.Director(DirectorChange.Assigned)).And(2, Send.Director(DirectorChange.HandedOver, "ind", 2)).AndDue(Key, 72).WhenDue(Key, 96)
            .ThenTells("coa: AgreementEscalated A-1 DutyOfficer 1", "ind: AgreementEscalated A-1 ProcessDirector 1");
        Agreed.And(1, Send.Director(DirectorChange.Assigned)).And(2, Send.Director(DirectorChange.Ended, at: 2)).AndDue(Key, 72).WhenDue(Key, 96)
            .ThenTells("coa: AgreementEscalated A-1 DutyOfficer 1", "ind: AgreementEscalated A-1 ProcessDirector 1");
    }

    [Fact]
    public void A_term_that_ends_in_a_weekend_ends_on_Monday() =>
        Given.Nobody.When(Send.Agreed(due: 120), 0).Then( // Saturday 09:00
            "log: agreement made", "log: the term of the agreement is another than the one sent: it ended on a day that is no working day",
            "deadline agreement:ind/A-1 96h")
            .Next.AndDue(Key, 96).WhenDue(Key, 168).ThenTells("coa: AgreementEscalated A-1 DutyOfficer 1", "ind: AgreementEscalated A-1 ProcessDirector 1");

    [Theory]
    [InlineData(AgreementResult.Done)]
    [InlineData(AgreementResult.NotPossible)]
    [InlineData(AgreementResult.Withdrawn)]
    public void A_closed_agreement_reminds_nobody(AgreementResult result)
    {
        var closed = Agreed.When(Send.Closed(result), 24, "coa").Then("log: agreement closed", "no deadline agreement:ind/A-1");
        Assert.Equal(result, closed.State.EndOf(closed.State.Agreements.Single())!.Result);
        closed.Next.WhenDue(Key, 96).Then("log: ignored: nothing is due");
    }

    [Fact]
    public void Only_who_made_it_and_who_owns_it_can_close_it()
    {
        Agreed.When(Send.Closed(), 24, "dtv").Then("log: without effect: neither who made the agreement nor its owner closed it")
            .Next.AndDue(Key, 72).WhenDue(Key, 96).ThenTells("coa: AgreementEscalated A-1 DutyOfficer 1", "ind: AgreementEscalated A-1 ProcessDirector 1");
        Agreed.When(Send.Closed(AgreementResult.Withdrawn), 24, "ind").AndLogs(Why.AgreementClosed);
    }

    [Fact]
    public void Two_partners_can_give_two_agreements_one_number()
    {
        var both = Agreed.When(Send.Agreed(due: 48, owner: "dtv"), 1, "avim").Next;
        Assert.Equal(["avim", "ind"], both.State.Agreements.Select(agreement => agreement.Maker));
        var closed = both.When(Send.Closed(AgreementResult.Done), 24, "dtv").State;
        Assert.Null(closed.EndOf(closed.FindAgreement("ind", "A-1")!));
        Assert.NotNull(closed.EndOf(closed.FindAgreement("avim", "A-1")!));
    }

    [Fact]
    public void A_term_agreed_anew_replaces_the_old_one_and_opens_a_closed_agreement()
    {
        Agreed.When(Send.Agreed(due: 192, revision: 2, made: 3), 3).AndDeadline(Key, 168)
            .Next.WhenDue(Key, 96).ThenNobodyIsTold().AndDeadline(Key, 168);
        Agreed.And(24, Send.Closed()).When(Send.Agreed(due: 192, revision: 2, made: 30), 30).AndDeadline(Key, 168);
        Agreed.When(Send.Agreed(due: 24), 3).Then("log: ignored: this revision is known");
    }

    [Fact]
    public void A_close_that_comes_before_its_agreement_closes_it_then() =>
        Given.Nobody.When(Send.Closed(at: 5), 0).Then("log: the close is kept until its agreement is known")
            .Next.When(Send.Agreed(due: 96), 1).Then("log: agreement made", "no deadline agreement:ind/A-1");

    [Fact]
    public void An_agreement_that_was_late_when_it_came_escalates_at_once_without_a_reminder() =>
        Given.Nobody.When(Send.Agreed(due: 24), 50).AndDeadline(Key, 24)
            .Next.WhenDue(Key, 50).ThenTells("coa: AgreementEscalated A-1 DutyOfficer 1", "ind: AgreementEscalated A-1 ProcessDirector 1");

    [Fact]
    public void What_an_owner_that_receives_nothing_must_hear_the_director_hears() =>
        Given.Nobody.And(0, Send.Agreed(due: 96, owner: "om", kind: AgreementKind.CriminalSettlement)).WhenDue(Key, 72)
            .Then("log: the owner receives no reminders: the process director is told", "ind: AgreementReminder A-1 by 96h", "deadline agreement:ind/A-1 96h");

    [Fact]
    public void Another_owner_than_the_list_of_accelerations_names_is_recorded_as_unusual()
    {
        Given.Nobody.When(Send.Agreed(kind: AgreementKind.HearingBroughtForward), 0).AndLogs(Why.OwnerUnusual);
        Assert.DoesNotContain(Given.Nobody.When(Send.Agreed(kind: AgreementKind.SoberReception), 0).Lines, line => line.Contains("another owner", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_acceleration_of_the_list_has_an_owner() =>
        Assert.Equal(Enum.GetValues<AgreementKind>().Except([AgreementKind.Unknown, AgreementKind.Other]).Order(), Shipped.Policy.Agreements.Owners.Keys.Order());

    [Fact]
    public void A_person_out_of_view_keeps_its_agreements() =>
        Agreed.And(10, Send.Signal(CaseSignalKind.LeftView, 10)).WhenDue(Key, 72).ThenTells("coa: AgreementReminder A-1 by 96h");

    [Fact]
    public void Agreements_of_both_are_followed_when_two_persons_are_one() =>
        Agreed.WhenMerged(Given.Nobody.And(0, Send.Agreed(due: 48, number: "A-2")), 1).AndDeadline(Key, 72).AndDeadline("agreement:ind/A-2", 24);
}
