using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Decides on deadlines when their moment comes.</summary>
public sealed class DeadlineRunner(
    IHubStore store, HubTransaction hub, HubHealth health, TimeProvider clock, ILogger<DeadlineRunner> log) : BackgroundService
{
    /// <summary>Most deadlines in one transaction.</summary>
    public const int MostInBatch = 200;

    // As for messages: on a busy person other hubs can be first several times in a row.
    private const int MostTries = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PutOffBy = TimeSpan.FromMinutes(5);

    // A clock that jumps must not leave a deadline waiting for long, nor the end of the hub that alone knew of it.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = hub.Commits.Subscribe(writes => writes.Deadlines.Count > 0);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await HandleDueAsync(stoppingToken) < MostInBatch)
                    await WaitAsync(changed, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                if (health.StoreProblem is null)
                    log.StoreUnavailable(failure.GetType().Name);
                health.StoreProblem = failure is StoreUnavailableException ? failure.Message : failure.GetType().Name;
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Handles deadlines that are due. One that fails does not make the others late.</summary>
    /// <returns>How many; fewer than a full batch when none are left.</returns>
    public async Task<int> HandleDueAsync(CancellationToken stopping)
    {
        try
        {
            return await hub.HandleDeadlinesAsync(MostInBatch, stopping);
        }
        catch (Exception failure) when (failure is not OperationCanceledException and not StoreUnavailableException)
        {
            // One of them fails, or another transaction was first: take them singly, and put off the one that fails, so that the others are not late.
            var handled = 0;
            while (handled < MostInBatch && await HandleSinglyAsync(stopping))
                handled++;
            return handled;
        }
    }

    private async Task<bool> HandleSinglyAsync(CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await hub.HandleDeadlinesAsync(1, stopping) > 0;
            }
            catch (StoreConflictException) when (attempt < MostTries)
            {
                // What another transaction did is seen on the next try.
            }
            catch (Exception failure) when (failure is not OperationCanceledException and not StoreUnavailableException)
            {
                // Also a conflict that stays: tried for ever, nobody's deadlines would come.
                await PutOffAsync(failure, stopping);
                return true;
            }
        }
    }

    private async Task PutOffAsync(Exception failure, CancellationToken stopping)
    {
        log.DeadlineFailed(failure.GetType().Name, PutOffBy.TotalMinutes);
        await hub.PutOffDeadlineAsync(PutOffBy, stopping);
    }

    private async Task WaitAsync(Commits.Signal changed, CancellationToken stopping)
    {
        var next = await store.NextDeadlineAsync(stopping);
        var wait = next is null ? LongestWait : next.Value - clock.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await changed.WaitAsync(wait < LongestWait ? wait : LongestWait, clock, stopping);
    }
}
