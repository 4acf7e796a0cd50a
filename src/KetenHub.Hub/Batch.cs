using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>The persons and writes of one transaction. Decides on each message in order, as if each had a transaction of its own.</summary>
internal sealed class Batch(HubKeys keys, Identifiers hashes, Policy policy, PartnerList partners, NotificationWriter notifications, DateTimeOffset now)
    : IDisposable
{
    // The hub does not see more of where a message came from; the broker knows the address.
    private const string Broker = "broker";

    private readonly Dictionary<Guid, PersonLedger> ledgers = [];
    private readonly Dictionary<IdentifierHash, Guid> owners = [];
    private readonly Dictionary<IdentifierHash, Guid> stored = [];

    public HubWrites Writes { get; } = new();

    /// <summary>Persons of these identifiers, from rows that may hold others too.</summary>
    public void Load(IReadOnlyDictionary<IdentifierHash, Guid> found, IReadOnlyList<PersonRow> rows)
    {
        foreach (var (hash, person) in found)
            owners[hash] = stored[hash] = person;
        var wanted = found.Values.ToHashSet();
        Load([.. rows.Where(row => wanted.Contains(row.Id))]);
        if (ledgers.Count < wanted.Count)
            throw new StoreConflictException("an identifier was given to somebody meanwhile");
    }

    /// <summary>Persons that were locked.</summary>
    public void Load(IReadOnlyList<PersonRow> rows)
    {
        foreach (var row in rows)
        {
            // Merged or erased between looking up and locking: look up again.
            if (row.MergedInto is not null || row.IsErased)
                throw new StoreConflictException("a person was merged or erased meanwhile");
            ledgers.Add(row.Id, new PersonLedger(row, keys, Writes));
        }
    }

    /// <summary>Decides on a usable message. Returns its log entry, or the problem for which it is refused after all.</summary>
    public (LogRow? Entry, Problem? Problem) Decide(ReadMessage read)
    {
        using var span = Telemetry.StartDeciding(read);
        var person = read.Message!.Person.Identifiers;
        var known = OwnersOf(person);
        if (known.Count > 1)
            return (null, Errors.IdentifiersDisagree.At("/data/person/identifiers"));
        if (read.Message is PersonIdentifiersChanged { Change: not IdentifierChange.MinorityEstablished } change)
            return ChangeIdentifiers(read, change, known);

        var ledger = known.Count == 1 ? ledgers[known.Single()] : NewPerson(read, 0);
        var linked = OwnAllowed(ledger, person, partners.Find(read.Inbound.Publisher)!, isNew: known.Count == 0);
        var decision = Decisions.Decide.On(ledger.State, new Received(read.Inbound.Publisher, read.Event!.Id, read.Message), policy, now);
        var entry = AppendReceived(ledger, read, linked ? PersonLedger.WhyOf(decision) : $"{PersonLedger.WhyOf(decision)}; {Why.NotLinked}");
        ledger.Apply(decision, entry, EffectIds.CauseOf(read.Key), notifications, policy);
        return (entry, null);
    }

    /// <summary>Decides on a deadline of a loaded person.</summary>
    public void Decide(DeadlineRow deadline)
    {
        var ledger = ledgers[deadline.Person];
        using var span = Telemetry.StartDeciding(DeadlineKeys.Parse(deadline.Key).Kind);
        var decision = Decisions.Decide.OnDeadline(ledger.State, deadline.Key, policy, now);
        var body = System.Text.Encoding.UTF8.GetBytes(deadline.Key);
        var entry = ledger.Append(LogKind.Deadline, now, "hub", DeadlineKeys.Parse(deadline.Key).Kind, "", null,
            policy.Version, PersonLedger.WhyOf(decision), Telemetry.TraceOf(null), body);
        ledger.Apply(decision, entry, EffectIds.CauseOf(deadline, entry.N), notifications, policy);
    }

    /// <summary>Notes that somebody looked at this log, in it and in the audit log.</summary>
    public LogRow LookedUp(Guid person, Actor actor, string purpose, LookUp how)
    {
        var trace = Telemetry.CurrentTrace();
        var entry = ledgers[person].Append(LogKind.LookedUp, now, actor.Name, LookUps.TypeOf(how), "", null, policy.Version, "looked up", trace,
            System.Text.Encoding.UTF8.GetBytes(purpose));
        // The purpose is text about a person: it stands sealed in the log, and goes with it.
        return Did(entry, actor, LookUps.ActionOf(how));
    }

    /// <summary>Notes in the audit log what became of messages: of those that people and tokens handed in each one, of the others what was refused.</summary>
    public void Sent(IEnumerable<(ReadMessage Read, Receipt Receipt)> messages)
    {
        // The same bytes again within one batch: once.
        var told = messages.Where(one => one.Read.Inbound.By is not null || one.Receipt.Quarantine is not null)
            .DistinctBy(one => (one.Read.Inbound.By, one.Receipt.Quarantine, one.Receipt.EventId)).ToList();
        if (told.Count == 0)
            return;
        var traces = Writes.Log.Where(entry => entry.Kind == LogKind.Received)
            .ToDictionary(entry => (entry.EventId, Convert.ToHexStringLower(entry.Hash)), entry => ProcessingRecords.TraceOf(keys, entry));
        foreach (var (read, receipt) in told)
        {
            var isRefused = receipt.Quarantine is not null;
            Writes.Actions.Add(new ActionRow(
                now, read.Inbound.By?.Name ?? read.Inbound.Publisher, ActionKind.Sent, isRefused ? $"refused {receipt.Quarantine:D}" : $"{read.Type!.Name} {receipt.EventId}", "")
            {
                Result = isRefused ? string.Join(",", receipt.Problems.Select(problem => problem.Kind.Number).Distinct()) : ActionRow.Done,
                Origin = read.Inbound.By?.Origin ?? Broker,
                // As the entry has it; what has none was refused or known before.
                Trace = traces.GetValueOrDefault((receipt.EventId ?? "", receipt.Hash ?? "")) ?? Telemetry.TraceIdOf(read.Inbound.TraceParent ?? read.Event?.TraceParent ?? ""),
            });
        }
    }

    /// <summary>Changes what may be done with a person's data.</summary>
    /// <returns>The entry; null when it is so already.</returns>
    public LogRow? Change(Guid person, RightsChange change, Actor actor, string reason)
    {
        var ledger = ledgers[person];
        if (Decisions.Decide.OnRights(ledger.State, change, policy, now) is not { } decision)
            return null;
        var entry = ledger.Append(Enum.Parse<LogKind>(change.ToString()), now, actor.Name, "", "", null, policy.Version, PersonLedger.WhyOf(decision), Telemetry.TraceOf(null),
            System.Text.Encoding.UTF8.GetBytes(reason));
        ledger.Apply(decision, entry, $"rights|{person:D}|{entry.N}", notifications, policy);
        return Did(entry, actor, ActionKind.RightsChanged);
    }

    /// <summary>Notes that an earlier entry is wrong, and tells it.</summary>
    /// <param name="person">Whose log the note stands in.</param>
    /// <param name="causeN">The entry, when it stands in the same log.</param>
    /// <param name="actor">Who corrects.</param>
    /// <param name="body">What is wrong, and why.</param>
    /// <param name="tell">Who is told, once the note is made.</param>
    public LogRow Correct(Guid person, long? causeN, Actor actor, byte[] body, Func<LogRow, IReadOnlyList<Effect>> tell)
    {
        var ledger = ledgers[person];
        var entry = ledger.Append(LogKind.Corrected, now, actor.Name, "", "", causeN, policy.Version, Why.Corrected, Telemetry.TraceOf(null), body);
        ledger.Apply(new Decision(ledger.State, tell(entry)), entry, $"correction|{person:D}|{entry.N}", notifications, policy);
        return Did(entry, actor, ActionKind.Corrected);
    }

    // In the audit log, with the trace of the entry's record.
    private LogRow Did(LogRow entry, Actor actor, ActionKind kind)
    {
        Writes.Actions.Add(ActionRow.Of(actor, now, kind, $"{entry.Person:D}/{entry.N}") with { Trace = ProcessingRecords.TraceOf(keys, entry) });
        return entry;
    }

    /// <summary>Completes the writes.</summary>
    public HubWrites Finish()
    {
        foreach (var ledger in ledgers.Values)
            ledger.Finish();
        return Writes;
    }

    public void Dispose()
    {
        foreach (var ledger in ledgers.Values)
            ledger.Dispose();
    }

    private (LogRow?, Problem?) ChangeIdentifiers(ReadMessage read, PersonIdentifiersChanged change, HashSet<Guid> known)
    {
        var others = OwnersOf(change.Other!.Identifiers);
        return change.Change switch
        {
            IdentifierChange.Link when known.Count == 1 && others.All(known.Contains) => Link(read, change, ledgers[known.Single()]),
            IdentifierChange.Link when known.Count == 0 && others.Count == 0 => Link(read, change, NewPerson(read, 0)),
            IdentifierChange.Merge when known.Count == 1 && others.Count == 1 && known.Single() != others.Single() =>
                Merge(read, ledgers[known.Single()], ledgers[others.Single()]),
            IdentifierChange.Split when known.Count == 1 && CanSplit(change, known.Single()) => Split(read, change, ledgers[known.Single()]),
            _ => (null, Errors.IdentifierChangeImpossible.At("/data/other/identifiers")),
        };
    }

    private (LogRow?, Problem?) Link(ReadMessage read, PersonIdentifiersChanged change, PersonLedger ledger)
    {
        OwnAll(ledger, change.Person.Identifiers);
        OwnAll(ledger, change.Other!.Identifiers);
        var decision = Decisions.Decide.On(ledger.State, new Received(read.Inbound.Publisher, read.Event!.Id, change), policy, now);
        var entry = AppendReceived(ledger, read, PersonLedger.WhyOf(decision));
        ledger.Apply(decision, entry, EffectIds.CauseOf(read.Key), notifications, policy);
        return (entry, null);
    }

    private (LogRow?, Problem?) Merge(ReadMessage read, PersonLedger stays, PersonLedger absorbed)
    {
        OwnAll(stays, read.Message!.Person.Identifiers);
        var received = new Received(read.Inbound.Publisher, read.Event!.Id, read.Message);
        var merged = absorbed.State;
        var decision = Decisions.Decide.OnMerge(stays.State, merged, received, policy, now);
        var end = absorbed.Append(LogKind.Merged, now, "hub", "", read.Event.Id, null, policy.Version, Why.Merged, Telemetry.TraceOf(read.Event),
            Reference("into", stays.Id, stays.Head));
        var entry = AppendReceived(stays, read, PersonLedger.WhyOf(decision));
        stays.Append(LogKind.Merged, now, "hub", "", read.Event.Id, entry.N, policy.Version, Why.Merged, entry.Trace,
            Reference("from", absorbed.Id, end.Hash));
        absorbed.MergeInto(stays.Id);
        foreach (var (hash, _) in owners.Where(owner => owner.Value == absorbed.Id).ToList())
            owners[hash] = stays.Id;
        Writes.Merges.Add((absorbed.Id, stays.Id));
        stays.Apply(decision, entry, EffectIds.CauseOf(read.Key), notifications, policy, merged);
        return (entry, null);
    }

    private (LogRow?, Problem?) Split(ReadMessage read, PersonIdentifiersChanged change, PersonLedger stays)
    {
        var leaves = NewPerson(read, 1);
        var received = new Received(read.Inbound.Publisher, read.Event!.Id, change);
        var (stay, leave) = Decisions.Decide.OnSplit(stays.State, received, policy, now);
        var entry = AppendReceived(stays, read, PersonLedger.WhyOf(stay));
        stays.Append(LogKind.Split, now, "hub", "", read.Event.Id, entry.N, policy.Version, Why.Split, entry.Trace, Reference("to", leaves.Id, leaves.Head));
        var began = leaves.Append(LogKind.Split, now, "hub", "", read.Event.Id, null, policy.Version, Why.Split, entry.Trace,
            Reference("from", stays.Id, stays.Head));
        foreach (var identifier in change.Other!.Identifiers)
            Own(leaves, identifier);
        stays.Apply(stay, entry, EffectIds.CauseOf(read.Key), notifications, policy);
        leaves.Apply(leave, began, EffectIds.CauseOf(read.Key) + "|split", notifications, policy);
        return (entry, null);
    }

    private bool CanSplit(PersonIdentifiersChanged change, Guid person)
    {
        var leaving = change.Other!.Identifiers.Select(hashes.Of).ToHashSet();
        // The person that stays is named by identifiers it keeps; unknown identifiers may leave, somebody else's may not.
        return change.Person.Identifiers.Select(hashes.Of).All(hash => !leaving.Contains(hash))
            && leaving.All(hash => !owners.TryGetValue(hash, out var owner) || owner == person);
    }

    private LogRow AppendReceived(PersonLedger ledger, ReadMessage read, string why) =>
        ledger.Append(LogKind.Received, now, read.Inbound.Publisher, read.Type!.Name, read.Event!.Id, null,
            policy.Version, why, Telemetry.TraceOf(read.Event), read.Inbound.Body.Span);

    private PersonLedger NewPerson(ReadMessage read, int index)
    {
        var ledger = new PersonLedger(EffectIds.Of($"person|{EffectIds.CauseOf(read.Key)}", index), keys, Writes);
        ledgers.Add(ledger.Id, ledger);
        return ledger;
    }

    private HashSet<Guid> OwnersOf(IEnumerable<PersonIdentifier> identifiers)
    {
        var known = new HashSet<Guid>();
        foreach (var identifier in identifiers)
        {
            if (owners.TryGetValue(hashes.Of(identifier), out var owner))
                known.Add(owner);
        }
        return known;
    }

    /// <summary>That two identifiers belong to one person is for those to say who may send PersonIdentifiersChanged; everybody may add
    /// the numbers it issues itself, and name a new person.</summary>
    /// <returns>False when an identifier was left where it was.</returns>
    private bool OwnAllowed(PersonLedger ledger, IReadOnlyList<PersonIdentifier> identifiers, Partner publisher, bool isNew)
    {
        var mayLink = publisher.Publishes.Contains("person-identifiers-changed");
        var all = true;
        foreach (var (identifier, place) in identifiers.Select((identifier, place) => (identifier, place)))
        {
            var isKnown = owners.TryGetValue(hashes.Of(identifier), out var owner) && owner == ledger.Id;
            if (isKnown || mayLink || identifier.Issuer == publisher.Oin || (isNew && place == 0))
                Own(ledger, identifier);
            else
                all = false;
        }
        return all;
    }

    private void OwnAll(PersonLedger ledger, IEnumerable<PersonIdentifier> identifiers)
    {
        foreach (var identifier in identifiers)
            Own(ledger, identifier);
    }

    private void Own(PersonLedger ledger, PersonIdentifier identifier)
    {
        var hash = hashes.Of(identifier);
        if (owners.TryGetValue(hash, out var owner) && owner == ledger.Id)
            return;
        owners[hash] = ledger.Id;
        ledger.Own(hash, identifier, stored.TryGetValue(hash, out var had) ? had : null);
    }

    private static byte[] Reference(string direction, Guid person, byte[] head) =>
        System.Text.Encoding.UTF8.GetBytes($"{direction} {person:D} at {Convert.ToHexStringLower(head)}");
}
