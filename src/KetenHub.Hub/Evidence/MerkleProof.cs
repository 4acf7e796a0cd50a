using System.Numerics;

namespace KetenHub.Hub;

/// <summary>Makes proofs (RFC 6962, sections 2.1.1 and 2.1.2) from what lies between two checkpoints: the complete subtrees of the first,
/// and the leaves from there to the second. Older leaves need not be read.</summary>
/// <param name="start">Size of the first checkpoint; 0 for none.</param>
/// <param name="subtrees">Its complete subtrees, as <see cref="MerkleTree.Subtrees"/>.</param>
/// <param name="entryHashes">Hashes of the entries from there on, 32 bytes each.</param>
public sealed class MerkleProof(long start, byte[] subtrees, byte[] entryHashes)
{
    private const int HashSize = MerkleTree.HashSize;

    private readonly long end = start + entryHashes.Length / HashSize;

    /// <summary>Proof that leaf <paramref name="index"/> is in the tree of the last leaf: sibling hashes from the leaf to the root.</summary>
    /// <param name="index">Place of the leaf, from 0; not before the first checkpoint's size.</param>
    public IReadOnlyList<byte[]> Inclusion(long index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(index, start);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, end);
        var path = new List<byte[]>();
        var (from, to) = (0L, end);
        while (to - from > 1)
        {
            var middle = from + Split(to - from);
            path.Add(index < middle ? Root(middle, to) : Root(from, middle));
            (from, to) = index < middle ? (from, middle) : (middle, to);
        }
        path.Reverse();
        return path;
    }

    /// <summary>Proof that the tree of the last leaf only added to the tree of the first checkpoint.</summary>
    public IReadOnlyList<byte[]> Consistency()
    {
        var proof = new List<byte[]>();
        var (from, to, whole) = (0L, end, true);
        while (start != 0 && start != to)
        {
            var middle = from + Split(to - from);
            proof.Add(start <= middle ? Root(middle, to) : Root(from, middle));
            whole &= start <= middle;
            (from, to) = start <= middle ? (from, middle) : (middle, to);
        }
        if (!whole)
            proof.Add(Root(from, to));
        proof.Reverse();
        return proof;
    }

    /// <summary>Whether a leaf is in a tree.</summary>
    /// <param name="entryHash">Hash of the entry.</param>
    /// <param name="index">Its place.</param>
    /// <param name="size">Size of the tree.</param>
    /// <param name="root">Root of the tree.</param>
    /// <param name="path">See <see cref="Inclusion"/>.</param>
    public static bool IsIncluded(byte[] entryHash, long index, long size, byte[] root, IReadOnlyList<byte[]> path)
    {
        if (index < 0 || index >= size || entryHash.Length != HashSize || path.Any(hash => hash.Length != HashSize))
            return false;
        var (node, last, hash) = (index, size - 1, new byte[HashSize]);
        MerkleTree.LeafHash(entryHash, hash);
        foreach (var sibling in path)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                MerkleTree.NodeHash(sibling, hash, hash);
                UpToRightChild(ref node, ref last);
            }
            else
            {
                MerkleTree.NodeHash(hash, sibling, hash);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>Whether the second tree only added to the first.</summary>
    public static bool IsConsistent(long firstSize, byte[] firstRoot, long secondSize, byte[] secondRoot, IReadOnlyList<byte[]> proof)
    {
        if (firstSize == 0 || firstSize == secondSize)
            return proof.Count == 0 && (firstSize == 0 || firstRoot.AsSpan().SequenceEqual(secondRoot));
        if (firstSize < 0 || firstSize > secondSize || proof.Any(hash => hash.Length != HashSize))
            return false;
        var hashes = BitOperations.IsPow2(firstSize) ? [firstRoot, .. proof] : proof;
        if (hashes.Count == 0)
            return false;
        var (node, last) = (firstSize - 1, secondSize - 1);
        while ((node & 1) == 1)
            (node, last) = (node >> 1, last >> 1);
        var (first, second) = ((byte[])hashes[0].Clone(), (byte[])hashes[0].Clone());
        foreach (var hash in hashes.Skip(1))
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                MerkleTree.NodeHash(hash, first, first);
                MerkleTree.NodeHash(hash, second, second);
                UpToRightChild(ref node, ref last);
            }
            else
            {
                MerkleTree.NodeHash(second, hash, second);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && first.AsSpan().SequenceEqual(firstRoot) && second.AsSpan().SequenceEqual(secondRoot);
    }

    private static void UpToRightChild(ref long node, ref long last)
    {
        while ((node & 1) == 0 && node != 0)
            (node, last) = (node >> 1, last >> 1);
    }

    // The largest power of two below it.
    private static long Split(long size) => 1L << BitOperations.Log2((ulong)size - 1);

    private byte[] Root(long from, long to)
    {
        if (to <= start)
            return Subtree(from, to);
        var hash = new byte[HashSize];
        if (to - from == 1)
        {
            MerkleTree.LeafHash(entryHashes.AsSpan((int)(from - start) * HashSize, HashSize), hash);
            return hash;
        }
        var middle = from + Split(to - from);
        MerkleTree.NodeHash(Root(from, middle), Root(middle, to), hash);
        return hash;
    }

    private byte[] Subtree(long from, long to)
    {
        var (place, at) = (0, 0L);
        for (var level = BitOperations.Log2((ulong)start); level >= 0; level--)
        {
            var size = start & 1L << level;
            if (size == 0)
                continue;
            if (at == from && at + size == to)
                return subtrees[place..(place + HashSize)];
            (place, at) = (place + HashSize, at + size);
        }
        throw new InvalidOperationException("a proof over leaves before the first checkpoint");
    }
}
