using KetenHub.Hub;
using Microsoft.Extensions.Logging.Abstractions;

namespace KetenHub.Demo;

/// <summary>The real intake, rules, store and relay in this process, on a clock that jumps from step to deadline to step.</summary>
internal sealed class SimulatedStage(
    IHubStore store, HubTransaction hub, Relay relay, DemoPartners outbound, PartnerList partners, SimulatedClock clock) : StoryStage
{
    private int taken = outbound.Received.Count;

    public override DateTimeOffset Now => clock.GetUtcNow();

    // Deadlines come at their own moment, not at the next step's.
    public override async Task AdvanceAsync(DateTimeOffset moment, CancellationToken cancellation)
    {
        while (await store.NextDeadlineAsync(cancellation) is { } next && next <= moment)
        {
            clock.MoveTo(next);
            if (await hub.HandleDeadlinesAsync(100, cancellation) == 0)
                break;
            await RelayAsync(cancellation);
        }
        clock.MoveTo(moment);
    }

    public override async Task<Played> SendAsync(InboundMessage message, CancellationToken cancellation)
    {
        var receipts = await LaneRunner.HandleAsync(hub, [message], null, NullLogger.Instance, cancellation);
        await RelayAsync(cancellation);
        return new Played(receipts[0].Outcome switch
        {
            ReceiptOutcome.Accepted => StepOutcome.Accepted,
            ReceiptOutcome.Duplicate => StepOutcome.Duplicate,
            _ => StepOutcome.Refused,
        }, Now, receipts[0].Problems);
    }

    public override IReadOnlyList<Told> TakeTold()
    {
        var told = outbound.Received.Skip(taken).ToList();
        taken += told.Count;
        return told;
    }

    private async Task RelayAsync(CancellationToken cancellation)
    {
        foreach (var partner in partners.All)
        {
            while (await relay.SendUnsentAsync(partner.Code, cancellation) > 0)
            {
            }
        }
    }
}
