using MassTransit;
using Microsoft.Extensions.Hosting;

namespace KetenHub.Partners;

/// <summary>Runs the simulation beside the bus.</summary>
public sealed class SimulationService(Simulation simulation, IBusControl bus) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before its endpoints are bound, the in-memory transport drops what is sent.
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
        await simulation.RunAsync(bus, stoppingToken);
    }
}
