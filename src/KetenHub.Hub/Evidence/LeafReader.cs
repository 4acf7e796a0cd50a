using System.Runtime.CompilerServices;

namespace KetenHub.Hub;

/// <summary>Reads leaves in the order of the tree, a page at a time.</summary>
internal static class LeafReader
{
    /// <summary>Leaves of places <paramref name="from"/> to <paramref name="to"/> (not included): place, page, and index in it.</summary>
    public static async IAsyncEnumerable<(long Place, byte[] Page, int Index)> ReadAsync(
        ICheckpoints checkpoints, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (place, page, first, count) in PagesAsync(checkpoints, from, to, cancellation))
        {
            for (var i = 0; i < count; i++)
                yield return (place + i, page, first + i);
        }
    }

    /// <summary>The same leaves, as many at once as the store keeps together: place of the first, page, index in it, and how many from there.</summary>
    public static async IAsyncEnumerable<(long Place, byte[] Page, int First, int Count)> PagesAsync(
        ICheckpoints checkpoints, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (from >= to)
            yield break;
        await foreach (var page in checkpoints.LeavesAsync(from, cancellation))
        {
            var first = (int)Math.Max(0, from - page.First);
            var count = (int)Math.Min(Leaves.Count(page.Leaves) - first, to - page.First - first);
            if (count > 0)
                yield return (page.First + first, page.Leaves, first, count);
            if (page.First + first + count >= to)
                yield break;
        }
    }

    /// <summary>Hashes of entries at places of the tree, 32 bytes each.</summary>
    public static async Task<byte[]> HashesAsync(ICheckpoints checkpoints, long from, long to, CancellationToken cancellation)
    {
        var hashes = new MemoryStream();
        await foreach (var (_, page, i) in ReadAsync(checkpoints, from, to, cancellation))
            hashes.Write(Leaves.HashAt(page, i));
        return hashes.ToArray();
    }
}
