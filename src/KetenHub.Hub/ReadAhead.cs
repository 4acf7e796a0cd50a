using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace KetenHub.Hub;

/// <summary>Reads rows on a thread of their own, while those before them are worked on.</summary>
public static class ReadAhead
{
    private const int RowsOfBlock = 256;
    private const int BlocksAhead = 8;

    /// <summary>The same rows in the same order, at most some two thousand read ahead.</summary>
    /// <param name="source">Opens the rows.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async IAsyncEnumerable<T> Of<T>(Func<CancellationToken, IAsyncEnumerable<T>> source, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var blocks = Channel.CreateBounded<List<T>>(new BoundedChannelOptions(BlocksAhead) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => ReadAsync(source(ending.Token), blocks.Writer, ending.Token), CancellationToken.None);
        try
        {
            await foreach (var block in blocks.Reader.ReadAllAsync(cancellation))
            {
                foreach (var row in block)
                    yield return row;
            }
        }
        finally
        {
            // Who stops early stops the reading too, and does not leave before its rows are closed.
            await ending.CancelAsync();
            await reading;
        }
    }

    // Why reading failed comes out where the next row would have come.
    private static async Task ReadAsync<T>(IAsyncEnumerable<T> rows, ChannelWriter<List<T>> blocks, CancellationToken cancellation)
    {
        var block = new List<T>(RowsOfBlock);
        Exception? why = null;
        try
        {
            await foreach (var row in rows.WithCancellation(cancellation))
            {
                block.Add(row);
                if (block.Count < RowsOfBlock)
                    continue;
                await blocks.WriteAsync(block, cancellation);
                block = new List<T>(RowsOfBlock);
            }
        }
        catch (Exception failure)
        {
            why = failure;
        }
        // Nobody waits for them any more when this is cancelled.
        if (!cancellation.IsCancellationRequested && await blocks.WaitToWriteAsync(CancellationToken.None))
            blocks.TryWrite(block);
        blocks.Complete(why);
    }
}
