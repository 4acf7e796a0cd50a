using System.Diagnostics;
using System.Globalization;
using KetenHub.Tests.Fuzz;

namespace KetenHub.Fuzz;

/// <summary>Looks for inputs that reach new branches, in each target for its part of the time. What goes wrong ends it: the process that watches it has the input.</summary>
internal sealed class Worker(SearchOptions options)
{
    /// <summary>Told when the target throws.</summary>
    public const int Threw = 3;

    /// <summary>Told when an input took too much memory.</summary>
    public const int Greedy = 4;

    // For an input of at most 64 KiB.
    private const long MostMemory = 128L * 1024 * 1024;

    private const int MostTriesToShorten = 400;

    public int Run()
    {
        Coverage.Start();
        using var input = new InputFile(options.Input!);
        var targets = FuzzTarget.All.Index().Where(target => options.Only is null || target.Item.Name == options.Only).ToList();
        Console.WriteLine($"{"target",-28} {"inputs",8} {"pairs",8} {"at end",8} {"kept",6} {"runs",12} {"a second",10} {"longest ms",11}");
        foreach (var (place, target) in targets)
        {
            if (Search(place, target, input, TimeSpan.FromSeconds((double)options.Seconds / targets.Count)) is { } failure)
                return failure;
        }
        return 0;
    }

    private int? Search(int place, FuzzTarget target, InputFile input, TimeSpan time)
    {
        var coverage = new Coverage();
        var longest = TimeSpan.Zero;
        var known = target.ReadFound();
        var seeds = new List<byte[]>([.. target.Seeds, .. known]);
        var found = new List<byte[]>();
        // What is made once goes through branches that no input does: everything twice, and the second time counts.
        foreach (var seed in seeds.Concat(seeds).Index())
        {
            if (Try(seed.Item) is { } failure)
                return failure;
            if (seed.Index >= seeds.Count)
                coverage.Take();
        }
        var (start, begun, runs) = (coverage.Pairs, seeds.Count, 0L);
        var mutator = new Mutator(seeds, options.Seed);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < time; runs++)
        {
            var next = mutator.Next();
            if (Try(next) is { } failure)
                return failure;
            var pairs = coverage.NewPairs();
            if (!coverage.Take().IsNews)
                continue;
            if (pairs.Count > 0)
            {
                (next, var shortened) = Shorten(next, pairs);
                if (shortened is not null)
                    return shortened;
                found.Add(next);
            }
            seeds.Add(next);
        }
        var kept = options.Keep ? Keep() : 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{target.Name,-28} {begun,8} {start,8} {coverage.Pairs,8} {(options.Keep ? kept : found.Count),6} {runs,12} {runs / time.TotalSeconds,10:F0} {longest.TotalMilliseconds,11:F1}"));
        return null;

        int? Try(byte[] bytes)
        {
            input.Begin(place, bytes);
            Coverage.Begin();
            var (before, since) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            try
            {
                target.Look(bytes);
            }
            catch (Exception failure)
            {
                Console.Error.WriteLine($"{target.Name}: {failure}");
                return Threw;
            }
            if (GC.GetAllocatedBytesForCurrentThread() - before is > MostMemory and var taken)
            {
                Console.Error.WriteLine($"{target.Name}: an input of {bytes.Length} bytes took {taken} bytes of memory");
                return Greedy;
            }
            input.End();
            if (Stopwatch.GetElapsedTime(since) is var took && took > longest)
                longest = took;
            return null;
        }

        // Without the pieces that it does not need to go through its new pairs.
        (byte[] Shortest, int? Failure) Shorten(byte[] bytes, List<int> pairs)
        {
            var tries = 0;
            for (var piece = Math.Max(1, bytes.Length / 2); piece >= 1; piece /= 2)
            {
                for (var at = 0; at + piece <= bytes.Length && tries < MostTriesToShorten; tries++)
                {
                    byte[] shorter = [.. bytes[..at], .. bytes[(at + piece)..]];
                    if (Try(shorter) is { } failure)
                        return (shorter, failure);
                    if (Coverage.Has(pairs))
                        bytes = shorter;
                    else
                        at += piece;
                }
            }
            return (bytes, null);
        }

        // Of all that was ever found what is needed: the shortest first, each that still adds something to the documents and those before it.
        int Keep()
        {
            var needed = new Coverage();
            foreach (var seed in target.Seeds)
            {
                _ = Try(seed);
                needed.Take();
            }
            var lines = new List<string>();
            foreach (var one in known.Concat(found).OrderBy(one => one.Length))
            {
                _ = Try(one);
                if (needed.Take().IsNewPair)
                    lines.Add(Convert.ToBase64String(one));
            }
            Directory.CreateDirectory(Path.GetDirectoryName(target.Found)!);
            File.WriteAllLines(target.Found, lines);
            return lines.Count;
        }
    }
}
