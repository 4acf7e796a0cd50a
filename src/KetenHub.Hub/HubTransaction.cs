using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>The hub transaction: claim, lock, decide, chain, write, commit. All of a batch or nothing of it.
/// Deciding again after a conflict or crash gives the same effects with the same ids.</summary>
public sealed class HubTransaction(IHubStore store, HubKeys keys, Policy policy, PartnerList partners, TimeProvider clock)
{
    private readonly NotificationWriter notifications = new(partners);
    private readonly SharedTurns turns = new();

    /// <summary>Told after each commit what was committed.</summary>
    public Commits Commits { get; } = new();

    /// <summary>Where processes ended.</summary>
    public CrashTrail Trail { get; } = new(store);

    /// <summary>When partners were heard.</summary>
    public PartnerPulses Pulses { get; } = new();

    /// <summary>How much came in and went out.</summary>
    public Flow Flow { get; } = new();

    /// <summary>Which contracts partners sent.</summary>
    public ContractsSeen Contracts { get; } = new();

    /// <summary>Handles messages of a lane that no other process can read.</summary>
    public Task<IReadOnlyList<Receipt>> HandleAsync(IReadOnlyList<InboundMessage> messages, CancellationToken cancellation) =>
        HandleAsync(messages, null, cancellation);

    /// <summary>Handles messages of one lane in order. A receipt per message, in the same order; every one of them is durable.</summary>
    /// <exception cref="LaneOvertakenException">Another hub reads the lane now; nothing was written.</exception>
    public async Task<IReadOnlyList<Receipt>> HandleAsync(IReadOnlyList<InboundMessage> messages, LaneTicket? ticket, CancellationToken cancellation)
    {
        // Reading is a large part of the work and needs no transaction.
        var references = new NotificationReferences(store, keys, partners);
        var reads = await references.CheckAsync([.. messages.Select(Read)], cancellation);
        var part = new SharedTurns.Part(reads, ticket, references.Found);
        await turns.TakeAsync(part, HandleAsync);
        Pulses.Heard(reads, clock.GetUtcNow());
        Contracts.Seen(reads, Moments.Down(clock.GetUtcNow()));
        return part.Receipts;
    }

    private async Task HandleAsync(IReadOnlyList<SharedTurns.Part> parts)
    {
        var reads = parts.SelectMany(part => part.Reads).ToList();
        var usable = reads.Where(read => read.IsUsable).ToList();

        var hashes = new Identifiers(keys);
        var references = parts.SelectMany(part => part.References).DistinctBy(reference => reference.Key).ToDictionary();

        await using var tx = await store.BeginAsync(CancellationToken.None);
        var now = Moments.Down(clock.GetUtcNow());
        var loaded = await tx.LoadTxAsync(
            new LoadKeys
            {
                Events = [.. usable.Select(read => read.Key).Distinct()],
                Identifiers = [.. usable.SelectMany(hashes.Of).Distinct()],
                Persons = [.. references.Values.Distinct()],
                Sources = Sequences.Of(usable),
            },
            CancellationToken.None);
        var known = new Dictionary<InboxKey, InboxRow>(loaded.Inbox);
        using var batch = new Batch(keys, hashes, policy, partners, notifications, now);
        batch.Load(OwnersOf(usable.Where(read => !known.ContainsKey(read.Key)), hashes, loaded.Owners, references), loaded.Persons);

        var receipts = reads.Select(read => HandleOne(read, known, batch, now)).ToList();
        batch.Sent(reads.Zip(receipts));
        // Where a partner's lane is split, one lane is ahead of another: what has not come yet can't be told from what is missing.
        var accepted = reads.Where((read, i) => receipts[i].Outcome == ReceiptOutcome.Accepted && PartnerOf(read.Inbound).Lanes == 1);
        batch.Writes.Lanes.AddRange(parts.Select(part => part.Ticket).OfType<LaneTicket>().OrderBy(ticket => ticket.Lane, StringComparer.Ordinal));
        batch.Writes.Sequences.AddRange(Sequences.Advance(loaded.Sequences, accepted, now));
        await CommitAsync(tx, batch, CancellationToken.None);
        var done = 0;
        foreach (var part in parts)
        {
            part.Receipts = receipts.GetRange(done, part.Reads.Count);
            done += part.Reads.Count;
        }
    }

