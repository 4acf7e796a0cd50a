using KetenHub.Hub;

namespace KetenHub.Faults.Simulation;

/// <summary>A partner's durable queue to the hub. One consumer at a time gets messages; what it had not acknowledged when its channel
/// ends comes first again, for the next.</summary>
internal sealed class InboundQueue(string partner)
{
    private readonly List<SimulatedLane> consumers = [];
    private readonly LinkedList<InboundMessage> waiting = [];

    public string Partner => partner;

    /// <summary>Everything that ever arrived, in order, resends too.</summary>
    public List<InboundMessage> Arrived { get; } = [];

    public bool IsEmpty => waiting.Count == 0 && consumers.All(consumer => consumer.Unacknowledged == 0);

    public void Enqueue(InboundMessage message)
    {
        Arrived.Add(message);
        waiting.AddLast(message);
    }

    public void Join(SimulatedLane consumer)
    {
        if (!consumers.Contains(consumer))
            consumers.Add(consumer);
    }

    public bool HasFor(SimulatedLane consumer) => waiting.Count > 0 && consumers[0] == consumer;

    public List<InboundMessage> Take(int most)
    {
        var taken = waiting.Take(most).ToList();
        foreach (var _ in taken)
            waiting.RemoveFirst();
        return taken;
    }

    /// <summary>The consumer's channel ended: its place in the line is lost too.</summary>
    public void Leave(SimulatedLane consumer, IReadOnlyList<InboundMessage> unacknowledged)
    {
        foreach (var message in unacknowledged.Reverse())
            waiting.AddFirst(message);
        consumers.Remove(consumer);
    }

    /// <summary>The broker drops the active consumer, as when a heartbeat is missed.</summary>
    public void Cut() => consumers.FirstOrDefault()?.Close();
}
