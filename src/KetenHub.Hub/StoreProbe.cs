using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Finds out by itself that the store can be written again: whoever routes by readiness sends nothing to a hub that is not ready,
/// so that no message would come to show it.</summary>
public sealed class StoreProbe(IHubStore store, HubHealth health, ILogger<StoreProbe> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (health.StoreProblem is not null)
                    await TryAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task TryAsync(CancellationToken stopping)
    {
        try
        {
            await store.WriteSettingAsync("store written again", DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture), stopping);
            health.StoreProblem = null;
            log.StoreBack();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Not yet; the runners have said why.
        }
    }
}
