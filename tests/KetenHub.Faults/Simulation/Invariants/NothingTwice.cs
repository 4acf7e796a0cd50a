using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Invariants;

/// <summary>However often it was sent: one entry per event, one notification per effect.</summary>
internal sealed class NothingTwice : Invariant
{
    public override string Words => "nothing twice";

    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var kind in new[] { LogKind.Received, LogKind.Notified })
        {
            foreach (var same in evidence.Log.Where(entry => entry.Row.Kind == kind).GroupBy(entry => (entry.Row.Party, entry.Row.EventId)).Where(same => same.Count() > 1))
                yield return $"{kind} {same.Key.Party} {same.Key.EventId} stands {same.Count()} times in the log";
        }
        var received = evidence.Log.Count(entry => entry.Row.Kind == LogKind.Received);
        if (received != evidence.Inbox.Count)
            yield return $"{received} entries of received events for {evidence.Inbox.Count} in the inbox";
    }
}
