using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Partners.Client;

/// <summary>Connects a partner with its process, sends what the last run left, and says that it lives.</summary>
internal sealed partial class KetenPartnerService(KetenPartner partner, KetenPartnerOptions options, ILogger<KetenPartnerService> log) : BackgroundService
{
    private static readonly TimeSpan Stopping = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (partner.Bus is { } bus)
            await bus.StopAsync(Stopping);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (partner.Bus is { } bus)
            await bus.StartAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested && !await ResendAsync(stoppingToken))
            await Task.Delay(PauseAfterFailure, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (partner.Bus is not null)
            return;
        using var timer = new PeriodicTimer(options.HeartbeatEvery);
        try
        {
            do
            {
                await partner.BeatAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task<bool> ResendAsync(CancellationToken stopping)
    {
        try
        {
            await partner.ResendAsync(stopping);
            return true;
        }
        catch (Exception failed) when (failed is TimeoutException or OperationCanceledException)
        {
            LogNotYet(log);
            return stopping.IsCancellationRequested;
        }
    }

    [LoggerMessage(5211, LogLevel.Warning, "what the last run left is not confirmed yet; tried again")]
    private static partial void LogNotYet(ILogger log);
}
