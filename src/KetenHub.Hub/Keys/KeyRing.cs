using System.Buffers.Binary;
using System.Security.Cryptography;

namespace KetenHub.Hub;

/// <summary>The keys that wrap persons' keys, kept outside of the database and its backups. All of them follow from one secret at the root of a
/// tree with 4 branches a level (a puncturable pseudorandom function after Goldreich, Goldwasser and Micali), so that it is small. Erasing a person
/// removes the secrets on the way to that person's key and keeps those beside it: every other key can still be computed, this one never again,
/// whatever backup its wrapped key is found in.</summary>
public sealed class KeyRing
{
    private const int KeySize = 32;
    private const int SlotBits = 64;
    private const int BitsOfLevel = 2;

    private static readonly byte[] Magic = "ketenhub/key-ring/v1"u8.ToArray();

    // Disjoint parts of the tree, by their first slot.
    private readonly List<Part> parts;

    private KeyRing(Guid id, long generation, byte[] secrets, List<Part> parts) =>
        (Id, Generation, Secrets, this.parts) = (id, generation, secrets, parts);

    /// <summary>Which ring; a store belongs to one.</summary>
    public Guid Id { get; }

    /// <summary>Counts up with every erasure: an older copy could still open what was erased.</summary>
    public long Generation { get; }

    /// <summary>Secrets that no erasure changes; see <see cref="HubKeys"/>.</summary>
    public byte[] Secrets { get; }

    /// <summary>A new ring.</summary>
    /// <param name="secrets">See <see cref="Secrets"/>.</param>
    /// <param name="root">32 bytes; null for random ones.</param>
    public static KeyRing New(byte[] secrets, byte[]? root = null) =>
        new(Guid.NewGuid(), 1, secrets, [new Part(0, 0, root ?? RandomNumberGenerator.GetBytes(KeySize))]);

    /// <summary>The key that wraps this person's key, or null when the person was erased.</summary>
    public byte[]? FindKey(Guid person)
    {
        var slot = SlotOf(person);
        if (Find(slot) is not { } place)
            return null;
        var key = parts[place].Secret.ToArray();
        for (var depth = parts[place].Depth; depth < SlotBits; depth += BitsOfLevel)
            Child(key, BranchOf(slot, depth), key);
        return key;
    }

    /// <summary>The ring without the keys of these persons.</summary>
    public KeyRing Without(IEnumerable<Guid> persons)
    {
        var ring = new KeyRing(Id, Generation + 1, Secrets, [.. parts]);
        foreach (var person in persons)
            ring.Remove(SlotOf(person));
        return ring;
    }

    /// <summary>The ring as bytes, unsealed.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Magic);
        writer.Write(Id.ToByteArray());
        writer.Write(Generation);
        writer.Write(Secrets.Length);
        writer.Write(Secrets);
        writer.Write(parts.Count);
        foreach (var part in parts)
        {
            writer.Write(part.First);
            writer.Write((byte)part.Depth);
            writer.Write(part.Secret);
        }
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads <see cref="ToBytes"/>. Throws <see cref="CryptographicException"/> for anything else.</summary>
    public static KeyRing Read(byte[] bytes)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
                throw new CryptographicException("not a key ring");
            var (id, generation) = (new Guid(reader.ReadBytes(16)), reader.ReadInt64());
            var secrets = reader.ReadBytes(reader.ReadInt32());
            var found = new List<Part>();
            for (var left = reader.ReadInt32(); left > 0; left--)
                found.Add(new Part(reader.ReadUInt64(), reader.ReadByte(), reader.ReadBytes(KeySize)));
            return new KeyRing(id, generation, secrets, found);
        }
        catch (EndOfStreamException error)
        {
            throw new CryptographicException("half of a key ring", error);
        }
    }

    private void Remove(ulong slot)
    {
        if (Find(slot) is not { } place)
            return;
        var (first, depth, secret) = parts[place];
        parts.RemoveAt(place);
        var key = secret.ToArray();
        var beside = new List<Part>();
        for (; depth < SlotBits; depth += BitsOfLevel)
        {
            var taken = BranchOf(slot, depth);
            for (var branch = 0; branch < 1 << BitsOfLevel; branch++)
            {
                if (branch == taken)
                    continue;
                var sibling = new byte[KeySize];
                Child(key, branch, sibling);
                beside.Add(new Part(first | (ulong)branch << (SlotBits - BitsOfLevel - depth), depth + BitsOfLevel, sibling));
            }
            first |= (ulong)taken << (SlotBits - BitsOfLevel - depth);
            Child(key, taken, key);
        }
        CryptographicOperations.ZeroMemory(key);
        parts.InsertRange(place, beside.OrderBy(part => part.First));
    }

    private int? Find(ulong slot)
    {
        var (low, high) = (0, parts.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (parts[middle].First <= slot)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return high >= 0 && parts[high].Covers(slot) ? high : null;
    }

    private static int BranchOf(ulong slot, int depth) => (int)(slot >> (SlotBits - BitsOfLevel - depth)) & ((1 << BitsOfLevel) - 1);

    private static void Child(ReadOnlySpan<byte> secret, int branch, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[KeySize + 1];
        secret.CopyTo(input);
        input[KeySize] = (byte)branch;
        SHA256.HashData(input, destination);
    }

    // 64 bits: among a million persons two share a slot once in 30 million rings.
    private static ulong SlotOf(Guid person)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(person.ToByteArray(bigEndian: true), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    private sealed record Part(ulong First, int Depth, byte[] Secret)
    {
        public bool Covers(ulong slot) => Depth == 0 || slot >> (SlotBits - Depth) == First >> (SlotBits - Depth);
    }
}
