using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Planted;

/// <summary>A mistake put around the hub's seams on purpose, to see that the simulation finds it. This one is none.</summary>
internal class PlantedBug
{
    /// <summary>The known ones, by name.</summary>
    public static IReadOnlyDictionary<string, Func<PlantedBug>> All { get; } = new Dictionary<string, Func<PlantedBug>>
    {
        ["none"] = () => new PlantedBug(),
        ["acknowledged-before-commit"] = () => new AcknowledgedBeforeCommit(),
        ["dedupe-skipped"] = () => new DedupeSkipped(),
        ["outbox-insert-dropped"] = () => new OutboxInsertDropped(),
        ["reminder-after-answer"] = () => new ReminderAfterAnswer(),
        ["chain-wrong-after-crash"] = () => new ChainWrongAfterCrash(),
        ["marked-sent-before-confirm"] = () => new MarkedSentBeforeConfirm(),
        ["batch-spread-over-threads"] = () => new BatchSpreadOverThreads(),
        ["deadline-removed-before-decided"] = () => new DeadlineRemovedBeforeDecided(),
        ["state-write-forgotten"] = () => new StateWriteForgotten(),
        ["outbox-read-backwards"] = () => new OutboxReadBackwards(),
    };

    /// <summary>Between the steps and the real store. Called once per process that starts.</summary>
    public virtual IHubStore Around(IHubStore store) => store;

    public virtual ILaneSource Around(ILaneSource lane) => lane;

    public virtual IOutbound Around(IOutbound outbound) => outbound;
}
