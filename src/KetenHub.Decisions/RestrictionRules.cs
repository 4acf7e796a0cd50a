using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>Restriction of processing (beperking, AVG art. 18) and legal hold (bewaarplicht). While processing is restricted everything is still accepted and
/// kept, and partners are told only what the law leaves: see <see cref="Allowed"/>.</summary>
public static class RestrictionRules
{
    /// <summary>What is told while processing is restricted, and why that may be (AVG art. 18, paragraph 2). Everything else is withheld, also what is added later
    /// and not listed here.</summary>
    public static IReadOnlyDictionary<Type, string> Allowed { get; } = new Dictionary<Type, string>
    {
        [typeof(ReadinessRequested)] = HandOut,
        [typeof(ReadinessReminder)] = HandOut,
        [typeof(ReadinessEscalated)] = HandOut,
        [typeof(HandOutClearance)] = HandOut,
        [typeof(HandOutChanged)] = HandOut,
        [typeof(PersonOutOfView)] = HandOut,
        [typeof(SafetyNotice)] = "the rights of others: the safety of who is at the hand-out",
        [typeof(CorrectionIssued)] = "the person's own right to have what is wrong put right (art. 16 and 19)",
    };

    private const string HandOut = "an important public interest laid down in law: that a decision is handed out and followed by departure (Vreemdelingenwet 2000)";

    /// <summary>What a change of a person's rights does.</summary>
    /// <returns>Null when it is so already.</returns>
    public static Decision? On(PersonState state, RightsChange change, Policy policy, DateTimeOffset now)
    {
        var isRestriction = change is RightsChange.Restricted or RightsChange.RestrictionLifted;
        var isSet = change is RightsChange.Restricted or RightsChange.HoldSet;
        if ((isRestriction ? state.RestrictedSince : state.HeldSince) is not null == isSet)
            return null;
        DateTimeOffset? since = isSet ? now : null;
        var turn = new Turn(isRestriction ? state with { RestrictedSince = since } : state with { HeldSince = since }, policy, now);
        turn.Remember(change switch
        {
            RightsChange.Restricted => Why.Restricted,
            RightsChange.RestrictionLifted => Why.RestrictionLifted,
            RightsChange.HoldSet => Why.HoldSet,
            RightsChange.HoldLifted => Why.HoldLifted,
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        });
        if (change == RightsChange.RestrictionLifted)
            AttentionRules.ProposeWhatWasWithheld(turn);
        return turn.Decision();
    }

    internal static bool IsWithheld(PersonState state, Type notification) => state.RestrictedSince is not null && !Allowed.ContainsKey(notification);

    /// <summary>What was set for either holds for both: nobody loses a right by being somebody else too.</summary>
    internal static PersonState Join(PersonState joined, PersonState other) => joined with
    {
        RestrictedSince = Earlier(joined.RestrictedSince, other.RestrictedSince),
        HeldSince = Earlier(joined.HeldSince, other.HeldSince),
    };

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}

/// <summary>A change of what may be done with a person's data.</summary>
public enum RightsChange
{
    /// <summary>Processing is restricted.</summary>
    Restricted,
    /// <summary>It is no longer.</summary>
    RestrictionLifted,
    /// <summary>Nothing may be erased.</summary>
    HoldSet,
    /// <summary>It may again.</summary>
    HoldLifted,
}
