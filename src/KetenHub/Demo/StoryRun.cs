using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Demo;

/// <summary>Plays one story on a stage, and judges how it ended.</summary>
internal sealed class StoryRun(Story story, IHubStore store, HubKeys keys, PartnerList partners, StoryStage stage)
{
    private readonly Dictionary<string, InboundMessage> labelled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> sequences = new(StringComparer.Ordinal);
    private readonly List<(DateTimeOffset At, KetenMessage? Accepted, Told? Told)> happened = [];
    private readonly List<string> failures = [];

    /// <summary>What was accepted, in order: partner and message.</summary>
    public List<(string From, KetenMessage Message)> Accepted { get; } = [];

    public int Refused { get; private set; }

    public int Duplicates { get; private set; }

    /// <summary>What happened otherwise than expected; empty when the story ended as it should.</summary>
    public IReadOnlyList<string> Failures => failures;

    public int Stale { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var (step, index) in story.Steps.Select((step, index) => (step, index)))
        {
            await stage.AdvanceAsync(story.Start + step.At, cancellation);
            TakeTold();
            await SendAsync(step, index, cancellation);
            TakeTold();
        }
        await stage.AdvanceAsync(story.Start + story.Until, cancellation);
        TakeTold();
        Stale = CountStale();
        failures.AddRange(await new StoryCheck(story, store, keys, [.. happened.Select(one => one.Told).OfType<Told>()], Accepted).FailuresAsync(cancellation));
    }

    private async Task SendAsync(StoryStep step, int index, CancellationToken cancellation)
    {
        var inbound = step.Again is null ? Write(step, index) : labelled[step.Again];
        if (step.Label is not null)
            labelled[step.Label] = inbound;
        var played = await stage.SendAsync(inbound, cancellation);
        if (played.Outcome != step.Expect)
            failures.Add($"step {index + 1} was {played.Outcome}, expected {step.Expect}{string.Concat(played.Problems.Select(problem => $": {problem}"))}");
        switch (played.Outcome)
        {
            case StepOutcome.Accepted:
                var message = Intake.Read(inbound, partners.Find(inbound.Publisher)!).Message!;
                Accepted.Add((inbound.Publisher, message));
                happened.Add((played.At, message, null));
                break;
            case StepOutcome.Duplicate: Duplicates++; break;
            default: Refused++; break;
        }
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
            Time = stage.Now,
            Sequence = CloudEventWriter.Sequence(sequence),
            Data = StoryFile.Resolve(step.Data, story.Start),
        }));
    }

    private void TakeTold() => happened.AddRange(stage.TakeTold().Select(told => (told.At, (KetenMessage?)null, (Told?)told)));

    // Recipients are told in turn, and later than it was decided: everything is put back in the order in which the hub decided it.
    private int CountStale()
    {
        var stale = new StaleNotices();
        foreach (var (_, accepted, told) in happened.OrderBy(one => one.At))
        {
            if (accepted is not null)
                stale.Accepted(accepted);
            else
                stale.Told(told!);
        }
        return stale.Count;
    }
}
