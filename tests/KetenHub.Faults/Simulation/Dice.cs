namespace KetenHub.Faults.Simulation;

/// <summary>Chance that follows from a seed alone, the same on every machine and runtime: xoshiro256**, seeded through SplitMix64.</summary>
internal sealed class Dice
{
    private ulong a, b, c, d;

    public Dice(ulong seed)
    {
        (a, b, c, d) = (Split(ref seed), Split(ref seed), Split(ref seed), Split(ref seed));
    }

    public ulong Next()
    {
        var result = ulong.RotateLeft(b * 5, 7) * 9;
        var shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = ulong.RotateLeft(d, 45);
        return result;
    }

    /// <summary>From 0 up to but not 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>A whole number, both ends included.</summary>
    public int Between(int least, int most) => least + (int)(Next() % (ulong)(most - least + 1));

    /// <summary>Whole milliseconds between these.</summary>
    public TimeSpan Time(double leastMinutes, double mostMinutes) =>
        TimeSpan.FromMilliseconds(Math.Floor((leastMinutes + (Unit() * (mostMinutes - leastMinutes))) * 60_000));

    public T Pick<T>(IReadOnlyList<T> from) => from[Between(0, from.Count - 1)];

    /// <summary>Other dice that follow from these: who throws them more often does not change what the others give.</summary>
    public Dice Fork() => new(Next());

    private static ulong Split(ref ulong seed)
    {
        var z = seed += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
