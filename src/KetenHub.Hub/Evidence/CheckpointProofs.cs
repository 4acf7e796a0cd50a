using System.Globalization;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Proofs from the checkpoints of a store.</summary>
public static class CheckpointProofs
{
    private const string Header = "c2sp.org/tlog-proof@v1";

    /// <summary>Proof that one checkpoint only adds to an earlier one.</summary>
    public static async Task<IReadOnlyList<byte[]>> ConsistencyAsync(ICheckpoints checkpoints, long first, long second, CancellationToken cancellation)
    {
        if (first == 0 || first == second)
            return [];
        if (await checkpoints.OfSizeAsync(first, cancellation) is not { } earlier || earlier.Size != first)
            throw new CheckpointRefusedException($"the store has no checkpoint of {first} entries");
        return new MerkleProof(first, earlier.Subtrees, await LeafReader.HashesAsync(checkpoints, first, second, cancellation)).Consistency();
    }

    /// <summary>Proof that an entry is in the log, in the form of C2SP tlog-proof: it can be verified without the hub.</summary>
    /// <param name="checkpoints">Of the store.</param>
    /// <param name="hash">Hash of the entry, as in its receipt.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>Null when no checkpoint holds it yet.</returns>
    public static async Task<string?> InclusionAsync(ICheckpoints checkpoints, byte[] hash, CancellationToken cancellation)
    {
        var (before, place) = (default(CheckpointRow), -1L);
        await foreach (var (at, page, i) in LeafReader.ReadAsync(checkpoints, 0, long.MaxValue, cancellation))
        {
            if (Leaves.HashAt(page, i).SequenceEqual(hash))
            {
                place = at;
                break;
            }
        }
        if (place < 0)
            return null;
        await foreach (var row in checkpoints.AfterAsync(0, cancellation))
        {
            if (row.Size > place)
            {
                var start = before?.Size ?? 0;
                var path = new MerkleProof(start, before?.Subtrees ?? [], await LeafReader.HashesAsync(checkpoints, start, row.Size, cancellation)).Inclusion(place);
                var lines = string.Concat(path.Select(node => $"{Convert.ToBase64String(node)}\n"));
                return string.Create(CultureInfo.InvariantCulture, $"{Header}\nindex {place}\n{lines}\n{row.Note}");
            }
            before = row;
        }
        return null;
    }

    /// <summary>Verifies such a proof. Throws KH308 when it does not show that this entry is in the log of this key.</summary>
    /// <returns>Place of the entry and the checkpoint that holds it.</returns>
    public static (long Place, Checkpoint Checkpoint) Verify(string proof, byte[] hash, NoteKey key)
    {
        var end = proof.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = end < 0 ? [] : proof[..end].Split('\n');
        if (lines.Length < 2 || lines[0] != Header || !lines[1].StartsWith("index ", StringComparison.Ordinal)
            || !long.TryParse(lines[1].AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            || Checkpoint.Read(proof[(end + 2)..]) is not { } checkpoint)
            throw new KetenHubException(Errors.ProofInvalid.At("", Header));
        var path = lines.Skip(2).Select(Decode).ToList();
        if (!checkpoint.IsSignedBy(key))
            throw new KetenHubException(Errors.ProofInvalid.At("", $"a checkpoint signed by {key.Name}"));
        if (!MerkleProof.IsIncluded(hash, place, checkpoint.Size, checkpoint.Root, path))
            throw new KetenHubException(Errors.ProofInvalid.At("", "a path from this entry to the root of the checkpoint"));
        return (place, checkpoint);
    }

    private static byte[] Decode(string line)
    {
        var bytes = new byte[MerkleTree.HashSize + 1];
        return Convert.TryFromBase64String(line, bytes, out var length) ? bytes[..length] : [];
    }
}
