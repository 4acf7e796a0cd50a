using KetenHub.Hub;

namespace KetenHub.Faults.Simulation;

/// <summary>What hubs on one store share besides its file: who writes now, leases, and who hears of a commit.</summary>
internal sealed class SharedStore(World world)
{
    private readonly Dictionary<string, (string Holder, DateTimeOffset Until)> leases = [];

    /// <summary>Who is within a transaction.</summary>
    public Actor? Writer { get; set; }

    /// <summary>Notifications committed and not marked as sent, with the recipient.</summary>
    public Dictionary<Guid, string> Unsent { get; } = [];

    public List<SimulatedHub> Hubs { get; } = [];

    public bool Hold(string name, string holder, TimeSpan duration)
    {
        if (leases.TryGetValue(name, out var held) && held.Holder != holder && held.Until > world.Now)
            return false;
        leases[name] = (holder, world.Now + duration);
        return true;
    }

    public void Release(string name, string holder)
    {
        if (leases.TryGetValue(name, out var held) && held.Holder == holder)
            leases.Remove(name);
    }

    public void Committed(SimulatedHub by, HubWrites writes)
    {
        foreach (var row in writes.Outbox)
            Unsent.TryAdd(row.Id, row.Recipient);
        var (recipients, deadlines) = (writes.Outbox.Select(row => row.Recipient).ToHashSet(), writes.Deadlines.Count > 0);
        by.Wake(recipients, deadlines);
        // Another process looks now and then.
        foreach (var other in Hubs.Where(hub => hub != by))
            world.After(TimeSpan.FromSeconds(deadlines ? 30 : 1), other.Name, () => other.Wake(recipients, deadlines));
    }
}
