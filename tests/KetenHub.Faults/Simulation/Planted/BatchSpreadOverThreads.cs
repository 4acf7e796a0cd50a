using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Planted;

/// <summary>A batch is dealt out to two workers, and their results are put behind each other.</summary>
internal sealed class BatchSpreadOverThreads : PlantedBug
{
    public override ILaneSource Around(ILaneSource lane) => new Spread(lane);

    private sealed class Spread(ILaneSource real) : ILaneSource
    {
        public async Task<ILaneBatch> ReadAsync(int most, CancellationToken cancellation) => new Batch(await real.ReadAsync(most, cancellation));

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }

    private sealed class Batch(ILaneBatch real) : ILaneBatch
    {
        public IReadOnlyList<InboundMessage> Messages { get; } =
            [.. real.Messages.Where((_, i) => i % 2 == 1), .. real.Messages.Where((_, i) => i % 2 == 0)];

        public LaneTicket? Ticket => real.Ticket;

        public Task AcknowledgeAsync(IReadOnlyList<Receipt> receipts, CancellationToken cancellation) => real.AcknowledgeAsync(receipts, cancellation);

        public Task ReleaseAsync(CancellationToken cancellation) => real.ReleaseAsync(cancellation);
    }
}
