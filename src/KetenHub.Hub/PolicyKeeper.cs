using KetenHub.Decisions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Writes down by which policy this hub works, with its text, and from when till when: the log names versions, this says what they were. Says
/// KH449 when hubs worked by another text under the same version.</summary>
public sealed class PolicyKeeper(IHubStore store, Policy policy, TimeProvider clock, ILogger<PolicyKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private bool hasStarted;

    /// <summary>Writes it down once.</summary>
    public async Task NoteAsync(CancellationToken cancellation)
    {
        var starts = !hasStarted;
        var isKnown = await store.Operations.Controls.NotePolicyAsync(policy.Version, policy.Text, starts, Moments.Down(clock.GetUtcNow()), cancellation);
        hasStarted = true;
        if (starts && !isKnown)
            log.PolicyDiffers(policy.Version);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            do
            {
                try
                {
                    await NoteAsync(stoppingToken);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    log.GaugesFailed(failure.GetType().Name);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A minute of a figure is lost.
        }
    }
}
