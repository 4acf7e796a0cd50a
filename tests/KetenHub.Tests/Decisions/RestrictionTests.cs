using KetenHub.Contracts;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

/// <summary>While processing is restricted everything is kept, and only what the law leaves is told (AVG art. 18).</summary>
public sealed class RestrictionTests
{
    [Fact]
    public void Attention_is_withheld_while_processing_is_restricted_and_proposed_whole_when_that_is_lifted()
    {
        var restricted = Changed(Given.Nobody.And(0, Send.Signal(CaseSignalKind.Arrested, caseNumber: "Z-1")), RightsChange.Restricted, 1);

        var withheld = restricted.When(Send.Incident(caseNumber: "Z-1"), 30).ThenNobodyIsTold().AndLogs(Why.Withheld);
        var later = withheld.Next.When(Send.Incident("I-2", caseNumber: "Z-1"), 60).ThenNobodyIsTold();
        var lifted = Decide.OnRights(later.State, RightsChange.RestrictionLifted, Shipped.Policy, Send.At(61))!;

        Assert.Equal(["ind: AttentionProposed 1: impact.Low 2, incident.Threat 2"], lifted.Effects.OfType<Effect.Notify>().Select(Outcome.Line));
        Assert.Null(lifted.State.RestrictedSince);
    }

    [Fact]
    public void A_hand_out_and_the_safety_of_others_go_on_while_processing_is_restricted()
    {
        var restricted = Changed(Given.Nobody.And(0, Send.Issued(Send.Plan(48), caseNumber: "Z-1")), RightsChange.Restricted, 1);
        Assert.Contains(restricted.When(Send.Planned(72, revision: 2), 2).Told, line => line.StartsWith("dtv: ReadinessRequested", StringComparison.Ordinal));
        var incident = restricted.When(Send.Incident(impact: IncidentImpact.High, caseNumber: "Z-1"), 3);
        Assert.Equal(["coa: SafetyNotice", "dtv: SafetyNotice"], incident.Told.Order(StringComparer.Ordinal));
        Assert.Contains(restricted.WhenDue(Send.Readiness1, 2).Told, line => line.StartsWith("dtv: ReadinessReminder", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_listed_as_allowed_is_withheld()
    {
        var told = MessageTypes.Notifications.Select(type => type.Record).Except(RestrictionRules.Allowed.Keys).Select(type => type.Name);
        Assert.Equal([nameof(AgreementEscalated), nameof(AgreementReminder), nameof(AttentionProposed)], told.Order(StringComparer.Ordinal));
        Assert.All(RestrictionRules.Allowed.Values, ground => Assert.True(ground.Length > 20));
    }

    [Fact]
    public void A_restriction_and_a_hold_of_either_person_hold_for_both_after_a_merge_and_after_a_split()
    {
        var (one, other) = (Changed(Given.Nobody, RightsChange.Restricted, 1), Changed(Given.Nobody, RightsChange.HoldSet, 2));
        var merged = one.WhenMerged(other, 3).State;
        Assert.Equal((Send.At(1), Send.At(2)), (merged.RestrictedSince, merged.HeldSince));
        Assert.Equal((Send.At(1), Send.At(2)), (other.WhenMerged(one, 3).State.RestrictedSince, other.WhenMerged(one, 3).State.HeldSince));

        var (stays, leaves) = new Given(merged).WhenSplit(Send.Merge() with { Change = IdentifierChange.Split }, 4);
        Assert.All(new[] { stays.State, leaves.State }, state => Assert.Equal((Send.At(1), Send.At(2)), (state.RestrictedSince, state.HeldSince)));
    }

    [Theory]
    [InlineData(RightsChange.Restricted, RightsChange.RestrictionLifted)]
    [InlineData(RightsChange.HoldSet, RightsChange.HoldLifted)]
    public void What_is_so_already_does_not_change(RightsChange set, RightsChange lifted)
    {
        Assert.Null(Decide.OnRights(PersonState.Empty, lifted, Shipped.Policy, Send.Start));
        var after = Decide.OnRights(PersonState.Empty, set, Shipped.Policy, Send.Start)!.State;
        Assert.Null(Decide.OnRights(after, set, Shipped.Policy, Send.Start));
        Assert.Equal(PersonState.Empty, Decide.OnRights(after, lifted, Shipped.Policy, Send.Start)!.State);
    }

    private static Given Changed(Given given, RightsChange change, double hour) => new(Decide.OnRights(given.State, change, Shipped.Policy, Send.At(hour))!.State);
}
