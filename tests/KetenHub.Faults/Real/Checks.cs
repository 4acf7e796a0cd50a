namespace KetenHub.Faults.Real;

/// <summary>The invariants, each from the ledgers and the database as they are. Nothing here asks the hub.</summary>
internal static class Checks
{
    private const string Received = "Received";
    private const string Notified = "Notified";

    // Respond-by of the policy of these runs, and what a busy hub may take.
    private const long AnswerDueMilliseconds = 20_000;
    private const long PatienceMilliseconds = 20_000;

    /// <summary>Every violation, each named by what it is; never more than a few words about one event.</summary>
    /// <param name="picture">The database.</param>
    /// <param name="confirmed">What was confirmed before the picture was taken.</param>
    /// <param name="sent">Ledgers of the publishers, as long as they are by now.</param>
    /// <param name="receivers">The receivers.</param>
    /// <param name="before">How many lines each receiver's ledger had before the picture was taken.</param>
    public static IReadOnlyList<string> All(
        Picture picture, IReadOnlyList<Sent> confirmed, IReadOnlyList<Sent> sent, IReadOnlyList<Receiver> receivers, IReadOnlyDictionary<string, int> before) =>
    [
        .. Lost(picture, confirmed), .. Twice(picture), .. Order(picture, sent), .. Chained(picture), .. Notifications(picture),
        .. receivers.SelectMany(receiver => Delivered(picture, receiver, before[receiver.Partner])), .. Effects(picture, confirmed, sent, receivers),
        .. Terms(picture, sent, receivers),
    ];

    // I1, I7: a confirmed event stands in inbox and log with the same body. What must be refused is judged by the fault that sent it.
    private static IEnumerable<string> Lost(Picture picture, IReadOnlyList<Sent> confirmed)
    {
        var inbox = picture.Inbox.ToDictionary(row => (row.Publisher, row.EventId));
        foreach (var line in confirmed)
        {
            if (!inbox.TryGetValue((line.Partner, line.Id.ToString("D")), out var row))
                yield return $"lost: {line.Partner} {line.Sequence} was confirmed and is not accepted";
            else if (!row.Digest.AsSpan().SequenceEqual(line.Digest))
                yield return $"changed: {line.Partner} {line.Sequence} was accepted with another body";
        }
    }

    // I2: one inbox row, one log entry, and nothing that nobody sent.
    private static IEnumerable<string> Twice(Picture picture)
    {
        var received = picture.Log.Where(entry => entry.Kind == Received).ToList();
        foreach (var twice in received.GroupBy(entry => (entry.Party, entry.EventId)).Where(group => group.Count() > 1))
            yield return $"twice: an event of {twice.Key.Party} stands {twice.Count()} times in the log";
        var entries = received.Select(entry => (entry.Person, entry.N, entry.EventId)).ToHashSet();
        foreach (var row in picture.Inbox.Where(row => !entries.Contains((row.Person, row.N, row.EventId))))
            yield return $"no entry: an accepted event of {row.Publisher} has no log entry where its receipt says";
        if (received.Count != picture.Inbox.Count)
            yield return $"log and inbox differ: {received.Count} received, {picture.Inbox.Count} accepted";
        if (picture.CountedAsAccepted != picture.Inbox.Count)
            yield return $"counter differs: {picture.CountedAsAccepted} counted, {picture.Inbox.Count} accepted";
    }

    // I3: per person and publisher the log follows the publisher's sequence; no number is missing at the end.
    private static IEnumerable<string> Order(Picture picture, IReadOnlyList<Sent> sent)
    {
        var places = sent.ToDictionary(line => line.Id.ToString("D"), line => line.Place);
        foreach (var lane in picture.Log.Where(entry => entry.Kind == Received && places.ContainsKey(entry.EventId)).GroupBy(entry => (entry.Person, entry.Party)))
        {
            long last = 0;
            foreach (var entry in lane.OrderBy(entry => entry.N))
            {
                if (places[entry.EventId] < last)
                    yield return $"order: {lane.Key.Party} {places[entry.EventId]} came behind {last} of the same person";
                last = Math.Max(last, places[entry.EventId]);
            }
        }
        foreach (var (source, (_, missing)) in picture.Sequences.Where(row => row.Value.Missing != 0 && row.Key.EndsWith(":faults", StringComparison.Ordinal)))
            yield return $"sequence: {missing} numbers of {source} are missing";
    }

    // I4, by the links alone; the hashes themselves are judged by the verifier.
    private static IEnumerable<string> Chained(Picture picture)
    {
        foreach (var person in picture.Log.GroupBy(entry => entry.Person))
        {
            var (n, head) = (0L, new byte[32]);
            foreach (var entry in person)
            {
                if (entry.N != n + 1 || !entry.PrevHash.AsSpan().SequenceEqual(head))
                    yield return $"chain: entry {entry.N} does not follow entry {n}";
                (n, head) = (entry.N, entry.Hash);
            }
            if (!picture.Heads.TryGetValue(person.Key, out var last) || last.N != n || !last.Head.AsSpan().SequenceEqual(head))
                yield return $"chain: a person's head is not its last entry, {n}";
        }
    }

