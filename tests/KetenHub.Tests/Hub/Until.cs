using System.Diagnostics;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>Waits for a condition, with a bound.</summary>
internal static class Until
{
    public static Task TrueAsync(Func<bool> condition, int seconds = 15) => TrueAsync(() => Task.FromResult(condition()), seconds);

    public static async Task TrueAsync(Func<Task<bool>> condition, int seconds = 15)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"what was waited for did not come in {seconds} s");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
