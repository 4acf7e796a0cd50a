using System.Numerics;
using System.Security.Cryptography;

namespace KetenHub.Hub;

/// <summary>A growing Merkle tree (RFC 6962, section 2.1), held as the roots of its complete subtrees only: 64 hashes at most,
/// however many leaves were added.</summary>
public sealed class MerkleTree
{
    /// <summary>Length of a hash in bytes: SHA-256.</summary>
    public const int HashSize = 32;

    private const int Levels = 63;

    // At level L stands the root of a complete subtree of 2^L leaves, when that bit of the size is set.
    private readonly byte[] levels = new byte[Levels * HashSize];

    /// <summary>An empty tree.</summary>
    public MerkleTree() { }

    /// <summary>The tree of this size with these complete subtrees.</summary>
    /// <param name="size">Number of leaves.</param>
    /// <param name="subtrees">See <see cref="Subtrees"/>.</param>
    public MerkleTree(long size, ReadOnlySpan<byte> subtrees)
    {
        if (subtrees.Length != BitOperations.PopCount((ulong)size) * HashSize)
            throw new ArgumentException("a hash per complete subtree", nameof(subtrees));
        Size = size;
        for (var level = Levels - 1; level >= 0; level--)
        {
            if ((size >> level & 1) == 0)
                continue;
            subtrees[..HashSize].CopyTo(At(level));
            subtrees = subtrees[HashSize..];
        }
    }

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Roots of the complete subtrees, from the largest to the smallest, 32 bytes each.</summary>
    public byte[] Subtrees()
    {
        var subtrees = new List<byte>();
        for (var level = Levels - 1; level >= 0; level--)
        {
            if ((Size >> level & 1) == 1)
                subtrees.AddRange(At(level));
        }
        return [.. subtrees];
    }

    /// <summary>Adds a leaf.</summary>
    /// <param name="entryHash">Hash of the log entry, 32 bytes; the leaf is hashed from it.</param>
    public void Add(ReadOnlySpan<byte> entryHash)
    {
        Span<byte> hash = stackalloc byte[HashSize];
        LeafHash(entryHash, hash);
        var level = 0;
        for (; (Size >> level & 1) == 1; level++)
            NodeHash(At(level), hash, hash);
        hash.CopyTo(At(level));
        Size++;
    }

    /// <summary>The root over all leaves.</summary>
    public byte[] Root()
    {
        if (Size == 0)
            return SHA256.HashData([]);
        var level = BitOperations.TrailingZeroCount(Size);
        var root = At(level).ToArray();
        for (level++; level < Levels; level++)
        {
            if ((Size >> level & 1) == 1)
                NodeHash(At(level), root, root);
        }
        return root;
    }

    /// <summary>Hash of a leaf: SHA-256(0x00 | entry hash).</summary>
    public static void LeafHash(ReadOnlySpan<byte> entryHash, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[1 + HashSize];
        entryHash.CopyTo(input[1..]);
        SHA256.HashData(input, destination);
    }

    /// <summary>Hash of a node: SHA-256(0x01 | left | right). The destination may be one of the two.</summary>
    public static void NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[1 + 2 * HashSize];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + HashSize)..]);
        SHA256.HashData(input, destination);
    }

    private Span<byte> At(int level) => levels.AsSpan(level * HashSize, HashSize);
}
