using System.Globalization;

namespace KetenHub.Dashboard;

/// <summary>The page of a list that an address asks for.</summary>
internal static class PageNumber
{
    private const int Most = 1_000_000;

    /// <summary>From 1; what can't be read is the first.</summary>
    public static int Of(string? asked) =>
        int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, Most) : 1;

    /// <summary>Where the last page begins: for an address of one that no longer exists, after rows went.</summary>
    public static int LastSkip(long total, int pageSize) => (int)((total - 1) / pageSize) * pageSize;
}
