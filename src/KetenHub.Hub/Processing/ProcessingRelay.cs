using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Brings the log of processings to its receiver, in the order of the tree over the log: each entry that a checkpoint took in has one place there for ever, so that
/// one number says what was confirmed. Of the hubs that share a store one does it. Nothing is given up: what was not confirmed is sent again, with the same ids.</summary>
public sealed class ProcessingRelay : BackgroundService
{
    // Some tens of kilobytes: far below what receivers take.
    private const int MostInBatch = 512;

    private const string Lease = "logboek";
    private const string Told = "logboek told";

    // Longer than one request may take; a hub that dies is followed by another after this.
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly IHubStore store;
    private readonly ProcessingRecords records;
    private readonly ProcessingReceiver receiver;
    private readonly ILogger<ProcessingRelay> log;
    private readonly string holder = Guid.NewGuid().ToString("N");
    private string? problem;
    private long? waiting;

    /// <summary>A relay of one hub.</summary>
    public ProcessingRelay(IHubStore store, ProcessingRecords records, ProcessingReceiver receiver, ILogger<ProcessingRelay> log)
    {
        (this.store, this.records, this.receiver, this.log) = (store, records, receiver, log);
        Telemetry.Meter.CreateObservableGauge(
            Metrics.ProcessingWaiting.Name, () => waiting is { } entries ? [new(entries)] : Array.Empty<System.Diagnostics.Metrics.Measurement<long>>(),
            Metrics.ProcessingWaiting.Unit, Metrics.ProcessingWaiting.Description);
    }

    /// <summary>Sends what is new, until nothing is or the receiver does not take it.</summary>
    /// <returns>How many records were confirmed.</returns>
    public async Task<int> TellAsync(CancellationToken cancellation)
    {
        var confirmed = 0;
        if (!await store.HoldLeaseAsync(Lease, holder, LeaseTime, cancellation))
        {
            // Another hub does it, and says what waits.
            waiting = null;
            return confirmed;
        }
        try
        {
            while (await TellSomeAsync(cancellation) is { } more)
            {
                confirmed += more;
                if (!await store.HoldLeaseAsync(Lease, holder, LeaseTime, cancellation))
                    break;
            }
            return confirmed;
        }
        finally
        {
            await store.ReleaseLeaseAsync(Lease, holder, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Poll;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TellAsync(stoppingToken);
                pause = problem is null ? Poll : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                Note(failure.GetType().Name);
            }
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        waiting = null;
    }

    /// <returns>How many records were confirmed; null when nothing is new, or it was not taken.</returns>
    private async Task<int?> TellSomeAsync(CancellationToken cancellation)
    {
        var told = long.Parse(await store.ReadSettingAsync(Told, cancellation) ?? "0", CultureInfo.InvariantCulture);
        var leaves = await LeafReader.ReadAsync(store.Checkpoints, told, told + MostInBatch, cancellation)
            .Select(leaf => Leaves.EntryAt(leaf.Page, leaf.Index)).ToListAsync(cancellation);
        waiting = Math.Max(0, ((await store.Checkpoints.LatestAsync(cancellation))?.Size ?? 0) - told);
        if (leaves.Count == 0)
        {
            Note(null);
            return null;
        }
        if (await ReadAsync(leaves, cancellation) is not { } batch)
            return null;
        if (batch.Count > 0 && await receiver.SendAsync(batch, cancellation) is { } why)
        {
            Note(why);
            return null;
        }
        Note(null);
        // After the confirm, never before: when it ends in between, the same is sent again.
        await store.WriteSettingAsync(Told, (told + leaves.Count).ToString(CultureInfo.InvariantCulture), cancellation);
        waiting -= leaves.Count;
        return batch.Count;
    }

    /// <returns>Null when the store holds something that only a newer hub can tell of: that one does.</returns>
    private async Task<List<ProcessingRecord>?> ReadAsync(List<(Guid Of, long N)> leaves, CancellationToken cancellation)
    {
        var entries = (await store.Reads.EntriesAsync([.. leaves.Where(leaf => leaf.N != Leaves.ActionN)], cancellation)).ToDictionary(entry => (entry.Person, entry.N));
        var actions = (await store.Operations.ActionsOfAsync([.. leaves.Where(leaf => leaf.N == Leaves.ActionN).Select(leaf => leaf.Of)], cancellation)).ToDictionary(action => action.Id);
        var batch = new List<ProcessingRecord>(leaves.Count);
        foreach (var leaf in leaves)
        {
            if (entries.TryGetValue(leaf, out var entry))
            {
                if (records.Of(entry) is not { } record)
                {
                    Note("a newer hub wrote an entry that this one's register does not name");
                    return null;
                }
                batch.Add(record);
            }
            else if (actions.TryGetValue(leaf.Of, out var action))
            {
                batch.AddRange(records.Of(action) is { } record ? [record] : []);
            }
            else
            {
                // Somebody took it out of the store; what remains is told all the same.
                log.ProcessingGone(leaf.N);
            }
        }
        return batch;
    }

    private void Note(string? now)
    {
        if (now is not null && now != problem)
            log.ProcessingNotTaken(now);
        else if (now is null && problem is not null)
            log.ProcessingTaken();
        problem = now;
    }
}
