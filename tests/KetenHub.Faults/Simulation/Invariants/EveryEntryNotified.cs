using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Invariants;

/// <summary>Deciding again on each entry gives the notifications that stand behind it, and each of them is in the outbox.</summary>
internal sealed class EveryEntryNotified : Invariant
{
    public override string Words => "every log entry has its notifications";

    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var difference in evidence.Replay.Differences)
            yield return difference;
        var outbox = evidence.Outbox.ToDictionary(row => row.Id);
        var notified = evidence.Log.Where(entry => entry.Row.Kind == LogKind.Notified).ToList();
        foreach (var row in notified.Select(entry => entry.Row))
        {
            if (!outbox.TryGetValue(row.EventId, out var line) || (line.Person, line.N, line.Recipient) != (row.Person, row.N, row.Party))
                yield return $"{row.Type} to {row.Party}, entry {row.N} of {row.Person}, is not in the outbox";
        }
        if (notified.Count != evidence.Outbox.Count)
            yield return $"{evidence.Outbox.Count} rows in the outbox for {notified.Count} notifications in the log";
    }
}
