using MassTransit;
using Microsoft.Extensions.Hosting;

namespace KetenHub.Partners;

/// <summary>Starts and stops partners' buses with the process. A broker that is away is waited for.</summary>
public sealed class PartnerBusService(PartnerBuses buses) : BackgroundService
{
    private static readonly TimeSpan Stopping = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(buses.All.Select(bus => bus.StartAsync(stoppingToken)));

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(buses.All.Select(bus => bus.StopAsync(Stopping)));
    }
}
