using System.Buffers.Binary;

namespace KetenHub.Hub;

/// <summary>Leaves of the tree as the store keeps them, 56 bytes each: person (16), number of the entry (8, big-endian), its hash (32). Where the number is
/// <see cref="ActionN"/> it is an entry of the audit log, and its own number stands in the person's place.</summary>
public static class Leaves
{
    /// <summary>Bytes of a leaf.</summary>
    public const int Size = 16 + 8 + MerkleTree.HashSize;

    /// <summary>Number that no entry of a person's log has: of an entry of the audit log.</summary>
    public const long ActionN = 0;

    /// <summary>The leaves of new entries, in their order.</summary>
    public static byte[] Of(IReadOnlyList<LogRow> entries) => Of(entries, []);

    /// <summary>The leaves of new entries of the log, then of the audit log, each in their order.</summary>
    public static byte[] Of(IReadOnlyList<LogRow> entries, IReadOnlyList<ActionRow> actions)
    {
        var leaves = new byte[(entries.Count + actions.Count) * Size];
        for (var i = 0; i < entries.Count; i++)
            Write(leaves.AsSpan(i * Size, Size), entries[i].Person, entries[i].N, entries[i].Hash);
        for (var i = 0; i < actions.Count; i++)
            Write(leaves.AsSpan((entries.Count + i) * Size, Size), actions[i].Id, ActionN, actions[i].Hash());
        return leaves;
    }

    /// <summary>How many there are.</summary>
    public static int Count(byte[] leaves) => leaves.Length / Size;

    /// <summary>Person and number of the entry.</summary>
    public static (Guid Person, long N) EntryAt(byte[] leaves, int index) =>
        (new Guid(leaves.AsSpan(index * Size, 16), bigEndian: true), BinaryPrimitives.ReadInt64BigEndian(leaves.AsSpan(index * Size + 16, 8)));

    /// <summary>Hash of the entry.</summary>
    public static ReadOnlySpan<byte> HashAt(byte[] leaves, int index) => leaves.AsSpan(index * Size + 24, MerkleTree.HashSize);

    private static void Write(Span<byte> leaf, Guid of, long n, byte[] hash)
    {
        of.TryWriteBytes(leaf, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(leaf[16..], n);
        hash.CopyTo(leaf[24..]);
    }
}
