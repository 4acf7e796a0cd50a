using KetenHub.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Takes over the key ring that another process wrote: whoever is erased by a command, or by another hub, can't be opened here either.</summary>
/// <param name="keys">Keys in use.</param>
/// <param name="log">Log.</param>
public sealed class KeyRingWatch(HubKeys keys, ILogger<KeyRingWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private (DateTime, long)? seen;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (keys.File is null)
            return;
        using var timer = new PeriodicTimer(Every);
        try
        {
            do
                Look();
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start reads the ring anyway.
        }
    }

    /// <summary>Looks once. What can't be read is said once, and read when it changes.</summary>
    public void Look()
    {
        var version = keys.File!.Version;
        if (version == seen)
            return;
        try
        {
            if (version is null)
                throw new KetenHubException(Errors.KeyRingMissing.At(keys.File.Path));
            if (keys.Use(keys.File.Read()))
                log.KeyRingTaken(keys.Ring.Generation);
        }
        catch (Exception failure) when (failure is KetenHubException or IOException or UnauthorizedAccessException)
        {
            // Sealed with another master key, for example: this hub goes on, and a restart gives it that key.
            log.KeyRingUnreadable(failure is KetenHubException known ? known.Problems[0].ToString() : failure.GetType().Name);
        }
        seen = version;
    }
}
