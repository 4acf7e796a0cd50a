using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Production;

/// <summary>Looks whether the broker is as the partners file asks for. Declares nothing: operations import what <c>ketenhub topology</c> prints.</summary>
internal sealed partial class TopologyWatch(RabbitMqTopologyCheck check, HubHealth health, ILogger<TopologyWatch> log) : BackgroundService
{
    // Drift must show within 60 seconds.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            do
            {
                var differences = await check.DifferencesAsync(stoppingToken);
                foreach (var difference in differences.Except(health.TopologyProblems))
                    Differs(log, Errors.TopologyDiffers.Number, difference);
                health.TopologyProblems = differences;
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    [LoggerMessage(4003, LogLevel.Error, "{Number}: the broker differs from the topology: {Difference}")]
    private static partial void Differs(ILogger log, string number, string difference);
}
