using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Extensions.Logging.Abstractions;

namespace KetenHub.Demo;

/// <summary>Runs one story through the real intake, rules, store and relay, on a clock that jumps from step to deadline to step.</summary>
internal sealed class StoryRun(
    Story story, IHubStore store, HubKeys keys, HubTransaction hub, Relay relay, DemoPartners outbound, PartnerList partners, SimulatedClock clock)
{
    private readonly Dictionary<string, InboundMessage> labelled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> sequences = new(StringComparer.Ordinal);
    private readonly StaleNotices stale = new();
    private readonly List<string> failures = [];
    private readonly int first = outbound.Received.Count;
    private int told = outbound.Received.Count;

    /// <summary>What was accepted, in order: partner and message.</summary>
    public List<(string From, KetenMessage Message)> Accepted { get; } = [];

    public int Refused { get; private set; }

    public int Duplicates { get; private set; }

    /// <summary>What happened otherwise than expected; empty when the story ended as it should.</summary>
    public IReadOnlyList<string> Failures => failures;

    public int Stale => stale.Count;

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var (step, index) in story.Steps.Select((step, index) => (step, index)))
        {
            await AdvanceAsync(story.Start + step.At, cancellation);
            await SendAsync(step, index, cancellation);
        }
        await AdvanceAsync(story.Start + story.Until, cancellation);
        failures.AddRange(await new StoryCheck(story, store, keys, [.. outbound.Received.Skip(first)], Accepted).FailuresAsync(cancellation));
    }

    private async Task SendAsync(StoryStep step, int index, CancellationToken cancellation)
    {
        var inbound = step.Again is null ? Write(step, index) : labelled[step.Again];
        if (step.Label is not null)
            labelled[step.Label] = inbound;
        var receipts = await LaneRunner.HandleAsync(hub, [inbound], null, NullLogger.Instance, cancellation);
        var outcome = receipts[0].Outcome switch
        {
            ReceiptOutcome.Accepted => StepOutcome.Accepted,
            ReceiptOutcome.Duplicate => StepOutcome.Duplicate,
            _ => StepOutcome.Refused,
        };
        if (outcome != step.Expect)
            failures.Add($"step {index + 1} was {outcome}, expected {step.Expect}{string.Concat(receipts[0].Problems.Select(problem => $": {problem}"))}");
        switch (outcome)
        {
            case StepOutcome.Accepted:
                var message = Intake.Read(inbound, partners.Find(inbound.Publisher)!).Message!;
                Accepted.Add((inbound.Publisher, message));
                stale.Accepted(message);
                break;
            case StepOutcome.Duplicate: Duplicates++; break;
            default: Refused++; break;
        }
        await RelayAsync(cancellation);
    }

    private InboundMessage Write(StoryStep step, int index)
    {
        if (partners.Find(step.From) is not { } partner)
            throw new KetenHubException(Errors.StoryInvalid.At($"{story.File}/steps/{index}/from", "the code of a partner"));
        var source = $"urn:nld:oin:{partner.Oin}:systeem:verhaal-{Path.GetFileNameWithoutExtension(story.File)}";
        var sequence = sequences[source] = sequences.GetValueOrDefault(source) + 1;
        return new InboundMessage(partner.Code, CloudEvent.ContentType, CloudEventWriter.Write(new CloudEvent
        {
            Id = EffectIds.Of($"{story.File}|{story.Start:O}", index).ToString("D"),
            Source = source,
            Type = $"nl.vreemdelingenketen.{step.Type}.v1",
            Time = clock.GetUtcNow(),
            Sequence = CloudEventWriter.Sequence(sequence),
            Data = StoryFile.Resolve(step.Data, story.Start),
        }));
    }

    // Deadlines come at their own moment, not at the next step's.
    private async Task AdvanceAsync(DateTimeOffset moment, CancellationToken cancellation)
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

    private async Task RelayAsync(CancellationToken cancellation)
    {
        foreach (var partner in partners.All)
        {
            while (await relay.SendUnsentAsync(partner.Code, cancellation) > 0)
            {
            }
        }
        // Recipients are asked in turn: put what they got back in the order in which the hub decided it.
        foreach (var notice in outbound.Received.Skip(told).OrderBy(notice => notice.At))
            stale.Told(notice);
        told = outbound.Received.Count;
    }
}
