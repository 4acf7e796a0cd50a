using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Planted;

/// <summary>A process that follows a killed one begins the first chain it touches anew.</summary>
internal sealed class ChainWrongAfterCrash : PlantedBug
{
    private int processes;

    public override IHubStore Around(IHubStore store)
    {
        // The first two can be the hubs that began.
        var isFirst = ++processes > 2;
        return new PassingStore(store, real => new Tx(real, () => isFirst && !(isFirst = false)));
    }

    private sealed class Tx(IHubTx real, Func<bool> isFirst) : PassingTx(real)
    {
        protected override IReadOnlyList<PersonRow> Changed(IReadOnlyList<PersonRow> persons) =>
            persons.Count > 0 && isFirst() ? [.. persons.Select(row => row with { Head = LogChain.Genesis() })] : persons;
    }
}
