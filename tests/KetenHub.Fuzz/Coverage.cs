using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace KetenHub.Fuzz;

/// <summary>Which pairs of branches, one after the other, an input goes through, and about how often each. The code that is watched counts them
/// into a map that all of it shares (the map of AFL: two pairs may share a place in it).</summary>
internal sealed unsafe class Coverage
{
    private const int Size = 1 << 16;

    private static readonly byte* Map = (byte*)NativeMemory.AllocZeroed(Size);

    // How often it was gone through, in steps: once, twice, thrice, up to 7, 15, 31, 127 and more, a bit each.
    private readonly byte[] seen = new byte[Size];

    /// <summary>Pairs that were gone through.</summary>
    public int Pairs { get; private set; }

    /// <summary>Before any of the watched code runs.</summary>
    public static void Start() => Trace.SharedMem = Map;

    /// <summary>Begins to count anew.</summary>
    public static void Begin()
    {
        new Span<byte>(Map, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Takes up what was gone through.</summary>
    /// <returns>Whether a pair is new, and whether at least how often is.</returns>
    public (bool IsNewPair, bool IsNews) Take()
    {
        var (isNewPair, isNews) = (false, false);
        var words = new ReadOnlySpan<ulong>(Map, Size / 8);
        for (var word = 0; word < words.Length; word++)
        {
            if (words[word] == 0)
                continue;
            for (var place = word * 8; place < (word + 1) * 8; place++)
            {
                var step = StepOf(Map[place]);
                if ((seen[place] & step) == step)
                    continue;
                isNews = true;
                if (seen[place] == 0)
                {
                    isNewPair = true;
                    Pairs++;
                }
                seen[place] |= step;
            }
        }
        return (isNewPair, isNews);
    }

    /// <summary>Pairs gone through now that were never before.</summary>
    public List<int> NewPairs()
    {
        var found = new List<int>();
        for (var place = 0; place < Size; place++)
        {
            if (Map[place] != 0 && seen[place] == 0)
                found.Add(place);
        }
        return found;
    }

    /// <summary>Whether all of these pairs were gone through now.</summary>
    public static bool Has(List<int> pairs) => pairs.TrueForAll(place => Map[place] != 0);

    private static byte StepOf(byte times) => times switch
    {
        0 => 0,
        <= 3 => (byte)(1 << (times - 1)),
        < 128 => (byte)(1 << (1 + Math.Min(BitOperations.Log2(times), 5))),
        _ => 128,
    };
}
