namespace KetenHub.Hub;

/// <summary>A queue of the broker.</summary>
/// <param name="Messages">Messages that wait in it, those that are just being delivered not counted.</param>
/// <param name="Consumers">Who reads it now.</param>
public sealed record QueueDepth(long Messages, long Consumers);

/// <summary>The adapter of a partner, as its process tells.</summary>
/// <param name="Circuit">Whether calls go out: Closed, Open, HalfOpen; null for an adapter that makes none.</param>
/// <param name="LastDeliveredAt">When the partner's system took a notification last; null: not since the start.</param>
/// <param name="WaitingSince">Since when the first notification in the queue is tried; null: none is.</param>
/// <param name="Tries">How often.</param>
/// <param name="Reason">Why it was not taken.</param>
public sealed record AdapterHealth(string? Circuit, DateTimeOffset? LastDeliveredAt, DateTimeOffset? WaitingSince, int Tries, string? Reason);

/// <summary>How it is with a partner. No person, no content.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="HeardAt">When a message of its own came last; null: not in the last weeks.</param>
/// <param name="HeartbeatAt">When it last said that it is alive; null: it does not say so.</param>
/// <param name="TakenAt">When its adapter last reported that it took a notification.</param>
/// <param name="SilentFrom">From when on it counts as silent unless it is heard before, by its own rhythm; null: no rhythm is known yet.</param>
/// <param name="IsSilent">That moment passed.</param>
/// <param name="Missing">Sequence numbers that never came.</param>
/// <param name="Gaps">The latest of them, by source: ranges <c>from-to</c>.</param>
/// <param name="Waiting">Notifications for it that the broker has not confirmed.</param>
/// <param name="OldestWaitingAt">When the oldest of them was made.</param>
/// <param name="Queue">Its notifications at the broker; null: not known here.</param>
/// <param name="Lane">Its own messages at the broker, not handled yet; null: not known here.</param>
/// <param name="Adapter">Its adapter; null: it has none, or its process does not answer.</param>
public sealed record PartnerHealth(
    string Code, string Name, DateTimeOffset? HeardAt, DateTimeOffset? HeartbeatAt, DateTimeOffset? TakenAt, DateTimeOffset? SilentFrom, bool IsSilent,
    long Missing, IReadOnlyDictionary<string, string> Gaps, long Waiting, DateTimeOffset? OldestWaitingAt, QueueDepth? Queue, QueueDepth? Lane, AdapterHealth? Adapter)
{
    /// <summary>What of it is paused.</summary>
    public IReadOnlyList<PauseRow> Pauses { get; init; } = [];

    /// <summary>Its latest refused message; null: there was none.</summary>
    public LastRefusal? LastRefused { get; init; }

    /// <summary>Why the first notification that waits for it was not taken; null: none was refused.</summary>
    public string? NotTakenReason { get; init; }

    /// <summary>Which versions of which contracts it sent.</summary>
    public IReadOnlyList<ContractSeen> Contracts { get; init; } = [];

    /// <summary>This side of it is paused.</summary>
    public bool IsPaused(PauseSide side) => Pauses.Any(pause => pause.Side == side);

    /// <summary>Somebody must look: it is silent, something of it is missing, or it does not take what is for it.</summary>
    public bool NeedsSomebody => IsSilent || Missing > 0 || Queue is { Consumers: 0 } || Adapter is { WaitingSince: not null };
}
