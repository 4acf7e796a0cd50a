namespace KetenHub.Dashboard;

/// <summary>Two texts side by side, line by line: what is the same stands beside itself.</summary>
internal static class Difference
{
    // Past this it takes too long; then the lines stand side by side as they come.
    private const int Most = 2000;

    /// <summary>The lines of both.</summary>
    public static IReadOnlyList<DifferenceLine> Of(string left, string right)
    {
        var (a, b) = (left.ReplaceLineEndings("\n").Split('\n'), right.ReplaceLineEndings("\n").Split('\n'));
        if (a.Length > Most || b.Length > Most)
            return [.. Enumerable.Range(0, Math.Max(a.Length, b.Length)).Select(i => new DifferenceLine(a.ElementAtOrDefault(i) ?? "", b.ElementAtOrDefault(i) ?? ""))];
        var common = Common(a, b);
        var lines = new List<DifferenceLine>();
        var (i, j) = (0, 0);
        while (i < a.Length || j < b.Length)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
                lines.Add(new DifferenceLine(a[i++], b[j++]));
            else if (i < a.Length && j < b.Length && common[i + 1, j] == common[i, j + 1] && common[i + 1, j + 1] == common[i, j])
                lines.Add(new DifferenceLine(a[i++], b[j++]));
            else if (j >= b.Length || (i < a.Length && common[i + 1, j] >= common[i, j + 1]))
                lines.Add(new DifferenceLine(a[i++], ""));
            else
                lines.Add(new DifferenceLine("", b[j++]));
        }
        return lines;
    }

    // Length of the longest common part of what is left of each.
    private static int[,] Common(string[] a, string[] b)
    {
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }
        return common;
    }
}

/// <summary>A line of each text; one of them is empty where the other has more.</summary>
internal sealed record DifferenceLine(string Left, string Right)
{
    public bool IsSame => Left == Right;
}
