using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Planted;

/// <summary>Nobody asks whether an event is known.</summary>
internal sealed class DedupeSkipped : PlantedBug
{
    public override IHubStore Around(IHubStore store) => new PassingStore(store, real => new Tx(real));

    private sealed class Tx(IHubTx real) : PassingTx(real)
    {
        protected override Loaded Changed(Loaded loaded) => loaded with { Inbox = new Dictionary<InboxKey, InboxRow>() };

        // And nothing in the store objects.
        public override async Task WriteTxAsync(HubWrites writes, CancellationToken cancellation)
        {
            var known = (await Real.LoadTxAsync(new LoadKeys { Events = [.. writes.Inbox.Select(row => row.Key)] }, cancellation)).Inbox;
            writes.Inbox.RemoveAll(row => known.ContainsKey(row.Key));
            await base.WriteTxAsync(writes, cancellation);
        }
    }
}
