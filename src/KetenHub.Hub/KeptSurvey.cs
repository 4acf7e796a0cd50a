using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Counts once a day what is kept and how old the oldest of it is. It reads the whole log, so that pages show what was counted, with when.</summary>
public sealed class KeptSurvey(IHubStore store, TimeProvider clock, ILogger<KeptSurvey> log) : BackgroundService
{
    /// <summary>Name of the lease.</summary>
    public const string Lease = "kept";

    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(10);

    private readonly string holder = Guid.NewGuid().ToString("N");

    /// <summary>Counts, unless another hub does.</summary>
    /// <returns>Whether it was counted.</returns>
    public async Task<bool> CountAsync(CancellationToken cancellation)
    {
        if (!await store.HoldLeaseAsync(Lease, holder, LeaseTime, cancellation))
            return false;
        try
        {
            await store.Operations.Controls.WriteKeptAsync(await store.Operations.Controls.CountKeptAsync(cancellation), Moments.Down(clock.GetUtcNow()), cancellation);
            return true;
        }
        finally
        {
            await store.ReleaseLeaseAsync(Lease, holder, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    if ((await store.Operations.Controls.KeptAsync(stoppingToken)).At is not { } last || clock.GetUtcNow() - last >= Every)
                        await CountAsync(stoppingToken);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    log.GaugesFailed(failure.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Counted at the next start.
        }
    }
}
