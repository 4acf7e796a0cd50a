using System.Runtime.CompilerServices;

namespace KetenHub.Hub;

/// <summary>Reads leaves in the order of the tree, a page at a time.</summary>
internal static class LeafReader
{
    /// <summary>Leaves of places <paramref name="from"/> to <paramref name="to"/> (not included): place, page, and index in it.</summary>
    public static async IAsyncEnumerable<(long Place, byte[] Page, int Index)> ReadAsync(
        ICheckpoints checkpoints, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (from >= to)
            yield break;
        await foreach (var page in checkpoints.LeavesAsync(from, cancellation))
        {
            for (var i = (int)Math.Max(0, from - page.First); i < Leaves.Count(page.Leaves); i++)
            {
                if (page.First + i >= to)
                    yield break;
                yield return (page.First + i, page.Leaves, i);
            }
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
