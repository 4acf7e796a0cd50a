namespace KetenHub.Decisions;

/// <summary>Climbing a ladder of reminders and escalations, whatever it is about.</summary>
internal static class Ladder
{
    /// <summary>Climbs every rung that is due. After an outage several can be due at once: then everybody is told once.</summary>
    /// <param name="ladder">Rungs still to climb, in order of time.</param>
    /// <param name="now">The moment.</param>
    public static Climb At(IReadOnlyList<PlannedRung> ladder, DateTimeOffset now)
    {
        var due = ladder.Where(rung => rung.At <= now).ToList();
        var escalations = due.Where(rung => rung.EscalateTo.Count > 0).ToList();
        return new Climb([.. ladder.Skip(due.Count)], due.Count, escalations.Count, [.. escalations.SelectMany(rung => rung.EscalateTo).Distinct()]);
    }

    /// <summary>Sets the deadline of the next rung, or none.</summary>
    public static void SetNext(Turn turn, string key, IReadOnlyList<PlannedRung>? ladder)
    {
        if (ladder is [var next, ..])
            turn.SetDeadline(key, next.At);
        else
            turn.CancelDeadline(key);
    }
}

/// <summary>What a climb came to.</summary>
/// <param name="Left">Rungs still to climb.</param>
/// <param name="Due">Rungs climbed now.</param>
/// <param name="Escalations">How many of them escalate; a reminder is due when none does.</param>
/// <param name="Targets">Who is told.</param>
internal sealed record Climb(IReadOnlyList<PlannedRung> Left, int Due, int Escalations, IReadOnlyList<EscalationTarget> Targets);
