using KetenHub.Decisions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Makes checkpoints, brings them to where they are kept, and stops accepting when that did not succeed for longer than policy:
/// what can't be proven later is not taken in (X-Road does the same after 4 hours). It goes on by itself. Of the hubs that share a store one
/// at a time makes them; each looks how old the oldest unproven entry is.</summary>
/// <param name="store">The store.</param>
/// <param name="maker">Makes them; null for a hub that leaves it to others.</param>
/// <param name="targets">Where they are kept.</param>
/// <param name="policy">How often, and when to stop.</param>
/// <param name="health">Told.</param>
/// <param name="clock">The hub's clock.</param>
/// <param name="log">Log.</param>
public sealed class CheckpointRunner(
    IHubStore store, CheckpointMaker? maker, IEnumerable<ICheckpointTarget> targets, Policy policy, HubHealth health, TimeProvider clock,
    ILogger<CheckpointRunner> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    // Longer than a round takes; a hub that dies is followed by another after this.
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(1);

    private readonly List<ICheckpointTarget> targets = [.. targets];
    private readonly string holder = Guid.NewGuid().ToString("N");
    private DateTimeOffset? tried;
    private string? problem;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll);
        try
        {
            do
                await RoundAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is queued is taken by the next hub, or at the next start.
        }
    }

    /// <summary>One look: makes a checkpoint when it is time, and says whether accepting may go on.</summary>
    public async Task RoundAsync(CancellationToken cancellation)
    {
        try
        {
            if (maker is not null)
                await MakeWhenDueAsync(maker, cancellation);
            Judge(await store.Checkpoints.OldestUnprovenAsync(cancellation));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The store does not answer: that alone stops accepting.
            Note($"store: {failure.GetType().Name}");
        }
    }

    private async Task MakeWhenDueAsync(CheckpointMaker making, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        // A clock that was put back must not stop it.
        if (tried is { } last && now >= last && now - last < policy.Evidence.CheckpointEvery)
            return;
        if (!await store.HoldLeaseAsync("checkpoint", holder, LeaseTime, cancellation))
            return;
        try
        {
            tried = now;
            if (await MakeAsync(making, cancellation) is { } latest)
                await BringAsync(latest, cancellation);
        }
        finally
        {
            await store.ReleaseLeaseAsync("checkpoint", holder, CancellationToken.None);
        }
    }

    private async Task<CheckpointRow?> MakeAsync(CheckpointMaker making, CancellationToken cancellation)
    {
        try
        {
            return await making.MakeAsync(cancellation);
        }
        catch (StoreConflictException)
        {
            // Another hub made it.
            return await store.Checkpoints.LatestAsync(cancellation);
        }
        catch (CheckpointRefusedException refused)
        {
            Note(refused.Message);
            return null;
        }
    }

    private async Task BringAsync(CheckpointRow latest, CancellationToken cancellation)
    {
        var problems = new List<string>();
        foreach (var target in targets)
        {
            try
            {
                await target.TakeAsync(store.Checkpoints, latest, cancellation);
            }
            catch (CheckpointRefusedException refused)
            {
                problems.Add($"{target.Name}: {refused.Message}");
            }
        }
        Note(problems.Count == 0 ? null : string.Join("; ", problems));
        if (problems.Count == 0)
            await store.Checkpoints.MarkHeldAsync(latest.Size, Moments.Down(clock.GetUtcNow()), cancellation);
    }

    private void Judge(DateTimeOffset? oldest)
    {
        var age = oldest is { } since ? clock.GetUtcNow() - since : TimeSpan.Zero;
        var stop = age > policy.Evidence.StopAfter;
        if (stop && health.EvidenceProblem is null)
            log.EvidenceMissing(age.TotalMinutes);
        else if (!stop && health.EvidenceProblem is not null)
            log.EvidenceBack();
        health.EvidenceProblem = stop ? $"no checkpoint was made and kept for {age.TotalMinutes:F0} minutes{(problem is null ? "" : $": {problem}")}" : null;
    }

    private void Note(string? now)
    {
        if (now is not null && now != problem)
            log.CheckpointFailed(now);
        problem = now;
    }
}
