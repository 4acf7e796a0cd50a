using KetenHub.Hub;

namespace KetenHub.Faults.Simulation;

/// <summary>A hub's channel to the recipients' queues.</summary>
internal sealed class SimulatedOutbound(SimulatedHub hub, IReadOnlyDictionary<string, Mailbox> mailboxes, Dice dice, FaultPlan faults) : IOutbound
{
    public async Task<IReadOnlyList<Delivery>> SendAsync(string recipient, IReadOnlyList<OutboundEvent> events, CancellationToken cancellation)
    {
        var results = new List<Delivery>();
        foreach (var one in events)
        {
            await hub.StepAsync("before publishing", detail: $" {one}");
            if (faults.Strikes(dice, Fault.Returned))
            {
                results.Add(new Delivery("returned"));
                continue;
            }
            mailboxes[recipient].Enqueue(new Mail(one.Id, one.Type, one.Body));
            await hub.StepAsync("published", detail: $" {one}");
            if (faults.Strikes(dice, Fault.OutConfirmLost))
            {
                // The channel is gone: of the rest nothing is known and nothing was sent.
                results.AddRange(Enumerable.Repeat(new Delivery("no confirm"), events.Count - results.Count));
                break;
            }
            results.Add(Delivery.Confirmed);
        }
        return results;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