    /// <summary>Handles deadlines that are due.</summary>
    /// <returns>How many; fewer than <paramref name="most"/> when none are left.</returns>
    public async Task<int> HandleDeadlinesAsync(int most, CancellationToken cancellation)
    {
        await using var tx = await store.BeginAsync(cancellation);
        var now = Moments.Down(clock.GetUtcNow());
        var due = await tx.ClaimDeadlinesTxAsync(now, most, cancellation);
        if (due.Count == 0)
            return 0;
        using var batch = new Batch(keys, new Identifiers(keys), policy, partners, notifications, now);
        batch.Load(await LockAsync(tx, [.. due.Select(deadline => deadline.Person).Distinct()], cancellation));
        foreach (var deadline in due)
            batch.Decide(deadline);
        await CommitAsync(tx, batch, cancellation);
        return due.Count;
    }

    /// <summary>Moves the earliest due deadline away, because deciding on it failed each time and the others must go on.</summary>
    public async Task PutOffDeadlineAsync(TimeSpan by, CancellationToken cancellation)
    {
        await using var tx = await store.BeginAsync(cancellation);
        var now = Moments.Down(clock.GetUtcNow());
        var due = await tx.ClaimDeadlinesTxAsync(now, 1, cancellation);
        using var batch = new Batch(keys, new Identifiers(keys), policy, partners, notifications, now);
        batch.Writes.Deadlines.AddRange(due.Select(deadline => deadline with { At = now + by }));
        await CommitAsync(tx, batch, cancellation);
    }

    /// <summary>Sets a message apart that could not be handled although its neighbours could.</summary>
    /// <exception cref="LaneOvertakenException">Another hub reads the lane now; nothing was written.</exception>
    public async Task<Receipt> QuarantineAsync(InboundMessage message, LaneTicket? ticket, Problem problem, CancellationToken cancellation)
    {
        var read = Read(message);
        await using var tx = await store.BeginAsync(cancellation);
        var now = Moments.Down(clock.GetUtcNow());
        using var batch = new Batch(keys, new Identifiers(keys), policy, partners, notifications, now);
        batch.Writes.Lanes.AddRange(ticket is null ? [] : [ticket]);
        var receipt = Quarantine.Add(batch.Writes, keys, read, [problem, .. SignatureCheck.Of(read)], now);
        batch.Sent([(read, receipt)]);
        await CommitAsync(tx, batch, cancellation);
        return receipt;
    }

    /// <summary>Notes in a person's log and in the audit log that somebody looks at it, before anything is shown.</summary>
    /// <param name="person">Whose log.</param>
    /// <param name="actor">Who looks.</param>
    /// <param name="purpose">For which purpose, 5 to 200 characters.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <param name="how">How it is looked.</param>
    public async Task LogLookUpAsync(Guid person, Actor actor, string purpose, CancellationToken cancellation, LookUp how = LookUp.Looked)
    {
        if (purpose.Trim().Length is < 5 or > 200)
            throw new KetenHubException(Errors.PurposeMissing.At("purpose"));
        await WithPersonAsync(person, batch => Task.FromResult(batch.LookedUp(person, actor, purpose.Trim(), how)), cancellation);
    }

    /// <summary>Restricts processing or holds a person's data, or lifts it again (AVG art. 18, bewaarplicht).</summary>
    /// <param name="person">Whose data.</param>
    /// <param name="change">What changes.</param>
    /// <param name="actor">Who does it, and from where.</param>
    /// <param name="reason">Why, 5 to 500 characters; kept sealed with the person's key.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The entry in the person's log.</returns>
    /// <exception cref="KetenHubException">KH404: no reason. KH420: it is so already.</exception>
    public async Task<LogRow> ChangeRightsAsync(Guid person, RightsChange change, Actor actor, string reason, CancellationToken cancellation)
    {
        if (reason.Trim().Length is < 5 or > 500)
            throw new KetenHubException(Errors.PurposeMissing.At("reason", "5 to 500 characters"));
        return await WithPersonAsync(
            person, batch => Task.FromResult(batch.Change(person, change, actor, reason.Trim()) ?? throw new KetenHubException(Errors.RightsUnchanged.At("person"))), cancellation);
    }

