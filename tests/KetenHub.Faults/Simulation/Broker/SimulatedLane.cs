using KetenHub.Hub;

namespace KetenHub.Faults.Simulation;

/// <summary>A hub's consumer of one inbound queue.</summary>
internal sealed class SimulatedLane(SimulatedHub hub, InboundQueue queue, Dice dice) : ILaneSource
{
    private Batch? open;
    private LaneTicket? ticket;

    private SimulatedHub Hub => hub;

    public int Unacknowledged => open?.Messages.Count ?? 0;

    public async Task<ILaneBatch> ReadAsync(int most, CancellationToken cancellation)
    {
        hub.EndTurn(this);
        // A batch given up without a word counts as released; and now and then a channel is opened anew.
        if (open is not null || dice.Chance(0.2))
            Close();
        queue.Join(this);
        await hub.WaitAsync(() => Joined() && queue.HasFor(this));
        // What arrived meanwhile is one batch; sometimes the broker gives less.
        var messages = queue.Take(dice.Chance(0.7) ? most : dice.Between(1, Math.Min(most, 5)));
        var batch = open = new Batch(this, messages);
        await hub.StepAsync("read lane", detail: $": {messages.Count}");
        try
        {
            // With the first messages of a channel.
            batch.Ticket = ticket ?? await hub.TakeLaneAsync(queue.Partner);
            // Unless it was cut meanwhile.
            if (open == batch)
                ticket = batch.Ticket;
        }
        catch (StoreUnavailableException)
        {
            Close();
            throw;
        }
        await hub.TakeTurnAsync(this);
        return batch;
    }

    /// <summary>The channel ends.</summary>
    public void Close()
    {
        queue.Leave(this, open?.Messages ?? []);
        (open, ticket) = (null, null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // A cut while nothing was unacknowledged is found out at once.
    private bool Joined()
    {
        queue.Join(this);
        return true;
    }

    private sealed class Batch(SimulatedLane lane, List<InboundMessage> messages) : ILaneBatch
    {
        public IReadOnlyList<InboundMessage> Messages => messages;

        public LaneTicket? Ticket { get; set; }

        public async Task AcknowledgeAsync(IReadOnlyList<Receipt> receipts, CancellationToken cancellation)
        {
            await lane.Hub.StepAsync("before acknowledging");
            if (lane.open != this)
                throw new IOException("the channel is closed");
            lane.open = null;
            await lane.Hub.StepAsync("acknowledged");
        }

        public async Task ReleaseAsync(CancellationToken cancellation)
        {
            await lane.Hub.StepAsync("release");
            if (lane.open == this)
                lane.Close();
        }
    }
}
