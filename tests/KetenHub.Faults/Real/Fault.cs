namespace KetenHub.Faults.Real;

/// <summary>A fault that is done to a running whole. It measures its recoveries itself, at the moment from which somebody waits.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="What">What happens, and from when recovery is measured.</param>
/// <param name="Inject">Does it, and undoes what an operator or the world would undo.</param>
internal sealed record Fault(string Name, string What, Func<Scene, Task> Inject)
{
    /// <summary>Only with three nodes.</summary>
    public bool NeedsCluster { get; init; }

    /// <summary>Recovery waits for the broker itself: reported, not judged.</summary>
    public bool IsBrokersOwn { get; init; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Fault> All { get; } = 
    [
        .. HubFaults.All, .. StepFaults.All, .. BrokerFaults.All, .. DatabaseFaults.All, .. NetworkFaults.All,
        .. MessageFaults.All, .. AuthorityFaults.All, .. TopologyFaults.All, UpgradeFault.Rolling,
    ];
}
