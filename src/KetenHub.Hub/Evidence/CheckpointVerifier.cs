using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Verifies a store against checkpoints that were kept elsewhere, and then every person's chain against what the checkpoints hold.
/// Who rewrote the whole database, cut its end or put back an old one is found, for the roots were signed before. Reads leaves and log once,
/// and holds one hash per person.</summary>
public static class CheckpointVerifier
{
    /// <summary>Verifies. Names the first bad entry.</summary>
    /// <param name="store">The store, or a copy of it.</param>
    /// <param name="folder">Checkpoints.</param>
    /// <param name="progress">Told the number of log entries verified, now and then.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<Verification> VerifyAsync(IHubStore store, CheckpointFolder folder, IProgress<long>? progress, CancellationToken cancellation)
    {
        var held = folder.Read();
        if (held is not [.., var last] || !last.IsSignedBy(folder.Key))
            throw new KetenHubException(Errors.CheckpointsUnreadable.At("checkpoints.txt", $"notes signed by {folder.Key.Name}"));
        var covered = new Dictionary<Guid, CoveredChain>();
        var actions = new Dictionary<Guid, byte[]>();
        var bad = await CompareTreeAsync(store.Checkpoints, folder, held, covered, actions, cancellation);
        // A log that is only shorter is looked at to its end: what is there must be what was signed.
        if (bad is not null && bad.Kind != Errors.LogShorter)
            return new Verification(0, 0, bad);
        var result = await LogVerifier.VerifyAsync(store.Reads, covered, progress, cancellation);
        if (result.Rewritten is { } person && await FirstRewrittenAsync(store, person, cancellation) is { } n)
            return result with { FirstBad = Errors.HistoryDiffers.At($"person {person:D} entry {n}", "another entry was signed; the chain was made anew from here") };
        if (result.FirstBad is null && await FirstBadActionAsync(store, actions, cancellation) is { } action)
            return result with { FirstBad = action };
        return result.FirstBad is null ? result with { FirstBad = bad } : result;
    }

    private static async Task<Problem?> CompareTreeAsync(
        ICheckpoints checkpoints, CheckpointFolder folder, IReadOnlyList<Checkpoint> held, Dictionary<Guid, CoveredChain> covered, Dictionary<Guid, byte[]> actions,
        CancellationToken cancellation)
    {
        var (tree, next, previous) = (new MerkleTree(), 0, 0L);
        await foreach (var (_, page, first, count) in LeafReader.PagesAsync(checkpoints, 0, held[^1].Size, cancellation))
        {
            for (var i = first; i < first + count; i++)
            {
                if (Follow(page, i, covered, actions) is { } gap)
                    return gap;
                tree.Add(Leaves.HashAt(page, i));
                for (; next < held.Count && held[next].Size == tree.Size; next++)
                {
                    if (!tree.Root().AsSpan().SequenceEqual(held[next].Root) && IsGenuine(held[next], folder))
                        return await NameAsync(checkpoints, folder, previous, held[next].Size, cancellation);
                    previous = held[next].Size;
                }
            }
        }
        return next == held.Count ? null
            : await NameAsync(checkpoints, folder, previous, held[^1].Size, cancellation);
    }

    private static Problem? Follow(byte[] page, int i, Dictionary<Guid, CoveredChain> covered, Dictionary<Guid, byte[]> actions)
    {
        var (person, n) = Leaves.EntryAt(page, i);
        if (n == Leaves.ActionN)
        {
            return actions.TryAdd(person, Leaves.HashAt(page, i).ToArray()) ? null
                : Errors.HistoryDiffers.At($"audit entry {person:D}", "the tree has it twice");
        }
        if (!covered.TryGetValue(person, out var chain))
            covered.Add(person, chain = new CoveredChain());
        // Whose entry a leaf is stands beside its hash: moved to another name it would leave a gap.
        if (n != chain.N + 1)
            return Errors.HistoryDiffers.At($"person {person:D} entry {n}", $"the tree has entry {chain.N} of this person before it");
        chain.GoOn(Leaves.HashAt(page, i));
        return null;
    }

