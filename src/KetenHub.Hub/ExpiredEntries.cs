using System.Globalization;
using System.Security.Cryptography;

namespace KetenHub.Hub;

/// <summary>Entries whose content has gone, as the log says it: <c>content gone: case-signal 2; incident-registered 5-9 12</c>. The numbers stand in the
/// reasons of an entry, which are hashed, so that content that is missing without one is found.</summary>
public static class ExpiredEntries
{
    private const string Opening = "content gone: ";

    /// <summary>The reasons of the entry.</summary>
    /// <param name="entries">Type and number of each.</param>
    public static string Write(IEnumerable<(string Type, long N)> entries) => Opening + string.Join("; ", entries
        .GroupBy(entry => entry.Type, StringComparer.Ordinal).OrderBy(type => type.Key, StringComparer.Ordinal)
        .Select(type => $"{type.Key} {string.Join(' ', Ranges(type.Select(entry => entry.N).Order()))}"));

    /// <summary>Whether the reasons of an entry name this number.</summary>
    public static bool Names(string why, long n)
    {
        if (!why.StartsWith(Opening, StringComparison.Ordinal))
            return false;
        foreach (var type in why[Opening.Length..].Split("; "))
        {
            foreach (var range in type.Split(' ').Skip(1))
            {
                var ends = range.Split('-');
                if (long.TryParse(ends[0], CultureInfo.InvariantCulture, out var first) && long.TryParse(ends[^1], CultureInfo.InvariantCulture, out var last) && first <= n && n <= last)
                    return true;
            }
        }
        return false;
    }

    /// <summary>An entry that says that content has gone. It has none itself: nobody may hold the key any more, and its digest is that of nothing.</summary>
    internal static LogRow NoteOf(PersonRow row, LogKind kind, DateTimeOffset at, string actor, string policyVersion, string why, string trace = "")
    {
        var entry = new LogRow(row.Id, row.N + 1, kind, Moments.Down(at), actor, "", "", null, policyVersion, why, trace, null, SHA256.HashData([]), row.Head, []);
        return entry with { Hash = LogChain.HashOf(entry) };
    }

    private static IEnumerable<string> Ranges(IEnumerable<long> numbers)
    {
        long? first = null;
        var last = 0L;
        foreach (var n in numbers)
        {
            if (first is not null && n != last + 1)
            {
                yield return Range(first.Value, last);
                first = null;
            }
            first ??= n;
            last = n;
        }
        if (first is not null)
            yield return Range(first.Value, last);
    }

    private static string Range(long first, long last) => string.Create(CultureInfo.InvariantCulture, $"{first}{(first == last ? "" : $"-{last}")}");
}
