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
        public override async Task<IReadOnlyList<PersonRow>> LockPersonsTxAsync(IReadOnlyCollection<Guid> persons, CancellationToken cancellation)
        {
            var rows = await base.LockPersonsTxAsync(persons, cancellation);
            return rows.Count > 0 && isFirst() ? [.. rows.Select(row => row with { Head = LogChain.Genesis() })] : rows;
        }
    }
}
