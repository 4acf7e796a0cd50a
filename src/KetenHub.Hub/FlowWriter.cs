using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Writes down now and then how much came in and went out, so that the overview of every hub shows the same, also after a restart.</summary>
public sealed class FlowWriter(IHubStore store, HubTransaction hub, TimeProvider clock, ILogger<FlowWriter> log) : BackgroundService
{
    /// <summary>How long it is kept: the longest the overview looks back, and some.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(26);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>Writes once; does not touch the store when there is nothing new.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        var taken = hub.Flow.Take();
        if (taken.Count == 0)
            return;
        try
        {
            await store.Operations.NoteFlowAsync(taken, Flow.MinuteOf(clock.GetUtcNow() - Kept), cancellation);
        }
        catch
        {
            hub.Flow.Add(taken);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await WriteAsync(stoppingToken);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    log.GaugesFailed(failure.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Seconds of a figure are lost.
        }
    }
}
