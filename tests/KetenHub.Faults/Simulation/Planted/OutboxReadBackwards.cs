using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Planted;

/// <summary>What waits is read with the latest first.</summary>
internal sealed class OutboxReadBackwards : PlantedBug
{
    public override IHubStore Around(IHubStore store) => new Backwards(store);

    private sealed class Backwards(IHubStore real) : PassingStore(real)
    {
        public override async Task<IReadOnlyList<OutboxItem>> ReadUnsentAsync(
            string recipient, DateTimeOffset now, int most, CancellationToken cancellation) =>
            [.. (await base.ReadUnsentAsync(recipient, now, most, cancellation)).Reverse()];
    }
}
