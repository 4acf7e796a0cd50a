using KetenHub.Contracts;

namespace KetenHub.Partners;

/// <summary>All that the simulation must remember: what was sent and is still to be sent follows from it. The queues in memory may be
/// lost at any moment; the unfinished cases are then sent again from their start, with the same ids, and the hub drops what it has.</summary>
public sealed record SimulationState
{
    /// <summary>How long, in simulated time, the state may be behind.</summary>
    public static readonly TimeSpan MostBehind = TimeSpan.FromMinutes(10);

    /// <summary>Which of the endless streams of cases.</summary>
    public required int Seed { get; init; }

    /// <summary>Number of the next case, from 1.</summary>
    public required int NextCase { get; init; }

    /// <summary>When the next case starts.</summary>
    public required DateTimeOffset NextCaseAt { get; init; }

    /// <summary>Simulated moment at which this was saved.</summary>
    public required DateTimeOffset Clock { get; init; }

    /// <summary>Cases with something still to happen.</summary>
    public IReadOnlyList<OpenCase> Cases { get; init; } = [];

    /// <summary>Where the clock goes on: never before a moment that was already given out.</summary>
    public DateTimeOffset ResumeAt => Clock + MostBehind;

    /// <summary>The beginning: resumes at <paramref name="now"/>.</summary>
    public static SimulationState Fresh(int seed, DateTimeOffset now) =>
        new() { Seed = seed, NextCase = 1, NextCaseAt = now, Clock = now - MostBehind };
}

/// <summary>A case under way.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Start">When it started.</param>
/// <param name="Requests">What DT&amp;V was asked.</param>
public sealed record OpenCase(int Number, DateTimeOffset Start, IReadOnlyList<ReceivedRequest> Requests);

/// <summary>A readiness request as DT&amp;V received it. DT&amp;V's answers follow from it.</summary>
/// <param name="NotificationId">Id of the notification: the cause of the answers.</param>
/// <param name="Number">Number of the request.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="RespondBy">When an answer is due.</param>
/// <param name="HandOut">The plan it asks for, when there is one.</param>
public sealed record ReceivedRequest(string NotificationId, int Number, DateTimeOffset ReceivedAt, DateTimeOffset RespondBy, HandOutPlan? HandOut);
