using System.Text.Json;
using KetenHub.Decisions;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>What a run of retention would take away now (dry run), for pages: it looks at all persons, so that it is done beside requests and what came of it is
/// kept in the store, for every hub. Counts only: nothing about a person.</summary>
public sealed class RetentionPreview(IHubStore store, HubKeys keys, Policy policy, TimeProvider clock, ILogger<RetentionPreview> log)
{
    /// <summary>Name of the lease: a hub counts now.</summary>
    public const string Lease = "retention preview";

    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(10);

    // Where a small store is counted before the page is asked for again.
    private static readonly TimeSpan WaitsFor = TimeSpan.FromSeconds(2);

    private readonly string holder = Guid.NewGuid().ToString("N");

    /// <summary>Begins one, unless a hub is at it; waits for it a little.</summary>
    /// <param name="actor">Who asks: the account.</param>
    /// <param name="cancellation">Ends the waiting, not the counting.</param>
    /// <returns>False when there are no terms, or a hub counts already.</returns>
    public async Task<bool> BeginAsync(Actor actor, CancellationToken cancellation)
    {
        if (policy.Retention.IsEmpty || !await store.HoldLeaseAsync(Lease, holder, LeaseTime, cancellation))
            return false;
        await Task.WhenAny(Task.Run(() => CountAsync(actor), CancellationToken.None), Task.Delay(WaitsFor, cancellation));
        return true;
    }

    /// <summary>The latest; null: there was none.</summary>
    public async Task<RetentionRun?> LatestAsync(CancellationToken cancellation) =>
        await store.ReadSettingAsync(Lease, cancellation) is { } text ? JsonSerializer.Deserialize<RetentionRun>(text) : null;

    private async Task CountAsync(Actor actor)
    {
        try
        {
            var run = await new RetentionJob(store, keys, policy, clock).RunAsync(actor, dryRun: true, null, CancellationToken.None);
            await store.WriteSettingAsync(Lease, JsonSerializer.Serialize(run), CancellationToken.None);
        }
        catch (Exception failure)
        {
            log.RetentionPreviewFailed(failure.GetType().Name);
        }
        finally
        {
            try
            {
                await store.ReleaseLeaseAsync(Lease, holder, CancellationToken.None);
            }
            catch (Exception failure) when (failure is StoreUnavailableException or ObjectDisposedException)
            {
                // It ends by itself.
            }
        }
    }
}
