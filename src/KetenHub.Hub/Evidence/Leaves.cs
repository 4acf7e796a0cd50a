using System.Buffers.Binary;

namespace KetenHub.Hub;

/// <summary>Leaves of the tree as the store keeps them, 56 bytes each: person (16), number of the entry (8, big-endian), its hash (32).</summary>
public static class Leaves
{
    /// <summary>Bytes of a leaf.</summary>
    public const int Size = 16 + 8 + MerkleTree.HashSize;

    /// <summary>The leaves of new entries, in their order.</summary>
    public static byte[] Of(IReadOnlyList<LogRow> entries)
    {
        var leaves = new byte[entries.Count * Size];
        for (var i = 0; i < entries.Count; i++)
        {
            var leaf = leaves.AsSpan(i * Size, Size);
            entries[i].Person.TryWriteBytes(leaf, bigEndian: true, out _);
            BinaryPrimitives.WriteInt64BigEndian(leaf[16..], entries[i].N);
            entries[i].Hash.CopyTo(leaf[24..]);
        }
        return leaves;
    }

    /// <summary>How many there are.</summary>
    public static int Count(byte[] leaves) => leaves.Length / Size;

    /// <summary>Person and number of the entry.</summary>
    public static (Guid Person, long N) EntryAt(byte[] leaves, int index) =>
        (new Guid(leaves.AsSpan(index * Size, 16), bigEndian: true), BinaryPrimitives.ReadInt64BigEndian(leaves.AsSpan(index * Size + 16, 8)));

    /// <summary>Hash of the entry.</summary>
    public static ReadOnlySpan<byte> HashAt(byte[] leaves, int index) => leaves.AsSpan(index * Size + 24, MerkleTree.HashSize);
}
