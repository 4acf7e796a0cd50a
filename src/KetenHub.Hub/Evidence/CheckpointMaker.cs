using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Takes what is queued into the tree and signs it.</summary>
public sealed class CheckpointMaker(ICheckpoints checkpoints, NoteSigner signer, TimeProvider clock)
{
    // A page is read as a whole: some thousands of leaves.
    private const int LeavesOfPage = 4096;

    private const int MostTaken = 10_000;

    /// <summary>Makes checkpoints until nothing is queued. Throws <see cref="StoreConflictException"/> when another hub does the same.</summary>
    /// <returns>The latest of the store, or null when nothing was ever logged.</returns>
    public async Task<CheckpointRow?> MakeAsync(CancellationToken cancellation)
    {
        var latest = await checkpoints.LatestAsync(cancellation);
        while (await checkpoints.QueuedAsync(MostTaken, cancellation) is { Count: > 0 } queued)
            latest = await MakeAsync(latest, queued, cancellation);
        return latest;
    }

    /// <summary>Checks at the start that the key is the one this store is signed with. Throws KH113.</summary>
    public static async Task CheckKeyAsync(ICheckpoints checkpoints, NoteSigner signer, string setting, CancellationToken cancellation)
    {
        if (await checkpoints.LatestAsync(cancellation) is { } latest && !IsSigned(latest, signer.PublicKey))
            throw new KetenHubException(Errors.CheckpointKeyInvalid.At(setting));
    }

    private static bool IsSigned(CheckpointRow row, NoteKey key) =>
        Checkpoint.Read(row.Note) is { } note && note.IsSignedBy(key) && note.Root.AsSpan().SequenceEqual(new MerkleTree(row.Size, row.Subtrees).Root());

    private async Task<CheckpointRow> MakeAsync(CheckpointRow? latest, IReadOnlyList<QueuedLeaves> queued, CancellationToken cancellation)
    {
        // Never sign on top of what another key signed, or of what no longer fits its signature.
        if (latest is not null && !IsSigned(latest, signer.PublicKey))
            throw new CheckpointRefusedException("the latest checkpoint of the store is not signed by this hub's key");
        var tree = latest is null ? new MerkleTree() : new MerkleTree(latest.Size, latest.Subtrees);
        var pages = new List<LeafPage>();
        foreach (var leaves in queued.SelectMany(one => one.Leaves.Chunk(Leaves.Size)).Chunk(LeavesOfPage))
        {
            pages.Add(new LeafPage(tree.Size, [.. leaves.SelectMany(leaf => leaf)]));
            foreach (var leaf in leaves)
                tree.Add(Leaves.HashAt(leaf, 0));
        }
        var row = new CheckpointRow(
            tree.Size, Moments.Down(clock.GetUtcNow()), queued.Min(one => one.At), tree.Subtrees(), Checkpoint.Sign(signer, tree.Size, tree.Root()).Note);
        await checkpoints.AddAsync(row, pages, [.. queued.Select(one => one.Seq)], cancellation);
        return row;
    }
}
