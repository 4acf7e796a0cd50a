using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Planted;

/// <summary>What was handed to the broker counts as confirmed.</summary>
internal sealed class MarkedSentBeforeConfirm : PlantedBug
{
    public override IOutbound Around(IOutbound outbound) => new Careless(outbound);

    private sealed class Careless(IOutbound real) : IOutbound
    {
        public async Task<IReadOnlyList<Delivery>> SendAsync(string recipient, IReadOnlyList<OutboundEvent> events, CancellationToken cancellation)
        {
            await real.SendAsync(recipient, events, cancellation);
            return [.. events.Select(_ => Delivery.Confirmed)];
        }

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }
}
