namespace KetenHub.Faults.Simulation.Invariants;

/// <summary>Every chain verifies, and every receipt is the entry it names.</summary>
internal sealed class LogChained : Invariant
{
    public override string Words => "log complete and chained";

    public override IEnumerable<string> Broken(Evidence evidence)
    {
        if (evidence.FirstBad is { } bad)
            yield return bad;
        var hashes = evidence.Log.ToDictionary(entry => (entry.Row.Person, entry.Row.N), entry => Convert.ToHexString(entry.Row.Hash));
        foreach (var row in evidence.Inbox.Where(row => hashes.GetValueOrDefault((row.Person, row.N)) != row.Hash))
            yield return $"the receipt of {row.EventId} names entry {row.N} of {row.Person} with another hash";
    }
}
