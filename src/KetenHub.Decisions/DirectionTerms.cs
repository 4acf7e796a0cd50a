using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>How agreements are followed.</summary>
/// <param name="Ladder">Reminders and escalations until it is closed.</param>
/// <param name="Owners">Which partner owns each kind of agreement; a kind that is not named can be anybody's.</param>
/// <param name="Told">Codes of partners that can be told of agreements: those that receive reminders and escalations of them.</param>
public sealed record AgreementTerms(
    IReadOnlyList<AgreementRung> Ladder, IReadOnlyDictionary<AgreementKind, string> Owners, IReadOnlyCollection<string> Told)
{
    /// <summary>Agreements are recorded and nobody is reminded.</summary>
    public static AgreementTerms None { get; } = new([], new Dictionary<AgreementKind, string>(), []);
}

/// <summary>One rung of the ladder of an agreement: a reminder when <paramref name="EscalateTo"/> is empty, else an escalation.</summary>
/// <param name="Fraction">Share of the time between making and the end of the term, 0 to 1; or null.</param>
/// <param name="WorkingDays">Working days after the end of the term, before it when negative; or null.</param>
/// <param name="EscalateTo">Who is told: the owner or the process director.</param>
public sealed record AgreementRung(double? Fraction, int? WorkingDays, IReadOnlyList<EscalationTarget> EscalateTo);

/// <summary>Direction of cases (regie).</summary>
/// <param name="Directors">Codes of partners that can be process director.</param>
/// <param name="DirectorWanted">Occasions on which a case should have one; without one it is shown.</param>
/// <param name="StalledAfter">How long a case may be in a phase without progress; a phase that is not named never stalls.</param>
/// <param name="ReviewAfter">A case that is open for longer stands on the review list of its location.</param>
public sealed record DirectionTerms(
    IReadOnlyCollection<string> Directors, IReadOnlyCollection<DirectorOccasion> DirectorWanted, IReadOnlyDictionary<CasePhase, TimeSpan> StalledAfter,
    TimeSpan ReviewAfter)
{
    /// <summary>By phase, since when there must have been progress for a case not to be stalled at this moment.</summary>
    public IReadOnlyDictionary<CasePhase, DateTimeOffset> StalledAt(DateTimeOffset now) => StalledAfter.ToDictionary(phase => phase.Key, phase => now - phase.Value);

    /// <summary>Nobody directs, and no case stalls.</summary>
    public static DirectionTerms None { get; } = new([], [], new Dictionary<CasePhase, TimeSpan>(), TimeSpan.MaxValue);
}

/// <summary>Occasions on which a case should have a process director.</summary>
public enum DirectorOccasion
{
    /// <summary>An agreement is open.</summary>
    OpenAgreement,
    /// <summary>A hand-out is being prepared.</summary>
    OpenReadiness,
    /// <summary>The person is out of view.</summary>
    OutOfView,
    /// <summary>Every case that is not finished.</summary>
    EveryCase,
}

/// <summary>When a transport is in time.</summary>
/// <param name="HandOverBeforeDeparture">The person is handed over this long before departure.</param>
/// <param name="Margin">How much later still counts as in time; the strict figure counts every full minute.</param>
public sealed record TransportTerms(TimeSpan HandOverBeforeDeparture, TimeSpan Margin)
{
    /// <summary>In time until departure.</summary>
    public static TransportTerms None { get; } = new(TimeSpan.Zero, TimeSpan.Zero);
}
