using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>Safety of staff at a hand-out: look before you go, without details.</summary>
internal static class SafetyRules
{
    /// <summary>A new incident of High or VeryHigh impact.</summary>
    public static void OnSerious(Turn turn)
    {
        turn.Update(turn.State with { SeriousIncidentAt = turn.Now });
        foreach (var readiness in turn.State.Readinesses.Where(readiness => readiness.IsOpen))
            Tell(turn, readiness);
    }

    /// <summary>A readiness opened, or got its first plan: what was reported shortly before must not be missed
    /// because it came in the other order.</summary>
    public static void OnOpened(Turn turn, Readiness before, Readiness readiness)
    {
        if (!before.IsOpen && turn.State.SeriousIncidentAt is { } at && turn.Now - at <= turn.Policy.SafetyLookBack)
            Tell(turn, readiness);
        if (readiness.Plan is not null && turn.State.IsOutOfView)
            ViewRules.Tell(turn, readiness);
    }

    /// <summary>Two persons are one: what was known of the one matters for the hand-out planned for the other.</summary>
    public static void OnJoined(Turn turn, PersonState knows, PersonState plans)
    {
        // As it is now: the joined facts can have cancelled or moved it.
        var stillOpen = plans.Readinesses.Where(readiness => readiness.IsOpen)
            .Select(readiness => turn.State.Find(readiness.DecisionNumber)!)
            .Where(readiness => readiness.IsOpen);
        foreach (var readiness in stillOpen)
        {
            if (knows.SeriousIncidentAt is { } at && turn.Now - at <= turn.Policy.SafetyLookBack)
                Tell(turn, readiness);
            if (readiness.Plan is not null && plans.IsOutOfView != turn.State.IsOutOfView)
                ViewRules.Tell(turn, readiness);
        }
    }

    private static void Tell(Turn turn, Readiness readiness)
    {
        var notice = new SafetyNotice
        {
            PolicyVersion = turn.Policy.Version,
            DecisionNumber = readiness.DecisionNumber,
            HandOutAt = readiness.Plan?.At,
            Location = readiness.Plan?.Location,
        };
        turn.Tell(Role.Departure, notice, Why.Safety, readiness.DecisionNumber);
        turn.Tell(Role.Reception, notice, Why.Safety, readiness.DecisionNumber);
    }
}