    /// <summary>Does something with one person's log, in a transaction.</summary>
    internal async Task<T> WithPersonAsync<T>(Guid person, Func<Batch, Task<T>> work, CancellationToken cancellation)
    {
        await using var tx = await store.BeginAsync(cancellation);
        using var batch = new Batch(keys, new Identifiers(keys), policy, partners, notifications, Moments.Down(clock.GetUtcNow()));
        batch.Load(await LockAsync(tx, [person], cancellation));
        var result = await work(batch);
        await CommitAsync(tx, batch, cancellation);
        return result;
    }

    /// <summary>Notes that somebody looks at exact figures, before anything is shown.</summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="purpose">For which purpose, 5 to 200 characters.</param>
    /// <param name="from">First day.</param>
    /// <param name="until">First day after the period.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task LogExactFiguresAsync(Actor actor, string purpose, DateOnly from, DateOnly until, CancellationToken cancellation)
    {
        if (purpose.Trim().Length is < 5 or > 200)
            throw new KetenHubException(Errors.PurposeMissing.At("purpose"));
        await using var tx = await store.BeginAsync(cancellation);
        var now = Moments.Down(clock.GetUtcNow());
        using var batch = new Batch(keys, new Identifiers(keys), policy, partners, notifications, now);
        batch.Writes.ExactLooks.Add(new ExactLook(now, actor.Name, purpose.Trim(), from, until));
        batch.Writes.Actions.Add(ActionRow.Of(
            actor, now, ActionKind.FiguresSeen, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd}/{until:yyyy-MM-dd}"), purpose.Trim()));
        await CommitAsync(tx, batch, cancellation);
    }

    private Receipt HandleOne(ReadMessage read, Dictionary<InboxKey, InboxRow> known, Batch batch, DateTimeOffset now)
    {
        if (!read.IsUsable)
            return Quarantine.Add(batch.Writes, keys, read, read.Problems, now);
        if (known.TryGetValue(read.Key, out var row))
        {
            // Same key, same body: a resend. Same key, another body: somebody must look at it.
            return row.BodyDigest.AsSpan().SequenceEqual(read.Digest)
                ? new Receipt(ReceiptOutcome.Duplicate, read.Event!.Id, row.N, Convert.ToHexStringLower(row.Hash), null, [])
                : Quarantine.Add(batch.Writes, keys, read, [Errors.IdReused.At("/id")], now);
        }
        var (entry, problem) = batch.Decide(read);
        if (entry is null)
            return Quarantine.Add(batch.Writes, keys, read, [problem!], now);
        row = new InboxRow(read.Key, read.Digest, entry.Person, entry.N, entry.Hash, now);
        known.Add(read.Key, row);
        batch.Writes.Inbox.Add(row);
        return new Receipt(ReceiptOutcome.Accepted, read.Event!.Id, row.N, Convert.ToHexStringLower(row.Hash), null, []);
    }

    // Of what is new only: a resend gets its receipt whatever became of the person.
    private static Dictionary<IdentifierHash, Guid> OwnersOf(
        IEnumerable<ReadMessage> news, Identifiers hashes, IReadOnlyDictionary<IdentifierHash, Guid> owners, Dictionary<IdentifierHash, Guid> references)
    {
        var found = new Dictionary<IdentifierHash, Guid>();
        foreach (var hash in news.SelectMany(hashes.Of))
        {
            if (references.TryGetValue(hash, out var person) || owners.TryGetValue(hash, out person))
                found[hash] = person;
        }
        return found;
    }

    private static Task<IReadOnlyList<PersonRow>> LockAsync(IHubTx tx, Guid[] persons, CancellationToken cancellation)
    {
        Array.Sort(persons);
        return tx.LockPersonsTxAsync(persons, cancellation);
    }

    private async Task CommitAsync(IHubTx tx, Batch batch, CancellationToken cancellation)
    {
        var writes = batch.Finish();
        await tx.WriteTxAsync(writes, cancellation);
        await tx.CommitTxAsync(cancellation);
        Measurements.Committed(writes);
        Flow.Accepted(writes.Inbox.Count, clock.GetUtcNow());
        Commits.Tell(writes);
    }

    private ReadMessage Read(InboundMessage message)
    {
        var partner = PartnerOf(message);
        return SignatureCheck.Check(Intake.Read(message, partner), partner, clock.GetUtcNow());
    }

    private Partner PartnerOf(InboundMessage message) => partners.Find(message.Publisher)
        ?? throw new InvalidOperationException($"lane of '{message.Publisher}' without such a partner");
}
