using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Planted;

/// <summary>An answer does not take its deadline away, and deadlines are decided on a state from before the latest message.</summary>
internal sealed class ReminderAfterAnswer : PlantedBug
{
    private readonly Dictionary<Guid, byte[]> earlier = [];

    public override IHubStore Around(IHubStore store) => new PassingStore(store, real => new Tx(real, earlier));

    private sealed class Tx(IHubTx real, Dictionary<Guid, byte[]> earlier) : PassingTx(real)
    {
        private bool ofDeadlines;

        public override Task<IReadOnlyList<DeadlineRow>> ClaimDeadlinesTxAsync(DateTimeOffset now, int most, CancellationToken cancellation)
        {
            ofDeadlines = true;
            return base.ClaimDeadlinesTxAsync(now, most, cancellation);
        }

        protected override IReadOnlyList<PersonRow> Changed(IReadOnlyList<PersonRow> persons)
        {
            if (ofDeadlines)
                return [.. persons.Select(row => earlier.TryGetValue(row.Id, out var old) ? row with { SealedState = old } : row)];
            foreach (var row in persons)
                earlier[row.Id] = row.SealedState;
            return persons;
        }

        public override Task WriteTxAsync(HubWrites writes, CancellationToken cancellation)
        {
            writes.CancelledDeadlines.RemoveAll(deadline => deadline.Key.StartsWith("readiness", StringComparison.Ordinal));
            return base.WriteTxAsync(writes, cancellation);
        }
    }
}
