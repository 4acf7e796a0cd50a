namespace KetenHub.Partners;

/// <summary>A case under way in this process.</summary>
internal sealed class RunningCase
{
    private IReadOnlyList<SimulatedEvent> timeline;

    public RunningCase(int seed, OpenCase open)
    {
        File = new SimulatedCase(seed, open.Number, open.Start);
        State = open;
        timeline = CaseTimeline.Of(File, open.Requests);
    }

    public SimulatedCase File { get; }

    public OpenCase State { get; private set; }

    /// <summary>Keys of what this process has sent.</summary>
    public HashSet<string> Sent { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a request; false when it is known.</summary>
    public bool Add(ReceivedRequest request)
    {
        if (State.Requests.Any(known => known.Number >= request.Number))
            return false;
        State = State with { Requests = [.. State.Requests, request] };
        timeline = CaseTimeline.Of(File, State.Requests);
        return true;
    }

    public IEnumerable<SimulatedEvent> Due(DateTimeOffset now) => timeline.Where(next => next.At <= now && !Sent.Contains(next.Key));

    /// <summary>Whether all was sent, the last of it before this moment.</summary>
    public bool IsOver(DateTimeOffset before) => timeline.All(next => next.At < before && Sent.Contains(next.Key));
}
