using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Invariants;

/// <summary>Compares the publishers' own ledgers with the hub's inbox, log and quarantine.</summary>
internal sealed class NothingLost : Invariant
{
    public override string Words => "nothing lost";

    public override IEnumerable<string> Broken(Evidence evidence)
    {
        var accepted = evidence.Inbox.ToLookup(row => (row.Publisher, row.Digest));
        var logged = evidence.Log.Where(entry => entry.Row.Kind == LogKind.Received).ToLookup(entry => (entry.Row.Party, entry.Digest));
        foreach (var sent in evidence.Sent)
        {
            var key = (sent.Message.Publisher, sent.Digest);
            if (!sent.IsConfirmed)
                yield return $"{sent.Message} {sent.Digest[..8]} was never confirmed";
            else if (accepted.Contains(key) != logged.Contains(key))
                yield return $"{sent.Message} {sent.Digest[..8]} is in one of inbox and log";
            else if (!accepted.Contains(key) && !evidence.Quarantined.ContainsKey(key))
                yield return $"{sent.Message} {sent.Digest[..8]} was confirmed and is neither accepted nor refused";
        }
        foreach (var (_, errors) in evidence.Quarantined.Where(row => row.Value.Contains("KH240", StringComparison.Ordinal)))
            yield return $"a message is set apart as {errors}: deciding on it failed";
    }
}
