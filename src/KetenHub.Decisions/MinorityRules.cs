using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>A minor is not treated like an adult: the guardian is told whatever DT&amp;V is told about departure.</summary>
internal static class MinorityRules
{
    /// <summary>A message calls the person a minor. Silence says nothing.</summary>
    public static void Called(Turn turn, bool? isMinor)
    {
        if (isMinor == true && !turn.State.CalledMinor)
            Change(turn, turn.State with { CalledMinor = true });
    }

    /// <summary>ind or avim established it.</summary>
    public static void Established(Turn turn, MinorityFact fact)
    {
        if (turn.State.Minority is { } known && Later(known, fact) == known)
        {
            turn.Remember(known.Revision == fact.Revision ? Why.SameRevision : Why.OlderRevision);
            return;
        }
        turn.Remember(Why.Minority);
        Change(turn, turn.State with { Minority = fact });
    }

    /// <summary>The one that counts. ind and avim can number two changes alike; then being a minor does, whichever came first.</summary>
    public static MinorityFact Later(MinorityFact known, MinorityFact other) =>
        other.Revision > known.Revision || (other.Revision == known.Revision && other.Minority == Minority.Minor) ? other : known;

    /// <summary>Passes to the guardian what DT&amp;V is told, or alerts a person on duty when there is no guardian partner.</summary>
    public static void TellGuardian(Turn turn, Notification notification, string thread)
    {
        if (turn.Policy.Roles.Guardian is { } guardian)
        {
            turn.TellOnly(guardian, notification, Why.GuardianTold, thread);
            return;
        }
        // One alert per request is enough to make a person act; the later notices belong to the same one.
        // A readiness that an early answer opened never had a request.
        if (turn.State.Find(thread) is { } readiness
            && (notification is ReadinessRequested || (notification is HandOutChanged { AnswerKept: true } && readiness.Request is null)))
            ReadinessLadder.Escalate(turn, readiness, EscalationReason.GuardianMissing, Role.Departure, Audience.DutyOfficer, 1, Why.GuardianMissing);
    }

    private static void Change(Turn turn, PersonState changed)
    {
        var wasMinor = turn.State.IsMinor;
        turn.Update(changed);
        if (wasMinor || !changed.IsMinor)
            return;
        TellUnheard(turn, PersonState.Empty);
    }

    /// <summary>Tells the guardian what DT&amp;V was asked before, except what it heard already.</summary>
    public static void TellUnheard(Turn turn, PersonState heardOf)
    {
        var unheard = turn.State.Readinesses.Where(readiness => readiness.IsOpen && heardOf.Find(readiness.DecisionNumber) is not { IsOpen: true });
        foreach (var readiness in unheard)
            TellGuardian(turn, AsTold(turn, readiness), readiness.DecisionNumber);
    }

    private static Notification AsTold(Turn turn, Readiness readiness) => readiness.Request is { } request
        ? new ReadinessRequested
        {
            PolicyVersion = turn.Policy.Version,
            DecisionNumber = readiness.DecisionNumber,
            RequestNumber = request.Number,
            Reason = RequestReason.PersonChanged,
            HandOut = readiness.Plan,
            RespondBy = request.RespondBy,
            ShortNotice = request.ShortNotice,
            PersonIsMinor = true,
        }
        : new HandOutChanged
        {
            PolicyVersion = turn.Policy.Version,
            DecisionNumber = readiness.DecisionNumber,
            Change = HandOutChange.Planned,
            HandOut = readiness.Plan,
            AnswerKept = true,
        };
}
