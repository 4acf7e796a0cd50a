using System.Globalization;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Erases persons: the key, the content, the identifiers. What happened stays provable: the chain is over digests of ciphertext, and goes on.</summary>
public sealed class PersonErasure(IHubStore store, KeyRingFile file, string policyVersion, TimeProvider clock)
{
    /// <summary>Erases a person and everybody merged into it, also in backups that were taken before.</summary>
    /// <param name="person">Who.</param>
    /// <param name="actor">Who does it, and from where.</param>
    /// <param name="ground">On which ground, 5 to 200 characters; it stays in the log, so nothing about the person.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The text of the certificate, unsigned.</returns>
    /// <exception cref="KetenHubException">KH404: no ground. KH405: nobody. KH414: still needed. KH419: a legal hold. KH422: the ring is being changed.</exception>
    public async Task<string> EraseAsync(Guid person, Actor actor, string ground, CancellationToken cancellation)
    {
        if (ground.Trim().Length is < 5 or > 200)
            throw new KetenHubException(Errors.PurposeMissing.At("ground"));
        var erased = await EraseAsync([person], actor, ground, cancellation);
        if (erased.Kept.Count > 0)
            throw new KetenHubException([.. erased.Kept.Values]);
        return erased.Entries.Count == 0 ? throw new KetenHubException(Errors.PersonUnknown.At("person"))
            : Certificate(erased.Entries, actor.Name, ground.Trim(), erased.Ring);
    }

    /// <summary>Erases several persons with everybody merged into them, with one new generation of the ring. Who is still needed stays.</summary>
    internal async Task<ErasedPersons> EraseAsync(IReadOnlyList<Guid> persons, Actor actor, string ground, CancellationToken cancellation)
    {
        using var held = await file.LockAsync(cancellation);
        var ring = file.Read();
        using var keys = new HubKeys(ring);
        var members = new List<Guid>();
        foreach (var person in persons)
            members.AddRange((await store.Reads.FamilyAsync(person, cancellation)).Select(row => row.Id));
        var kept = new Dictionary<Guid, Problem>();
        IReadOnlyList<LogRow> entries = [];
        await using (var tx = await store.BeginAsync(cancellation))
        {
            // Locked, nobody adds a notification between looking and erasing.
            var rows = (await tx.LockPersonsTxAsync([.. members.Distinct().Order()], cancellation)).Where(row => !row.IsErased).ToList();
            foreach (var row in rows)
            {
                if (await StillNeeded.WhyAsync(store, keys, row, cancellation) is { } why)
                    kept[row.MergedInto ?? row.Id] = why;
            }
            rows.RemoveAll(row => kept.ContainsKey(row.MergedInto ?? row.Id));
            if (rows.Count > 0)
            {
                // The ring first: if it ends here, the next start finds a ring newer than the store and does the rest.
                file.Replace(ring = ring.Without(rows.Select(row => row.Id)));
                entries = await EraseTxAsync(store, tx, rows, actor, policyVersion, $"erased: {ground.Trim()}", clock.GetUtcNow(), cancellation);
            }
        }
        if (entries.Count > 0)
            await StoreKeys.NoteAsync(store, ring, cancellation);
        return new ErasedPersons(entries, kept, ring);
    }

    /// <summary>Erases again whom the ring has no key for: a store put back from a backup holds them still, unreadable.</summary>
    internal static async Task AgainAsync(IHubStore store, KeyRing ring, CancellationToken cancellation)
    {
        var found = new List<Guid>();
        await foreach (var row in store.Reads.AllPersonsAsync(cancellation))
        {
            if (!row.IsErased && ring.FindKey(row.Id) is null)
                found.Add(row.Id);
        }
        foreach (var some in found.Chunk(100))
        {
            await using var tx = await store.BeginAsync(cancellation);
            var rows = await tx.LockPersonsTxAsync([.. some.Order()], cancellation);
            await EraseTxAsync(store, tx, rows, Actor.Hub, "", "erased before; the store was put back from an older copy", TimeProvider.System.GetUtcNow(), cancellation);
        }
        await StoreKeys.NoteAsync(store, ring, cancellation);
    }

    private static async Task<IReadOnlyList<LogRow>> EraseTxAsync(
        IHubStore store, IHubTx tx, IReadOnlyList<PersonRow> rows, Actor actor, string policyVersion, string why, DateTimeOffset at, CancellationToken cancellation)
    {
        var writes = new HubWrites();
        var trace = Telemetry.CurrentTrace();
        foreach (var row in rows)
        {
            var entry = ExpiredEntries.NoteOf(row, LogKind.Erased, at, actor.Name, policyVersion, why, trace);
            writes.Log.Add(entry);
            writes.Persons.Add(row with { N = entry.N, Head = entry.Hash, SealedState = [], WrappedKey = [] });
            writes.PersonsWithoutDeadlines.Add(row.Id);
            writes.RemovedReadinesses.AddRange((await store.Reads.ReadinessesAsync(row.Id, cancellation)).Select(readiness => (row.Id, readiness.DecisionNumber)));
            writes.PersonsWithoutDirection.Add(row.Id);
            writes.Erased.Add(row.Id);
            writes.Actions.Add(ActionRow.Of(actor, at, ActionKind.Erased, $"{row.Id:D}/{entry.N}", why) with { Trace = Telemetry.TraceIdOf(trace) });
        }
        await tx.WriteTxAsync(writes, cancellation);
        await tx.CommitTxAsync(cancellation);
        return writes.Log;
    }

    private static string Certificate(IReadOnlyList<LogRow> entries, string actor, string ground, KeyRing ring) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        ketenhub/erasure/v1
        erased at: {entries[0].At:yyyy-MM-ddTHH:mm:ss.fffZ}
        by: {actor}
        ground: {ground}
        references: {string.Join(", ", entries.Select(entry => $"{entry.Person:D}"))}
        log entries whose content is gone: {entries.Sum(entry => entry.N - 1)}
        entries that record the erasure: {string.Join(", ", entries.Select(entry => $"{entry.N} with hash {Convert.ToHexStringLower(entry.Hash)}"))}
        also gone: keys, identifiers, case numbers, state, deadlines, rows of the board
        key ring: {ring.Id:D}, generation {ring.Generation}; copies of earlier generations must be destroyed
        remains: that entries were made, when, of which type, from and to which partner, and their hashes

        """);
}

/// <summary>What an erasure did.</summary>
/// <param name="Entries">The entries that record it, one a person and member.</param>
/// <param name="Kept">Who was not erased, and why not.</param>
/// <param name="Ring">The ring after it.</param>
internal sealed record ErasedPersons(IReadOnlyList<LogRow> Entries, IReadOnlyDictionary<Guid, Problem> Kept, KeyRing Ring);
