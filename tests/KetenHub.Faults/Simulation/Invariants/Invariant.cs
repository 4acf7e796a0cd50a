namespace KetenHub.Faults.Simulation.Invariants;

/// <summary>What must hold at the end of every story, whatever happened.</summary>
internal abstract class Invariant
{
    public static IReadOnlyList<Invariant> All { get; } =
    [
        new NothingLost(), new NothingTwice(), new OrderKept(), new LogChained(), new EveryEntryNotified(), new EveryNotificationDelivered(),
        new StateIsFold(), new NoStaleReminder(), new DeadlineKept(),
    ];

    /// <summary>What holds, in words.</summary>
    public abstract string Words { get; }

    /// <summary>What breaks it; nothing when it holds.</summary>
    public abstract IEnumerable<string> Broken(Evidence evidence);
}
