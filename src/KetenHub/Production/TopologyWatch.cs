using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Production;

/// <summary>Looks whether the broker is as the partners file asks for, and whether messages pile up. Declares nothing: operations import what
/// <c>ketenhub topology</c> prints.</summary>
internal sealed partial class TopologyWatch(RabbitMqTopologyCheck check, HubHealth health, ILogger<TopologyWatch> log) : BackgroundService
{
    // Drift must show within 60 seconds.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!check.ComparesAll)
            LooksOnly(log);
        using var timer = new PeriodicTimer(Every);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        var differences = await check.DifferencesAsync(stopping);
        foreach (var difference in differences.Except(health.TopologyProblems))
            Differs(log, Errors.TopologyDiffers.Number, difference);
        if (differences.Count == 0 && health.TopologyProblems.Count > 0)
            FitsAgain(log);
        health.TopologyProblems = differences;
        var depths = await check.DepthsAsync(stopping);
        foreach (var (queue, count) in depths.Kept.Where(queue => queue.Value > health.KeptMessages.GetValueOrDefault(queue.Key)))
            Keeps(log, Errors.MessagesKept.Number, count, queue);
        foreach (var (queue, count) in depths.Full.Where(queue => !health.FullQueues.ContainsKey(queue.Key)))
            Fills(log, Errors.QueueFull.Number, count, queue);
        (health.KeptMessages, health.FullQueues, health.Queues) = (depths.Kept, depths.Full, depths.All);
    }

    [LoggerMessage(4003, LogLevel.Error, "{Number}: the broker differs from the topology: {Difference}")]
    private static partial void Differs(ILogger log, string number, string difference);

    [LoggerMessage(4008, LogLevel.Warning, "{Number}: {Count} messages wait in {Queue}; past its limit publishes are refused")]
    private static partial void Fills(ILogger log, string number, uint count, string queue);

    [LoggerMessage(4005, LogLevel.Information, "the broker is as the topology asks for again")]
    private static partial void FitsAgain(ILogger log);

    [LoggerMessage(4006, LogLevel.Warning,
        "RabbitMqManagement is not set: only whether queues and exchanges are there is looked at, not their arguments, bindings and policies")]
    private static partial void LooksOnly(ILogger log);

    [LoggerMessage(4007, LogLevel.Error, "{Number}: {Count} messages that nobody took wait in {Queue}")]
    private static partial void Keeps(ILogger log, string number, uint count, string queue);
}
