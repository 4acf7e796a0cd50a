namespace KetenHub.Faults.Simulation.Invariants;

/// <summary>Every outbox row reached its recipient, with the body of the log, and in order per person.</summary>
internal sealed class EveryNotificationDelivered : Invariant
{
    public override string Words => "every notification delivered, once after dedupe and in order";

    public override IEnumerable<string> Broken(Evidence evidence)
    {
        var bodies = evidence.Log.ToDictionary(entry => (entry.Row.Person, entry.Row.N), entry => entry.Body);
        foreach (var (recipient, taken) in evidence.Mail)
        {
            var first = new Dictionary<string, int>();
            for (var i = 0; i < taken.Count; i++)
                first.TryAdd(taken[i].Id.ToString("D"), i);
            var rows = evidence.Outbox.Where(row => row.Recipient == recipient).ToList();
            foreach (var row in rows)
            {
                if (!first.TryGetValue(row.Id, out var place))
                    yield return $"{row.Type} to {recipient}, entry {row.N} of {row.Person}, never came";
                else if (!bodies.TryGetValue((row.Person, row.N), out var body) || !body.AsSpan().SequenceEqual(taken[place].Body))
                    yield return $"{row.Type} to {recipient}, entry {row.N} of {row.Person}, came with another body";
                if (!row.IsSent)
                    yield return $"{row.Type} to {recipient}, entry {row.N} of {row.Person}, still waits";
            }
            foreach (var id in first.Keys.Except(rows.Select(row => row.Id)))
                yield return $"{recipient} got {id}, which is not in the outbox";
            foreach (var ofOne in rows.Where(row => first.ContainsKey(row.Id)).GroupBy(row => row.Person))
            {
                var places = ofOne.OrderBy(row => row.N).Select(row => first[row.Id]).ToList();
                if (places.Zip(places.Skip(1)).Any(pair => pair.First > pair.Second))
                    yield return $"{recipient} got the notifications about {ofOne.Key} in another order";
            }
        }
    }
}
