using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Planted;

/// <summary>Deadlines are taken in a transaction of their own, before what they ask for is decided.</summary>
internal sealed class DeadlineRemovedBeforeDecided : PlantedBug
{
    public override IHubStore Around(IHubStore store) => new PassingStore(store, real => new Tx(real, store));

    private sealed class Tx(IHubTx real, IHubStore store) : PassingTx(real)
    {
        public override async Task<IReadOnlyList<DeadlineRow>> ClaimDeadlinesTxAsync(DateTimeOffset now, int most, CancellationToken cancellation)
        {
            var claimed = await base.ClaimDeadlinesTxAsync(now, most, cancellation);
            await Real.CommitTxAsync(cancellation);
            await Real.DisposeAsync();
            Real = await store.BeginAsync(cancellation);
            return claimed;
        }
    }
}
