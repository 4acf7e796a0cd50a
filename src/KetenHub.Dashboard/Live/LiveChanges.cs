using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace KetenHub.Dashboard;

/// <summary>Tells open pages that something was committed; they fetch themselves again. Carries no content.</summary>
internal static class LiveChanges
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/live", (HttpContext context, HubTransaction hub, IHostApplicationLifetime host) =>
            TypedResults.ServerSentEvents(WatchAsync(hub.Commits, host.ApplicationStopping, context.RequestAborted))).For(Needs.Anybody);

    private static async IAsyncEnumerable<SseItem<string>> WatchAsync(
        Commits commits, CancellationToken stopping, [EnumeratorCancellation] CancellationToken aborted)
    {
        // An open page must not hold up the hub when it stops.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);
        using var changed = commits.Subscribe(_ => true);
        yield return new SseItem<string>("", "alive");
        while (true)
        {
            bool raised;
            try
            {
                // Real time: what the network between needs does not follow a simulated clock.
                raised = await changed.WaitAsync(KeepAlive, TimeProvider.System, either.Token);
            }
            catch (OperationCanceledException)
            {
                yield break;
            }
            yield return new SseItem<string>("", raised ? "changed" : "alive");
            await Task.Delay(Between, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
