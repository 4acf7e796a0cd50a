using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Reads which partners are paused, so that every hub on a store keeps to it within a second or two. Begun before any lane: a hub that starts
/// reads nothing of a partner before it knows. While the store is away, what is known stays.</summary>
public sealed class PauseWatch(IHubStore store, HubHealth health, ILogger<PauseWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Reads once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var now = await store.Operations.Controls.PausesAsync(cancellation);
        foreach (var pause in now.Except(health.Pauses ?? []))
            log.PartnerPaused(pause.Partner, pause.Side, pause.Actor);
        foreach (var pause in (health.Pauses ?? []).Except(now))
            log.PartnerResumed(pause.Partner, pause.Side);
        health.Pauses = now;
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Nothing is read or sent until it is known whether that may be.
        health.Pauses = null;
        await TryAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Pauses stay in the store.
        }
    }

    private async Task TryAsync(CancellationToken cancellation)
    {
        try
        {
            await LookAsync(cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.PausesUnknown(failure.GetType().Name);
        }
    }
}
