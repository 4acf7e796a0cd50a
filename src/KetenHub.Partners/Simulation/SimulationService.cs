using Microsoft.Extensions.Hosting;

namespace KetenHub.Partners;

/// <summary>Runs the simulation beside its buses.</summary>
public sealed class SimulationService(Simulation simulation, PartnerBuses buses) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await buses.ReadyAsync(stoppingToken);
        await simulation.RunAsync(buses, stoppingToken);
    }
}