    // The audit log is no chain: entries of several hubs come beside each other. The tree holds each of them, so that a changed and a missing one show.
    private static async Task<Problem?> FirstBadActionAsync(IHubStore store, Dictionary<Guid, byte[]> signed, CancellationToken cancellation)
    {
        await foreach (var action in store.Operations.AuditAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, cancellation))
        {
            if (signed.Remove(action.Id, out var hash) && !hash.AsSpan().SequenceEqual(action.Hash()))
                return Errors.HistoryDiffers.At($"audit entry {action.Id:D}", "another one was signed");
        }
        return signed.Count == 0 ? null
            : Errors.HistoryDiffers.At($"audit entry {signed.Keys.MinBy(id => id.ToString("D"), StringComparer.Ordinal):D}", "it was signed, and is gone");
    }

    private static async Task<long?> FirstRewrittenAsync(IHubStore store, Guid person, CancellationToken cancellation)
    {
        var log = (await store.Reads.TimelineAsync([person], 0, int.MaxValue, cancellation)).Items.ToDictionary(entry => entry.N, entry => entry.Hash);
        await foreach (var (_, page, i) in LeafReader.ReadAsync(store.Checkpoints, 0, long.MaxValue, cancellation))
        {
            var (of, n) = Leaves.EntryAt(page, i);
            if (of == person && !(log.TryGetValue(n, out var hash) && Leaves.HashAt(page, i).SequenceEqual(hash)))
                return n;
        }
        return null;
    }

    // A note that nobody signed proves nothing about the store, and something about the folder.
    private static bool IsGenuine(Checkpoint checkpoint, CheckpointFolder folder) => checkpoint.IsSignedBy(folder.Key) ? true
        : throw new KetenHubException(Errors.CheckpointsUnreadable.At($"checkpoint of {checkpoint.Size} entries", $"signed by {folder.Key.Name}"));

    // With the entries' hashes beside the checkpoints the first that differs is known exactly, else only between which checkpoints it lies.
    private static async Task<Problem> NameAsync(ICheckpoints checkpoints, CheckpointFolder folder, long from, long to, CancellationToken cancellation)
    {
        const int Most = 4096;
        var (expected, place) = (folder.EntriesAt(from, Most), from);
        await foreach (var (at, page, i) in LeafReader.ReadAsync(checkpoints, from, to, cancellation))
        {
            var offset = (int)((at - from) % Most) * MerkleTree.HashSize;
            if (offset == 0 && at > from)
                expected = folder.EntriesAt(at, Most);
            if (expected is null || offset >= expected.Length || !Leaves.HashAt(page, i).SequenceEqual(expected.AsSpan(offset, MerkleTree.HashSize)))
            {
                var (person, n) = Leaves.EntryAt(page, i);
                return Errors.HistoryDiffers.At(n == Leaves.ActionN ? $"audit entry {person:D}" : $"person {person:D} entry {n}", expected is null
                    ? $"it or one after it, up to place {to}, is not what was signed" : $"at place {at + 1} another entry was signed");
            }
            place = at + 1;
        }
        return Errors.LogShorter.At($"place {place + 1} of {to}", "so far it is what was signed; what was signed after it is gone");
    }
}

/// <summary>How far checkpoints hold a person's chain: what comes before follows from the hash, for each hash covers the one before it.</summary>
internal sealed class CoveredChain
{
    private readonly byte[] hash = new byte[MerkleTree.HashSize];

    /// <summary>Number of the latest entry that a checkpoint holds.</summary>
    public long N { get; private set; }

    /// <summary>Its hash.</summary>
    public ReadOnlySpan<byte> Hash => hash;

    /// <summary>Whether the store still has this person.</summary>
    public bool Met { get; private set; }

    public void Meet() => Met = true;

    public void GoOn(ReadOnlySpan<byte> next)
    {
        N++;
        next.CopyTo(hash);
    }
}
