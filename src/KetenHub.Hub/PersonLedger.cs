using System.Security.Cryptography;
using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>One person within a transaction: state, key, and the chain as it grows. Everything it does goes into the batch's writes.</summary>
internal sealed class PersonLedger : IDisposable
{
    private readonly HubKeys keys;
    private readonly HubWrites writes;
    private readonly byte[] wrappedKey;
    private long n;
    private byte[] head;
    private bool changed;
    private Guid? mergedInto;

    /// <summary>A person from the store.</summary>
    public PersonLedger(PersonRow row, HubKeys keys, HubWrites writes)
    {
        (Id, this.keys, this.writes, wrappedKey, n, head, mergedInto) = (row.Id, keys, writes, row.WrappedKey, row.N, row.Head, row.MergedInto);
        Key = keys.PersonKey(row.Id, row.WrappedKey);
        State = StateJson.Read(Key.Open(row.SealedState, HubKeys.Bound(row.Id, "state")));
    }

    /// <summary>A new person.</summary>
    public PersonLedger(Guid id, HubKeys keys, HubWrites writes)
    {
        (Id, this.keys, this.writes, n, head, State) = (id, keys, writes, 0, LogChain.Genesis(), PersonState.Empty);
        (Key, wrappedKey) = keys.NewPersonKey(id);
    }

    public Guid Id { get; }

    public Sealer Key { get; }

    public PersonState State { get; private set; }

    /// <summary>Hash of the latest entry.</summary>
    public byte[] Head => head;

    /// <summary>Adds an entry to the chain.</summary>
    public LogRow Append(LogKind kind, DateTimeOffset at, string party, string type, string eventId, long? causeN,
        string policyVersion, string why, string trace, ReadOnlySpan<byte> body)
    {
        var sealedBody = Key.Seal(body, HubKeys.Bound(Id, "log"));
        // The hash must be computed over what the store keeps.
        at = Moments.Down(at);
        var row = new LogRow(Id, n + 1, kind, at, party, type, eventId, causeN, policyVersion, why, trace,
            sealedBody, SHA256.HashData(sealedBody), head, []);
        row = row with { Hash = LogChain.HashOf(row) };
        (n, head, changed) = (row.N, row.Hash, true);
        writes.Log.Add(row);
        return row;
    }

    /// <summary>Carries out a decision that entry <paramref name="cause"/> caused: state, notifications, deadlines, board.</summary>
    /// <param name="decision">What was decided.</param>
    /// <param name="cause">The entry that caused it.</param>
    /// <param name="causeKey">What the ids of its effects derive from.</param>
    /// <param name="notifications">Writes what partners are told.</param>
    /// <param name="policy">The terms.</param>
    /// <param name="absorbed">State of the person that turned out to be this one.</param>
    public void Apply(Decision decision, LogRow cause, string causeKey, NotificationWriter notifications, Policy policy, PersonState? absorbed = null)
    {
        foreach (var (sample, more) in Decisions.Figures.Change(absorbed is null ? [State] : [State, absorbed], decision.State, policy))
            writes.Figures[sample] = writes.Figures.GetValueOrDefault(sample) + more;
        var index = 0;
        foreach (var effect in decision.Effects)
        {
            switch (effect)
            {
                case Effect.Notify notify:
                    var id = EffectIds.Of(causeKey, index);
                    var type = MessageTypes.Of(notify.Notification);
                    var entry = Append(LogKind.Notified, cause.At, notify.Recipient, type.Name, id.ToString("D"), cause.N,
                        cause.PolicyVersion, notify.Why, cause.Trace, notifications.Write(id, type, notify, cause));
                    writes.Outbox.Add(new OutboxRow(id, Id, entry.N, notify.Recipient, type.Name, entry.At));
                    break;
                case Effect.SetDeadline set:
                    // Within one batch the last word counts.
                    writes.Deadlines.RemoveAll(deadline => deadline.Person == Id && deadline.Key == set.Key);
                    writes.Deadlines.Add(new DeadlineRow(Id, set.Key, Moments.Up(set.At)));
                    break;
                case Effect.CancelDeadline cancel:
                    writes.Deadlines.RemoveAll(deadline => deadline.Person == Id && deadline.Key == cancel.Key);
                    writes.CancelledDeadlines.Add((Id, cancel.Key));
                    break;
                case Effect.Remember:
                    break;
                default:
                    throw new InvalidOperationException($"no way to carry out {effect.GetType().Name}");
            }
            index++;
        }
        Become(decision.State, cause.At, policy);
    }

