using System.Globalization;
using System.Security.Cryptography;
using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Erases persons: the key, the content, the identifiers. What happened stays provable: the chain is over digests of ciphertext, and goes on.</summary>
public sealed class PersonErasure(IHubStore store, KeyRingFile file, string policyVersion, TimeProvider clock)
{
    /// <summary>Erases a person and everybody merged into it, also in backups that were taken before.</summary>
    /// <param name="person">Who.</param>
    /// <param name="actor">Who does it: the account, not a name.</param>
    /// <param name="ground">On which ground, 5 to 200 characters; it stays in the log, so nothing about the person.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The text of the certificate, unsigned.</returns>
    /// <exception cref="KetenHubException">KH409: still needed. KH404: no ground.</exception>
    public async Task<string> EraseAsync(Guid person, string actor, string ground, CancellationToken cancellation)
    {
        if (ground.Trim().Length is < 5 or > 200)
            throw new KetenHubException(Errors.PurposeMissing.At("ground"));
        var family = (await store.Reads.FamilyAsync(person, cancellation)).Where(row => !row.IsErased).Select(row => row.Id).Order().ToArray();
        if (family.Length == 0)
            throw new KetenHubException(Errors.PersonUnknown.At("person"));
        var ring = file.Read().Without(family);
        IReadOnlyList<LogRow> entries;
        await using (var tx = await store.BeginAsync(cancellation))
        {
            // Locked, nobody adds a notification between looking and erasing.
            var rows = await tx.LockPersonsTxAsync(family, cancellation);
            foreach (var row in rows)
                await RefuseWhileNeededAsync(store, row.Id, cancellation);
            // The ring first: if it ends here, the next start finds a ring newer than the store and does the rest.
            file.Replace(ring);
            entries = await EraseTxAsync(store, tx, rows, actor, policyVersion, $"erased: {ground.Trim()}", clock.GetUtcNow(), cancellation);
        }
        await StoreKeys.NoteAsync(store, ring, cancellation);
        return Certificate(entries, actor, ground.Trim(), ring);
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
            await EraseTxAsync(store, tx, rows, "hub", "", "erased before; the store was put back from an older copy", TimeProvider.System.GetUtcNow(), cancellation);
        }
        await StoreKeys.NoteAsync(store, ring, cancellation);
    }

    private static async Task RefuseWhileNeededAsync(IHubStore store, Guid person, CancellationToken cancellation)
    {
        var open = (await store.Reads.ReadinessesAsync(person, cancellation)).Count(row =>
            row.Status is not (ReadinessStatus.NotOpened or ReadinessStatus.Cancelled or ReadinessStatus.InterviewHeld));
        if (open > 0)
            throw new KetenHubException(Errors.StillNeeded.At("person", $"{open} readinesses are open"));
        if (await store.Reads.UnsentAsync(person, cancellation) is > 0 and var unsent)
            throw new KetenHubException(Errors.StillNeeded.At("person", $"{unsent} notifications wait to be sent"));
    }

    private static async Task<IReadOnlyList<LogRow>> EraseTxAsync(
        IHubStore store, IHubTx tx, IReadOnlyList<PersonRow> rows, string actor, string policyVersion, string why, DateTimeOffset at, CancellationToken cancellation)
    {
        var writes = new HubWrites();
        foreach (var row in rows)
        {
            // Nobody holds the key any more, so the entry has no body; its digest is that of nothing.
            var entry = new LogRow(row.Id, row.N + 1, LogKind.Erased, Moments.Down(at), actor, "", "", null, policyVersion, why, "", null, SHA256.HashData([]), row.Head, []);
            entry = entry with { Hash = LogChain.HashOf(entry) };
            writes.Log.Add(entry);
            writes.Persons.Add(row with { N = entry.N, Head = entry.Hash, SealedState = [], WrappedKey = [] });
            writes.PersonsWithoutDeadlines.Add(row.Id);
            writes.RemovedReadinesses.AddRange((await store.Reads.ReadinessesAsync(row.Id, cancellation)).Select(readiness => (row.Id, readiness.DecisionNumber)));
            writes.Erased.Add(row.Id);
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
