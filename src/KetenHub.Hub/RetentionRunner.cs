using KetenHub.Contracts;
using KetenHub.Decisions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Does retention by itself, as often as policy says. Of the hubs that share a store one does it: the run before is in the store.</summary>
public sealed class RetentionRunner(IHubStore store, HubKeys keys, Policy policy, TimeProvider clock, ILogger<RetentionRunner> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (policy.Retention.Every is null)
            return;
        using var timer = new PeriodicTimer(Poll);
        try
        {
            do
                await RoundAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was done is done; the next run does the rest.
        }
    }

    /// <summary>One look: runs when it is time.</summary>
    public async Task RoundAsync(CancellationToken cancellation)
    {
        try
        {
            var last = (await store.Retention.RunsAsync(0, 1, cancellation)).Items is [var latest, ..] ? latest : null;
            if (policy.Retention.Every is { } every && last?.NextAfter(every) > clock.GetUtcNow())
                return;
            var run = await new RetentionJob(store, keys, policy, clock).RunAsync(Actor.Hub, dryRun: false, null, cancellation);
            log.RetentionDone(run.Id, run.Looked, string.Join(", ", run.Counts.Where(count => count.Gone > 0).Select(count => $"{count.Type} {count.Gone}").DefaultIfEmpty("nothing was due")),
                run.Counts.Sum(count => count.Held), run.Counts.Sum(count => count.Needed));
        }
        catch (KetenHubException busy) when (busy.Problems[0].Kind == Errors.RetentionBusy)
        {
            // Another hub, or the command, is at it.
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.RetentionFailed(failure is KetenHubException known ? known.Problems[0].Kind.Number : failure.GetType().Name);
        }
    }
}
