using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Planted;

/// <summary>The broker counts a message as done when it is handed over, not when it is committed.</summary>
internal sealed class AcknowledgedBeforeCommit : PlantedBug
{
    public override ILaneSource Around(ILaneSource lane) => new Eager(lane);

    private sealed class Eager(ILaneSource real) : ILaneSource
    {
        public async Task<ILaneBatch> ReadAsync(int most, CancellationToken cancellation)
        {
            var batch = await real.ReadAsync(most, cancellation);
            await batch.AcknowledgeAsync([], cancellation);
            return new Done(batch.Messages, batch.Ticket);
        }

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }

    private sealed class Done(IReadOnlyList<InboundMessage> messages, LaneTicket? ticket) : ILaneBatch
    {
        public IReadOnlyList<InboundMessage> Messages => messages;

        public LaneTicket? Ticket => ticket;

        public Task AcknowledgeAsync(IReadOnlyList<Receipt> receipts, CancellationToken cancellation) => Task.CompletedTask;

        public Task ReleaseAsync(CancellationToken cancellation) => Task.CompletedTask;
    }
}
