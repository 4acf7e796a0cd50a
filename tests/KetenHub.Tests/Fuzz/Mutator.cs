using System.Text;

namespace KetenHub.Tests.Fuzz;

/// <summary>Changes documents at random, the same way in every run of the same seed: bytes, pieces of other documents, and texts that are known to be trouble.</summary>
/// <param name="seeds">Documents to begin with.</param>
/// <param name="seed">Seed.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, int seed)
{
    private const int Largest = 64 * 1024;

    private static readonly byte[][] Tricks =
    [
        .. new[]
        {
            "\0", "\\u0000", "\\ud800", "\\udc00\\ud800", "\uFEFF", "\u202E", "\u2028", "\"\"", "{}", "[]", "null", "true", "-0", "1e999", "1E-999", "0.1e1", "-1", "9223372036854775808",
            "99999999999999999999999999999999999999", "NaN", "Infinity", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"2026-02-30T00:00:00Z\"",
            "\"1900-01-01T00:00:00+14:00\"", "\"2199-12-31T23:59:59.9999999-14:00\"", "\"2026-12-31T23:59:60Z\"", ",", ":", "\"", "\\", "/*", "//", "'", "' OR 1=1 --", "<script>", "]]>", "<!DOCTYPE x>",
            "<!ENTITY a \"b\">", "&#xD800;", "&#0;", "\r\n", ";", "\";\"", "|", "../", "%00", "{{7*7}}", "${jndi:x}", "P1D", "\"P9999999999Y\"",
        }.Select(Encoding.UTF8.GetBytes),
        [0xC0, 0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF, 0xFE], [0xFE, 0xFF], [0xC3, 0x28], [0xF4, 0x90, 0x80, 0x80],
        Encoding.UTF8.GetBytes(new string('[', 40)), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 40))), Encoding.UTF8.GetBytes(new string('9', 400)),
    ];

    private readonly Random random = new(seed);

    /// <summary>The next changed document.</summary>
    public byte[] Next()
    {
        var body = seeds[random.Next(seeds.Count)].ToList();
        for (var changes = random.Next(1, 6); changes > 0; changes--)
            Change(body);
        return body.Count > Largest ? [.. body[..Largest]] : [.. body];
    }

    private void Change(List<byte> body)
    {
        var at = random.Next(body.Count + 1);
        var length = Math.Min(random.Next(1, 24), body.Count - at);
        switch (random.Next(9))
        {
            case 0 when at < body.Count:
                body[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < body.Count:
                body[at] = (byte)random.Next(256);
                break;
            case 2:
                body.RemoveRange(at, length);
                break;
            case 3:
                body.InsertRange(random.Next(body.Count + 1), body.GetRange(at, length));
                break;
            case 4:
                var other = seeds[random.Next(seeds.Count)];
                var from = random.Next(other.Length + 1);
                body.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(1, 80), other.Length - from)).ToArray());
                break;
            case 5:
                body.RemoveRange(at, body.Count - at);
                break;
            case 6:
                Value(body, at);
                break;
            default:
                body.InsertRange(at, Tricks[random.Next(Tricks.Length)]);
                break;
        }
    }

    // A trick in place of what stands between two quotes or separators: more of them get past the syntax.
    private void Value(List<byte> body, int at)
    {
        var start = body.FindIndex(Math.Min(at, Math.Max(0, body.Count - 1)), IsEdge);
        var end = start < 0 ? -1 : body.FindIndex(start + 1, IsEdge);
        if (end < 0)
            return;
        body.RemoveRange(start + 1, end - start - 1);
        body.InsertRange(start + 1, Tricks[random.Next(Tricks.Length)]);
    }

    private static bool IsEdge(byte value) => value is (byte)'"' or (byte)':' or (byte)',' or (byte)';' or (byte)'>' or (byte)'<' or (byte)'\n';
}
