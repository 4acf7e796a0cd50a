using System.Runtime.CompilerServices;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

public sealed class ReadAheadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(10_001)]
    public async Task Every_row_comes_once_and_in_its_order(int rows) =>
        Assert.Equal(Enumerable.Range(0, rows), await ReadAhead.Of(token => Rows(rows, null, token), Cancellation).ToListAsync(Cancellation));

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    public async Task Why_reading_failed_comes_after_the_rows_that_were_read(int good)
    {
        var read = new List<int>();
        var failure = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var row in ReadAhead.Of(token => Rows(good, new InvalidDataException(), token), Cancellation))
                read.Add(row);
        });
        Assert.NotNull(failure);
        Assert.Equal(Enumerable.Range(0, good), read);
    }

    [Fact]
    public async Task Who_stops_early_stops_the_reading_and_the_rows_are_closed()
    {
        var closed = new TaskCompletionSource();
        await foreach (var row in ReadAhead.Of(token => Rows(int.MaxValue, null, token, closed), Cancellation))
        {
            if (row == 1000)
                break;
        }
        Assert.True(closed.Task.IsCompleted);
    }

    private static async IAsyncEnumerable<int> Rows(int count, Exception? after, [EnumeratorCancellation] CancellationToken cancellation, TaskCompletionSource? closed = null)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return i;
            }
            await Task.Yield();
            if (after is not null)
                throw after;
        }
        finally
        {
            closed?.TrySetResult();
        }
    }
}