    /// <summary>Reasons of a decision for the log, each once, in order.</summary>
    public static string WhyOf(Decision decision) => string.Join("; ", decision.Effects.Select(effect => effect switch
    {
        Effect.Notify notify => notify.Why,
        Effect.Remember remember => remember.Why,
        _ => null,
    }).OfType<string>().DefaultIfEmpty(Why.Recorded).Distinct());

    /// <summary>Ends as the person it turned out to be.</summary>
    public void MergeInto(Guid other)
    {
        mergedInto = other;
        changed = true;
        writes.PersonsWithoutDeadlines.Add(Id);
        // Those set earlier in this batch too: setting comes after removing.
        writes.Deadlines.RemoveAll(deadline => deadline.Person == Id);
        foreach (var readiness in State.Readinesses)
        {
            writes.Readinesses.RemoveAll(row => row.Person == Id && row.DecisionNumber == readiness.DecisionNumber);
            writes.RemovedReadinesses.Add((Id, readiness.DecisionNumber));
        }
        writes.Agreements.RemoveAll(row => row.Person == Id);
        writes.Cases.RemoveAll(row => row.Person == Id);
        writes.PersonsWithoutDirection.Add(Id);
        State = PersonState.Empty;
    }

    /// <summary>Gives an identifier to this person.</summary>
    /// <param name="hash">For finding it.</param>
    /// <param name="identifier">The identifier.</param>
    /// <param name="from">Whose it was in the store when this batch began.</param>
    public void Own(IdentifierHash hash, PersonIdentifier identifier, Guid? from)
    {
        writes.Identifiers.RemoveAll(row => row.Hash == hash);
        writes.Identifiers.Add(new IdentifierRow(hash, Id, HubKeys.SealIdentifier(Key, Id, identifier), from));
    }

    /// <summary>Writes the person's row, when anything changed.</summary>
    public void Finish()
    {
        if (changed)
            writes.Persons.Add(new PersonRow(Id, n, head, Key.Seal(StateJson.Write(State), HubKeys.Bound(Id, "state")), wrappedKey, mergedInto));
    }

    public void Dispose() => Key.Dispose();

    private void Become(PersonState after, DateTimeOffset at, Policy policy)
    {
        var endsChanged = !ReferenceEquals(State.AgreementEnds, after.AgreementEnds);
        foreach (var agreement in after.Agreements)
        {
            if (endsChanged || !ReferenceEquals(State.FindAgreement(agreement.Maker, agreement.Number), agreement))
            {
                writes.Agreements.RemoveAll(row => row.Person == Id && row.Maker == agreement.Maker && row.Number == agreement.Number);
                writes.Agreements.Add(Board.Row(Id, after, agreement, at));
            }
        }
        if (Board.Case(Id, after, policy) is { } row && row != Board.Case(Id, State, policy))
        {
            writes.Cases.RemoveAll(other => other.Person == Id);
            writes.Cases.Add(row);
        }
        if (!ReferenceEquals(State.CaseNumbers, after.CaseNumbers))
            writes.CaseNumbers.AddRange(after.CaseNumbers.Except(State.CaseNumbers, StringComparer.Ordinal).Select(number => new CaseNumberRow(keys.HashOfCase(number), Id)));
        var personChanged = State.IsMinor != after.IsMinor || State.IsOutOfView != after.IsOutOfView;
        foreach (var readiness in after.Readinesses)
        {
            if (personChanged || !ReferenceEquals(State.Find(readiness.DecisionNumber), readiness))
            {
                writes.Readinesses.RemoveAll(row => row.Person == Id && row.DecisionNumber == readiness.DecisionNumber);
                writes.Readinesses.Add(Board.Row(Id, after, readiness, at));
            }
        }
        changed |= !ReferenceEquals(State, after);
        State = after;
    }
}
