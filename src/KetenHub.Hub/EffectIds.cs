using System.Security.Cryptography;
using System.Text;

namespace KetenHub.Hub;

/// <summary>Ids that derive from their cause: deciding the same again gives the same ids, so the outbox deduplicates itself
/// and receivers do too.</summary>
public static class EffectIds
{
    /// <summary>Id of the effect with this index of a cause: UUID version 8 (RFC 9562, section 5.8) over SHA-256.</summary>
    public static Guid Of(string cause, int index)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{cause}#{index}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>The cause that a partner's event is.</summary>
    public static string CauseOf(InboxKey key) => $"event|{key.Publisher}|{key.Source}|{key.EventId}";

    /// <summary>The cause that a deadline is. The same one can come twice for the same moment, where a clock was set back in between and it was set again:
    /// its entry in the log tells them apart.</summary>
    /// <param name="deadline">The deadline.</param>
    /// <param name="n">Number of its entry in the person's log.</param>
    public static string CauseOf(DeadlineRow deadline, long n) => $"deadline|{deadline.Person:D}|{deadline.Key}|{deadline.At.ToUnixTimeMilliseconds()}|{n}";
}
