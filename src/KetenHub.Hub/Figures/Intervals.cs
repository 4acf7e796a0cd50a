namespace KetenHub.Hub;

/// <summary>Intervals that say how far a difference between two periods can be chance. Sources: E.B. Wilson, JASA 22 (1927) 209-212;
/// R.G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10; J.L. Hodges and E.L. Lehmann, Ann. Math. Statist. 34 (1963) 598-611.</summary>
public static class Intervals
{
    /// <summary>Wilson's interval of a share: <paramref name="hits"/> of <paramref name="of"/>, with <paramref name="z"/> standard deviations.</summary>
    public static (double Low, double High) Wilson(long hits, long of, double z)
    {
        if (of == 0)
            return (0, 1);
        double n = of, p = hits / n, z2 = z * z;
        var middle = (p + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = z * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n))) / (1 + (z2 / n));
        // At the edges the formula is exactly 0 or 1; arithmetic is not.
        return (hits == 0 ? 0 : Math.Max(0, middle - half), hits == of ? 1 : Math.Min(1, middle + half));
    }

    /// <summary>Newcombe's interval of the difference of two independent shares: after less before.</summary>
    public static (double Low, double High) Newcombe((long Hits, long Of) before, (long Hits, long Of) after, double z)
    {
        if (before.Of == 0 || after.Of == 0)
            return (-1, 1);
        double p1 = (double)before.Hits / before.Of, p2 = (double)after.Hits / after.Of;
        var (l1, u1) = Wilson(before.Hits, before.Of, z);
        var (l2, u2) = Wilson(after.Hits, after.Of, z);
        var difference = p2 - p1;
        return (difference - Math.Sqrt(Square(p2 - l2) + Square(u1 - p1)), difference + Math.Sqrt(Square(u2 - p2) + Square(p1 - l1)));
    }

    /// <summary>Interval of the ratio of two rates, after over before: given the sum of both counts, the one after is a share of it (Wilson).</summary>
    /// <param name="before">How many in how many days.</param>
    /// <param name="after">How many in how many days.</param>
    /// <param name="z">Standard deviations.</param>
    public static (double Low, double High) RateRatio((long Count, int Days) before, (long Count, int Days) after, double z)
    {
        var (low, high) = Wilson(after.Count, before.Count + after.Count, z);
        var scale = (double)before.Days / after.Days;
        return (low / (1 - low) * scale, high >= 1 ? double.PositiveInfinity : high / (1 - high) * scale);
    }

    /// <summary>Shift between two samples of times, after less before, by Hodges and Lehmann: the median of all differences, with the interval that
    /// goes with the rank test of Mann and Whitney. Makes no assumption on how times are distributed.</summary>
    /// <param name="before">Times in minutes with how often each occurred.</param>
    /// <param name="after">The same.</param>
    /// <param name="z">Standard deviations.</param>
    /// <returns>Null when a sample is empty.</returns>
    public static (double Shift, double Low, double High)? Shift(IReadOnlyList<(int Minutes, long Count)> before, IReadOnlyList<(int Minutes, long Count)> after, double z)
    {
        double n1 = before.Sum(time => time.Count), n2 = after.Sum(time => time.Count);
        if (n1 == 0 || n2 == 0)
            return null;
        // Times are counted in at most some hundred steps, so that all pairs of steps are few.
        var differences = (from earlier in before from later in after select (Difference: later.Minutes - earlier.Minutes, Weight: (double)earlier.Count * later.Count))
            .GroupBy(pair => pair.Difference).Select(group => (Difference: group.Key, Weight: group.Sum(pair => pair.Weight))).OrderBy(pair => pair.Difference).ToList();
        var pairs = n1 * n2;
        var half = z * Math.Sqrt(pairs * (n1 + n2 + 1) / 12);
        return (At(differences, pairs / 2), At(differences, Math.Max(1, (pairs / 2) - half)), At(differences, Math.Min(pairs, (pairs / 2) + half + 1)));
    }

    private static double At(List<(int Difference, double Weight)> sorted, double rank)
    {
        foreach (var (difference, weight) in sorted)
        {
            rank -= weight;
            if (rank <= 0)
                return difference;
        }
        return sorted[^1].Difference;
    }

    private static double Square(double value) => value * value;
}
