using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>What the hub decides on: a message that a partner sent.</summary>
/// <param name="Publisher">Code of the partner.</param>
/// <param name="EventId">Id of the event.</param>
/// <param name="Message">What it sent.</param>
public sealed record Received(string Publisher, string EventId, KetenMessage Message);

/// <summary>The only entry to the rules. Pure: the same state, input, policy and moment give the same effects.
/// The hub never decides about a person: it routes, reminds and records.</summary>
public static class Decide
{
    /// <summary>Decides on a message of a partner.</summary>
    public static Decision On(PersonState state, Received received, Policy policy, DateTimeOffset now)
    {
        var known = new Turn(state, policy, now);
        known.Update(known.State.WithCase(received.Message.CaseNumber));
        MinorityRules.Called(known, received.Message.Person.IsMinor);
        switch (received.Message)
        {
            case DecisionIssued message: ReadinessRules.On(known, message); break;
            case HandOutPlanned message: ReadinessRules.On(known, message); break;
            case HandOutCancelled message: ReadinessRules.On(known, message); break;
            case DecisionHandedOut message: ReadinessRules.On(known, message); break;
            case DecisionWithdrawn message: ReadinessRules.On(known, message); break;
            case ReadinessReported message: ReadinessRules.On(known, message); break;
            case DepartureInterviewHeld message: ReadinessRules.On(known, message); break;
            case RemovabilityChanged message: ReadinessRules.On(known, message); break;
            case CaseSignal message: AttentionRules.On(known, message, received.EventId); ViewRules.On(known, message); break;
            case IncidentRegistered message:
                if (AttentionRules.On(known, message, received.Publisher, received.EventId))
                    SafetyRules.OnSerious(known);
                break;
            default: OnDirection(known, received); break;
        }
        AttentionRules.ProposeWhenCaseOpened(known);
        PlaceRules.Seen(known, received.Message);
        CaseRules.Settle(known);
        return known.Decision();
    }

    private static void OnDirection(Turn known, Received received)
    {
        switch (received.Message)
        {
            case PersonIdentifiersChanged message: IdentityRules.On(known, message); break;
            case DeliveryReported message: known.Remember(message.Result == DeliveryResult.Delivered ? Why.Delivered : Why.NotDelivered); break;
            case AgreementMade message: AgreementRules.On(known, message, received.Publisher); break;
            case AgreementClosed message: AgreementRules.On(known, message, received.Publisher); break;
            case ProcessDirectorAssigned message: DirectorRules.On(known, message); break;
            case TransportPlanned message: TransportRules.On(known, message); break;
            case TransportPickedUp message: TransportRules.On(known, message); break;
            case TransportHandedOver message: TransportRules.On(known, message); break;
            case TransportCancelled message: TransportRules.On(known, message); break;
            default: throw new ArgumentOutOfRangeException(nameof(received), received.Message.GetType().Name, "no rule for this message");
        }
    }

    /// <summary>Decides on a deadline whose moment has come.</summary>
    /// <param name="state">The person.</param>
    /// <param name="key">Key of the deadline, as in <see cref="Effect.SetDeadline"/>.</param>
    /// <param name="policy">The terms.</param>
    /// <param name="now">The moment, at or after the deadline's.</param>
    public static Decision OnDeadline(PersonState state, string key, Policy policy, DateTimeOffset now)
    {
        var turn = new Turn(state, policy, now);
        var (kind, subject) = DeadlineKeys.Parse(key);
        switch (kind)
        {
            case DeadlineKeys.Readiness: ReadinessLadder.OnDeadline(turn, subject); break;
            case DeadlineKeys.Interview: ReadinessLadder.OnInterviewDeadline(turn, subject); break;
            case DeadlineKeys.Attention: AttentionRules.OnDeadline(turn); break;
            case DeadlineKeys.Agreement: AgreementRules.OnDeadline(turn, subject); break;
            default: throw new ArgumentOutOfRangeException(nameof(key), kind, "no rule for this deadline");
        }
        return turn.Decision();
    }

    /// <summary>Processing is restricted or no longer, or a legal hold is set or lifted.</summary>
    /// <returns>Null when it is so already.</returns>
    public static Decision? OnRights(PersonState state, RightsChange change, Policy policy, DateTimeOffset now) => RestrictionRules.On(state, change, policy, now);

    /// <summary>Two persons are one. The state of the absorbed person joins that of the one that stays; a readiness keeps its status.</summary>
    public static Decision OnMerge(PersonState stays, PersonState absorbed, Received received, Policy policy, DateTimeOffset now) =>
        IdentityRules.Merge(stays, absorbed, received, policy, now);

    /// <summary>Some identifiers are somebody else's. The named decisions go with them: cancelled here, asked anew there.</summary>
    public static (Decision Stays, Decision Leaves) OnSplit(PersonState state, Received received, Policy policy, DateTimeOffset now) =>
        IdentityRules.Split(state, received, policy, now);
}

/// <summary>Names of deadlines: kind and subject.</summary>
public static class DeadlineKeys
{
    internal const string Readiness = "readiness";
    internal const string Interview = "interview";
    internal const string Attention = "attention";
    internal const string Agreement = "agreement";

    /// <summary>Every kind of deadline.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Readiness, Interview, Attention, Agreement];

    internal static string ForReadiness(string decisionNumber) => $"{Readiness}:{decisionNumber}";

    internal static string ForInterview(string decisionNumber) => $"{Interview}:{decisionNumber}";

    internal static string ForAgreement(Agreement agreement) => $"{Agreement}:{agreement.Maker}/{agreement.Number}";

    /// <summary>Kind and subject of a key.</summary>
    public static (string Kind, string Subject) Parse(string key)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (key, "") : (key[..colon], key[(colon + 1)..]);
    }
}
