using System.Text;

namespace KetenHub.Storage;

/// <summary>Texts that come again and again in the rows of one read (codes, types, versions): each is made once and given out again. Holds few.</summary>
internal sealed class RepeatedTexts
{
    private const int Most = 256;
    private const int LongestKept = 64;
    private readonly (byte[] Utf8, string Text)[] kept = new (byte[], string)[Most];

    /// <summary>The text of these bytes.</summary>
    public string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > LongestKept)
            return Encoding.UTF8.GetString(utf8);
        var hash = default(HashCode);
        hash.AddBytes(utf8);
        ref var slot = ref kept[(uint)hash.ToHashCode() % Most];
        if (slot.Utf8 is null || !utf8.SequenceEqual(slot.Utf8))
            slot = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        return slot.Text;
    }
}
