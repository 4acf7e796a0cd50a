using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace KetenHub.Hub;

/// <summary>The hash chain of a person's log:
/// <c>SHA-256("ketenhub/log/v1" | person | n | previous hash | body digest | meta digest)</c>.
/// It covers digests of ciphertext, so that destroying a person's key erases the content and leaves the chain valid.</summary>
public static class LogChain
{
    private static readonly byte[] Tag = Encoding.ASCII.GetBytes("ketenhub/log/v1");

    /// <summary>Head before the first entry: 32 zero bytes.</summary>
    public static byte[] Genesis() => new byte[32];

    /// <summary>Hash of an entry, from everything in it but <see cref="LogRow.SealedBody"/> and <see cref="LogRow.Hash"/>.</summary>
    public static byte[] HashOf(LogRow row)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        HashOf(row, hash);
        return hash;
    }

    /// <summary>The same, where it is only compared.</summary>
    internal static void HashOf(LogRow row, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[15 + 16 + 8 + 32 + 32 + 32];
        Tag.CopyTo(input);
        row.Person.TryWriteBytes(input[15..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(input[31..], row.N);
        Digest(row.PrevHash).CopyTo(input[39..]);
        Digest(row.BodyDigest).CopyTo(input[71..]);
        MetaDigest(row, input[103..]);
        SHA256.HashData(input, destination);
    }

    // A digest of another length can only come from a tampered store: hash it, so that verifying goes on and names the entry.
    private static ReadOnlySpan<byte> Digest(byte[] digest) => digest.Length == 32 ? digest : SHA256.HashData(digest);

    // Every field with its length, so that no two sets of fields give the same bytes.
    private static void MetaDigest(LogRow row, Span<byte> destination)
    {
        Span<byte> buffer = stackalloc byte[1024];
        var writer = new MetaWriter(buffer);
        writer.Add(Stored.NameOf(row.Kind));
        writer.Add(row.At.ToUnixTimeMilliseconds());
        writer.Add(row.Party);
        writer.Add(row.Type);
        writer.Add(row.EventId);
        writer.Add(row.CauseN ?? -1);
        writer.Add(row.PolicyVersion);
        writer.Add(row.Why);
        writer.Add(row.Trace);
        SHA256.HashData(writer.Written, destination);
    }

    private ref struct MetaWriter(Span<byte> initial)
    {
        private Span<byte> buffer = initial;
        private int length;

        public readonly ReadOnlySpan<byte> Written => buffer[..length];

        public void Add(long number)
        {
            Reserve(8);
            BinaryPrimitives.WriteInt64BigEndian(buffer[length..], number);
            length += 8;
        }

        public void Add(string text)
        {
            Reserve(4 + Encoding.UTF8.GetMaxByteCount(text.Length));
            var bytes = Encoding.UTF8.GetBytes(text, buffer[(length + 4)..]);
            BinaryPrimitives.WriteInt32BigEndian(buffer[length..], bytes);
            length += 4 + bytes;
        }

        private void Reserve(int more)
        {
            if (length + more <= buffer.Length)
                return;
            var larger = new byte[Math.Max(buffer.Length * 2, length + more)];
            buffer[..length].CopyTo(larger);
            buffer = larger;
        }
    }
}
