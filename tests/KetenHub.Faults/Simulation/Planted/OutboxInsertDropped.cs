using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Planted;

/// <summary>Of a batch with several notifications the last does not get into the outbox.</summary>
internal sealed class OutboxInsertDropped : PlantedBug
{
    public override IHubStore Around(IHubStore store) => new PassingStore(store, real => new Tx(real));

    private sealed class Tx(IHubTx real) : PassingTx(real)
    {
        public override Task WriteTxAsync(HubWrites writes, CancellationToken cancellation)
        {
            if (writes.Outbox.Count >= 3)
                writes.Outbox.RemoveAt(writes.Outbox.Count - 1);
            return base.WriteTxAsync(writes, cancellation);
        }
    }
}