    // I5: every entry about a notification has its outbox row, and the other way round.
    private static IEnumerable<string> Notifications(Picture picture)
    {
        var entries = picture.Log.Where(entry => entry.Kind == Notified)
            .Select(entry => (entry.Person, entry.N, Id: Guid.Parse(entry.EventId), Recipient: entry.Party)).ToHashSet();
        var rows = picture.Outbox.Select(row => (row.Person, row.N, row.Id, row.Recipient)).ToHashSet();
        if (entries.Except(rows).Count() is > 0 and var unsent)
            yield return $"not queued: {unsent} notifications stand in the log and not in the outbox";
        if (rows.Except(entries).Count() is > 0 and var unlogged)
            yield return $"not logged: {unlogged} notifications stand in the outbox and not in the log";
    }

    // I5: everything reached its recipient, nothing else did, and per person in the order of the log.
    private static IEnumerable<string> Delivered(Picture picture, Receiver receiver, int before)
    {
        var rows = picture.Outbox.Where(row => row.Recipient == receiver.Partner).ToDictionary(row => row.Id);
        var first = receiver.Ledger.DistinctBy(told => told.Id).ToList();
        var got = first.Select(told => told.Id).ToHashSet();
        if (rows.Keys.Count(id => !got.Contains(id)) is > 0 and var missing)
            yield return $"not delivered: {missing} notifications did not reach {receiver.Partner}";
        if (receiver.Ledger.Take(before).Count(told => !rows.ContainsKey(told.Id)) is > 0 and var ghosts)
            yield return $"ghost: {receiver.Partner} got {ghosts} notifications that were never committed";
        var last = new Dictionary<Guid, long>();
        foreach (var told in first)
        {
            // What was made after the picture was taken is judged the next time.
            if (!rows.TryGetValue(told.Id, out var row))
                continue;
            if (row.N < last.GetValueOrDefault(row.Person))
                yield return $"order: {receiver.Partner} got entry {row.N} behind entry {last[row.Person]} of the same person";
            last[row.Person] = Math.Max(row.N, last.GetValueOrDefault(row.Person));
        }
    }

    // I2, by what each message must have caused: known from the ledgers alone.
    private static IEnumerable<string> Effects(
        Picture picture, IReadOnlyList<Sent> confirmed, IReadOnlyList<Sent> sent, IReadOnlyList<Receiver> receivers)
    {
        var known = picture.Outbox.Select(row => row.Id).ToHashSet();
        var told = receivers.ToDictionary(receiver => receiver.Partner, receiver => receiver.Ledger
            .DistinctBy(line => line.Id).Where(line => known.Contains(line.Id)).CountBy(line => (line.Type, line.Thread)).ToDictionary());
        var replanned = sent.Where(line => line.Kind == SentKind.Replan).Select(line => line.Thread).ToHashSet();
        foreach (var line in confirmed.Where(line => !replanned.Contains(line.Thread)))
        {
            var (recipient, type) = line.Kind switch
            {
                SentKind.Decision => ("dtv", "readiness-requested"),
                SentKind.Answer => ("ind", "hand-out-clearance"),
                _ => ("", ""),
            };
            if (recipient.Length > 0 && told[recipient].GetValueOrDefault((type, line.Thread)) is not 1 and var times)
                yield return $"effect: {type} for decision {line.Thread} was told {times} times";
        }
    }

    // Nobody is reminded of what is answered; whoever does not answer is not forgotten.
    private static IEnumerable<string> Terms(Picture picture, IReadOnlyList<Sent> sent, IReadOnlyList<Receiver> receivers)
    {
        var replanned = sent.Where(line => line.Kind == SentKind.Replan).Select(line => line.Thread).ToHashSet();
        var answers = sent.Where(line => line.Kind == SentKind.Answer && !replanned.Contains(line.Thread))
            .ToDictionary(line => line.Id.ToString("D"), line => line.Thread);
        var answeredAt = picture.Log.Where(entry => entry.Kind == Received && answers.ContainsKey(entry.EventId)).DistinctBy(entry => entry.EventId)
            .ToDictionary(entry => answers[entry.EventId], entry => entry.N);
        var places = picture.Outbox.ToDictionary(row => row.Id, row => row.N);
        var escalated = receivers.SelectMany(receiver => receiver.Ledger).DistinctBy(told => told.Id)
            .Where(told => told.Type == "readiness-escalated").CountBy(told => told.Thread).ToDictionary();
        var acceptedAt = picture.Log.Where(entry => entry.Kind == Received).DistinctBy(entry => entry.EventId)
            .ToDictionary(entry => entry.EventId, entry => entry.At);
        var due = picture.At.ToUnixTimeMilliseconds() - AnswerDueMilliseconds - PatienceMilliseconds;
        foreach (var line in sent.Where(line => line.Kind == SentKind.Decision && !replanned.Contains(line.Thread)))
        {
            var times = escalated.GetValueOrDefault(line.Thread);
            var isDue = acceptedAt.TryGetValue(line.Id.ToString("D"), out var accepted) && accepted < due && !answeredAt.ContainsKey(line.Thread);
            if (times > 1 || (isDue && times == 0))
                yield return $"term: decision {line.Thread} was escalated {times} times";
        }
        foreach (var told in receivers.SelectMany(receiver => receiver.Ledger).DistinctBy(told => told.Id))
        {
            if (told.Type is "readiness-reminder" or "readiness-escalated"
                && answeredAt.TryGetValue(told.Thread, out var at) && places.TryGetValue(told.Id, out var n) && n > at)
                yield return $"stale: {told.Type} for decision {told.Thread} came after its answer";
        }
    }
}
