using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>How far a case is.</summary>
public enum CasePhase
{
    /// <summary>Reported; no negative decision stands.</summary>
    Reported,
    /// <summary>Decided; no hand-out is planned.</summary>
    Decided,
    /// <summary>The hand-out is planned.</summary>
    HandOutPlanned,
    /// <summary>Handed out; the first departure interview is due.</summary>
    HandedOut,
    /// <summary>The first departure interview was held.</summary>
    InterviewHeld,
    /// <summary>Transport is planned.</summary>
    TransportPlanned,
    /// <summary>Picked up.</summary>
    UnderWay,
    /// <summary>Handed over for departure: finished.</summary>
    Left,
    /// <summary>Granted: finished.</summary>
    Granted,
}

/// <summary>How far a case is and since when, by the moments at which the hub heard it.</summary>
/// <param name="OpenedAt">When the hub first knew of a case.</param>
/// <param name="Phase">The phase.</param>
/// <param name="Since">When it was reached; or when an agreement was closed in it: that is progress too.</param>
public sealed record CaseProgress(DateTimeOffset OpenedAt, CasePhase Phase, DateTimeOffset Since)
{
    /// <summary>Nothing more is waited for.</summary>
    public bool IsFinished => Phase is CasePhase.Left or CasePhase.Granted;
}

/// <summary>The phase of a case, and whom it waits for. Lists only: what to do about it is for people.</summary>
public static class CaseRules
{
    /// <summary>The partner that the next step is of; empty for a finished case.</summary>
    public static string WaitsFor(PersonState state, Policy policy) => state.Progress?.Phase switch
    {
        CasePhase.Reported or CasePhase.Decided => policy.Roles.Decisions,
        CasePhase.HandOutPlanned => state.Readinesses.Exists(readiness => readiness is { IsOpen: true, Answered: false })
            ? policy.Roles.Departure : policy.Roles.Decisions,
        CasePhase.HandedOut or CasePhase.InterviewHeld => policy.Roles.Departure,
        CasePhase.TransportPlanned or CasePhase.UnderWay => state.Transports.Find(transport => transport.StandingPlan is not null)?.Plan!.Carrier ?? policy.Roles.Departure,
        _ => "",
    };

    /// <summary>Where the case plays: the planned hand-out, else an open agreement's location, else where the person was reported last.</summary>
    public static string PlaceOf(PersonState state) =>
        state.Readinesses.Find(readiness => readiness is { IsOpen: true, Plan: not null })?.Plan!.Location.Name
        ?? state.Agreements.Find(agreement => agreement.Made.Location is not null && state.EndOf(agreement) is null)?.Made.Location
        ?? state.Place?.Name ?? "";

    /// <summary>The process director as things stand, or null.</summary>
    public static DirectorFact? DirectorOf(PersonState state) => DirectorRules.Of(state);

    /// <summary>Policy wants a process director and there is none.</summary>
    public static bool DirectorMissing(PersonState state, Policy policy) =>
        state.Progress is { IsFinished: false } && DirectorRules.Of(state) is null && policy.Direction.DirectorWanted.Any(occasion => occasion switch
        {
            DirectorOccasion.OpenAgreement => state.Agreements.Exists(agreement => state.EndOf(agreement) is null),
            DirectorOccasion.OpenReadiness => state.Readinesses.Exists(readiness => readiness.IsOpen),
            DirectorOccasion.OutOfView => state.IsOutOfView,
            _ => true,
        });

    internal static void Settle(Turn turn)
    {
        var state = turn.State;
        if (state.Progress is null && !IsCase(state))
            return;
        var phase = PhaseOf(state);
        if (state.Progress is not { } known)
            turn.Update(state with { Progress = new CaseProgress(turn.Now, phase, turn.Now) });
        else if (known.Phase != phase)
            turn.Update(state with { Progress = known with { Phase = phase, Since = turn.Now } });
    }

    internal static void AgreementClosed(Turn turn)
    {
        if (turn.State.Progress is { IsFinished: false } known)
            turn.Update(turn.State with { Progress = known with { Since = turn.Now } });
    }

    internal static CaseProgress? Join(CaseProgress? own, CaseProgress? other) =>
        own is null || other is null ? own ?? other
        : (own.Phase >= other.Phase ? own : other) with { OpenedAt = own.OpenedAt < other.OpenedAt ? own.OpenedAt : other.OpenedAt };

    private static bool IsCase(PersonState state) =>
        state.CaseNumbers.Count > 0 || state.Agreements.Count > 0 || state.Transports.Count > 0 || state.Director is not null
        || state.Readinesses.Exists(readiness => readiness.Status != ReadinessStatus.NotOpened);

    private static CasePhase PhaseOf(PersonState state)
    {
        if (state.Transports.Exists(transport => transport.HandedOverAt is not null))
            return CasePhase.Left;
        if (state.Transports.Exists(transport => transport.PickedUpAt is not null))
            return CasePhase.UnderWay;
        if (state.Transports.Exists(transport => transport.StandingPlan is not null))
            return CasePhase.TransportPlanned;
        var furthest = state.Readinesses.Select(PhaseOf).DefaultIfEmpty(CasePhase.Reported).Max();
        var granted = state.Readinesses.Exists(readiness => readiness.CancelCause == CancelCause.DecisionGranted);
        return furthest == CasePhase.Reported && granted ? CasePhase.Granted : furthest;
    }

    private static CasePhase PhaseOf(Readiness readiness) => readiness.Status switch
    {
        ReadinessStatus.InterviewHeld => CasePhase.InterviewHeld,
        ReadinessStatus.HandedOut or ReadinessStatus.InterviewOverdue => CasePhase.HandedOut,
        ReadinessStatus.NotOpened or ReadinessStatus.Cancelled => CasePhase.Reported,
        _ => readiness.Plan is null ? CasePhase.Decided : CasePhase.HandOutPlanned,
    };
}
