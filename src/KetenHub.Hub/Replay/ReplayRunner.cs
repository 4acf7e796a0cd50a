using KetenHub.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Does the jobs that send failures again, one item after the other in the order in which they came. Of the hubs that share a store one
/// does it. What a crash interrupts goes on: an item that was taken in already is known by its id.</summary>
public sealed class ReplayRunner(
    IHubStore store, HubTransaction hub, HubKeys keys, PartnerList partners, HubHealth health, TimeProvider clock, ILogger<ReplayRunner> log) : BackgroundService
{
    private const string Lease = "replay";
    private const int PageSize = 100;

    // Items are short; a hub that dies is followed by another after this.
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    private readonly string holder = Guid.NewGuid().ToString("N");

    /// <summary>How many failures match, and how many of the refused messages would pass the checks now.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="most">Past this many it is not looked whether they pass.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<DryRun> TryOutAsync(FailureFilter filter, int most, CancellationToken cancellation)
    {
        var refused = await store.Failures.RefusedAsync(filter, 0, most, cancellation);
        var postponed = await store.Failures.PostponedAsync(filter, 0, 1, cancellation);
        if (refused.Total > most)
            return new DryRun(refused.Total, null, postponed.Total);
        var passing = 0;
        foreach (var row in refused.Items)
        {
            var raw = RefusedBody.Open(keys, row.Id, await store.Failures.SealedRawAsync(row.Id, cancellation));
            if (raw is not null && raw.Length == row.Length && !SignatureCheck.Refused(row) && partners.Find(row.Publisher) is { } partner
                && Intake.Read(new InboundMessage(row.Publisher, row.ContentType, raw), partner).IsUsable)
                passing++;
        }
        return new DryRun(refused.Total, passing, postponed.Total);
    }

    /// <summary>Works on the oldest job.</summary>
    /// <returns>Whether one ended.</returns>
    public async Task<bool> RunNextAsync(CancellationToken cancellation)
    {
        if (await store.Failures.NextReplayAsync(cancellation) is not { } job || !await store.HoldLeaseAsync(Lease, holder, LeaseTime, cancellation))
            return false;
        try
        {
            return await RunAsync(job, cancellation);
        }
        finally
        {
            await store.ReleaseLeaseAsync(Lease, holder, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll);
        try
        {
            do
            {
                try
                {
                    while (await RunNextAsync(stoppingToken))
                    {
                        // The next one.
                    }
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    log.ReplayFailed(failure.GetType().Name);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The job goes on at the next start.
        }
    }

    /// <summary>Gives a message to the intake; tried once more when somebody else wrote about the same person meanwhile.</summary>
    internal static async Task<Receipt> SendAsync(HubTransaction hub, InboundMessage message, CancellationToken cancellation)
    {
        try
        {
            return (await hub.HandleAsync([message], cancellation))[0];
        }
        catch (StoreConflictException)
        {
            return (await hub.HandleAsync([message], cancellation))[0];
        }
    }

    /// <summary>Numbers of the errors of a refusal, joined with ",".</summary>
    internal static string NumbersOf(Receipt receipt) => string.Join(",", receipt.Problems.Select(problem => problem.Kind.Number).Distinct());

    private async Task<bool> RunAsync(ReplayRow job, CancellationToken cancellation)
    {
        // Whoever's message was refused again: what came later about the same person waits, as it would have.
        var blocked = new HashSet<IdentifierHash>();
        var held = TimeProvider.System.GetTimestamp();
        for (var skip = 0; ; skip += PageSize)
        {
            var page = await store.Failures.ItemsAsync(job.Id, skip, PageSize, cancellation);
            foreach (var item in page.Items)
            {
                // What may not be accepted from a lane may not be accepted from here either; the job waits.
                if (health.StoreProblem is not null || health.EvidenceProblem is not null)
                    return false;
                if (TimeProvider.System.GetElapsedTime(held) > LeaseTime / 4)
                {
                    if (!await store.HoldLeaseAsync(Lease, holder, LeaseTime, cancellation))
                        return false;
                    held = TimeProvider.System.GetTimestamp();
                }
                await DoAsync(job, item, blocked, cancellation);
            }
            if (page.Items.Count < PageSize)
                break;
        }
        await store.Failures.EndReplayAsync(job.Id, Moments.Down(clock.GetUtcNow()), cancellation);
        hub.Commits.Tell(new HubWrites());
        return true;
    }

    private async Task DoAsync(ReplayRow job, ReplayItem item, HashSet<IdentifierHash> blocked, CancellationToken cancellation)
    {
        var raw = item.Kind == FailureKind.Refused ? RefusedBody.Open(keys, item.Item, await store.Failures.SealedRawAsync(item.Item, cancellation)) : null;
        var persons = raw is null ? [] : RefusedBody.PersonsOf(keys, raw);
        var (result, detail) = (item.Result, item.Detail);
        if (result is null)
        {
            (result, detail) = item.Kind == FailureKind.Postponed
                ? (await store.Failures.TryNowAsync(item.Item, Moments.Down(clock.GetUtcNow()), cancellation) ? ReplayResult.Released : ReplayResult.Gone, "")
                : blocked.Overlaps(persons) ? (ReplayResult.HeldBack, "") : await AgainAsync(job, item.Item, raw, cancellation);
            await store.Failures.FinishItemAsync(job.Id, item.Place, result.Value, detail, Moments.Down(clock.GetUtcNow()), cancellation);
            hub.Commits.Tell(new HubWrites());
        }
        if (result is ReplayResult.Refused or ReplayResult.HeldBack or ReplayResult.NotWhole)
            blocked.UnionWith(persons);
    }

    private async Task<(ReplayResult Result, string Detail)> AgainAsync(ReplayRow job, Guid id, byte[]? raw, CancellationToken cancellation)
    {
        if (await store.Failures.RefusedOfAsync(id, cancellation) is not { Resolution: null } row)
            return (ReplayResult.Gone, "");
        if (raw is null || raw.Length != row.Length || partners.Find(row.Publisher) is null)
            return (ReplayResult.NotWhole, "");
        // Its partner signs it and sends it again; here nobody can say that it is its word.
        if (SignatureCheck.Refused(row))
            return (ReplayResult.Refused, Errors.NotSignedByItsSender.Number);
        Receipt receipt;
        try
        {
            receipt = await SendAsync(hub, new InboundMessage(row.Publisher, row.ContentType, raw) { IsReplay = true }, cancellation);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or StoreUnavailableException or StoreConflictException))
        {
            log.ProcessingFailed(row.Publisher, failure.GetType().Name);
            return (ReplayResult.Refused, Errors.ProcessingFailed.Number);
        }
        if (receipt.Outcome == ReceiptOutcome.Quarantined)
            return (ReplayResult.Refused, NumbersOf(receipt));
        var isKnown = receipt.Outcome == ReceiptOutcome.Duplicate;
        await store.Failures.ResolveAsync(id, isKnown ? Resolution.Known : Resolution.Accepted, job.Actor, Moments.Down(clock.GetUtcNow()), cancellation);
        return (isKnown ? ReplayResult.Known : ReplayResult.Accepted, "");
    }
}

/// <summary>What a job would find.</summary>
/// <param name="Refused">Refused messages that match.</param>
/// <param name="Passing">How many of them would pass the checks now; null: too many to look.</param>
/// <param name="Postponed">Notifications that match.</param>
public sealed record DryRun(long Refused, int? Passing, long Postponed);
