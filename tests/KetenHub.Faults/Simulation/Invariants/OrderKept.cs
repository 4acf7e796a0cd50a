using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Invariants;

/// <summary>The log of a person has a publisher's messages in the order in which they first came to its lane. A message that was refused and
/// came once more when it could be accepted (a merge sent before the other person was known) has its place where it was accepted.</summary>
internal sealed class OrderKept : Invariant
{
    public override string Words => "order per person and publisher";

    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var ofOne in evidence.Log.Where(entry => entry.Row.Kind == LogKind.Received).GroupBy(entry => (entry.Row.Person, entry.Row.Party)))
        {
            var latest = -1;
            foreach (var entry in ofOne.OrderBy(entry => entry.Row.N))
            {
                if (!evidence.Arrival.TryGetValue((entry.Row.Party, entry.Digest), out var place))
                {
                    yield return $"{entry.Row.Person} entry {entry.Row.N}: {entry.Row.Party} never sent it";
                    continue;
                }
                if (evidence.Quarantined.ContainsKey((entry.Row.Party, entry.Digest)))
                    continue;
                if (place < latest)
                    yield return $"{entry.Row.Person} entry {entry.Row.N} of {entry.Row.Party} came before one that is logged earlier";
                latest = Math.Max(latest, place);
            }
        }
    }
}
