using System.Text;
using System.Text.RegularExpressions;

namespace KetenHub.Servers;

/// <summary>Looks for what could be about a test person, in whatever a hub wrote: all of them have ten-digit numbers, and case numbers that begin alike.
/// Every hub that a test starts is looked at in this way when the test lets it go.</summary>
public static partial class Leaks
{
    /// <summary>What was found, with the word before it; nothing when all is well.</summary>
    public static IReadOnlyList<string> In(string text) => [.. Personal.Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal)];

    /// <summary>The same, in every file below a folder, whatever it holds. Decision numbers are no finding: they stand on the board by design.</summary>
    public static IReadOnlyList<string> InFiles(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .SelectMany(file => In(TextOf(file)).Select(found => $"{Path.GetRelativePath(folder, file)}: {found}")),
    ];

    // Also of a process that is just ending and holds its lock still.
    private static string TextOf(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }

    // Numbers of ten digits within longer words are parts of something else: of a hash, a time with its fraction, an address.
    [GeneratedRegex(@"(?<![0-9A-Za-z._:/-])[0-9]{10}(?![0-9A-Za-z._:/-])|\bZ-TEST[0-9A-Z-]*")]
    private static partial Regex Personal { get; }
}
