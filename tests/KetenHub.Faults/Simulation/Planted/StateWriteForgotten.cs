using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Planted;

/// <summary>Now and then a person's state stays as it was, although the log grows.</summary>
internal sealed class StateWriteForgotten : PlantedBug
{
    public override IHubStore Around(IHubStore store) => new PassingStore(store, real => new Tx(real));

    private sealed class Tx(IHubTx real) : PassingTx(real)
    {
        public override async Task WriteTxAsync(HubWrites writes, CancellationToken cancellation)
        {
            for (var i = 0; i < writes.Persons.Count; i++)
            {
                var row = writes.Persons[i];
                if (row.N % 7 == 0 && await Real.LockPersonsTxAsync([row.Id], cancellation) is [var stored])
                    writes.Persons[i] = row with { SealedState = stored.SealedState };
            }
            await base.WriteTxAsync(writes, cancellation);
        }
    }
}
