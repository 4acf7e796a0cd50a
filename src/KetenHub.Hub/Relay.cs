using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Sends what was committed, in order per person and recipient, until it is confirmed. Nothing is given up:
/// what fails is tried again, later and later, and shown.</summary>
public sealed class Relay(
    IHubStore store, HubTransaction hub, HubKeys keys, PartnerList partners, IOutbound outbound, HubHealth health, TimeProvider clock, ILogger<Relay> log)
    : BackgroundService
{
    private const int MostInBatch = 200;

    // Longer than one batch takes; a relay that dies is followed by another hub's after this.
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(15);

    // For what another hub committed while it could not send, and for what was postponed.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Busy, the lease is kept from one commit to the next; idle, another hub's commits wait no longer than this.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(20);

    // Short enough that a recipient whose queue is back is told within half a minute of it, without anybody's doing.
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(15);

    // Where the way to the broker is slow, a person with many notifications must not keep the newer ones of others waiting: look again.
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(1);

    private readonly string holder = Guid.NewGuid().ToString("N");

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(partners.All.Where(partner => partner.Receives.Count > 0).Select(partner => RunAsync(partner.Code, stoppingToken)));

    private async Task RunAsync(string recipient, CancellationToken stopping)
    {
        using var committed = hub.Commits.Subscribe(writes => writes.Outbox.Exists(row => row.Recipient == recipient));
        var isWoken = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (health.IsPaused(recipient, PauseSide.To))
                    await SendUnsentAsync(recipient, stopping);
                else
                    await DrainAsync(recipient, committed, looks: !isWoken, stopping);
                isWoken = outbound.Problem is null && await committed.WaitAsync(Poll, TimeProvider.System, stopping);
                if (outbound.Problem is not null)
                    await Task.Delay(Pause, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                log.RelayFailed(recipient, failure.GetType().Name);
                await Task.Delay(Pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Sends all that waits. Of the hubs that share a store one does this for a recipient: order per person needs it. Idle, it
    /// holds nothing, so that the hub that commits next can send at once.</summary>
    public Task DrainAsync(string recipient, CancellationToken stopping) => DrainAsync(recipient, null, looks: true, stopping);

    // Woken by a commit it need not look first whether there is anything to hold a lease for.
    private async Task DrainAsync(string recipient, Commits.Signal? committed, bool looks, CancellationToken stopping)
    {
        var lease = $"relay {recipient}";
        if ((looks && (await store.ReadUnsentAsync(recipient, clock.GetUtcNow(), 1, stopping)).Count == 0)
            || !await store.HoldLeaseAsync(lease, holder, LeaseTime, stopping))
            return;
        var held = TimeProvider.System.GetTimestamp();
        try
        {
            while (await SendUnsentAsync(recipient, stopping) is var read and > 0)
            {
                if (read < MostInBatch && committed is not null)
                    await committed.WaitAsync(Linger, TimeProvider.System, stopping);
                if (TimeProvider.System.GetElapsedTime(held) < LeaseTime / 4)
                    continue;
                if (!await store.HoldLeaseAsync(lease, holder, LeaseTime, stopping))
                    return;
                held = TimeProvider.System.GetTimestamp();
            }
        }
        finally
        {
            // Also when stopping: the next hub need not wait for its end.
            await store.ReleaseLeaseAsync(lease, holder, CancellationToken.None);
        }
    }

    /// <summary>Sends one batch to a recipient.</summary>
    /// <returns>How many were read; 0 when nothing waits, the recipient is paused, or nothing can be sent to anybody now.</returns>
    public async Task<int> SendUnsentAsync(string recipient, CancellationToken stopping)
    {
        if (health.IsPaused(recipient, PauseSide.To))
        {
            // What it did not take before is no trouble of now.
            health.Delivered(recipient, null);
            return 0;
        }
        var items = await store.ReadUnsentAsync(recipient, clock.GetUtcNow(), MostInBatch, stopping);
        if (items.Count == 0)
            return 0;
        string? problem = null;
        var round = new Round();
        var began = clock.GetUtcNow();
        try
        {
            // One of each person at a time: what follows one that was not taken must not overtake it.
            foreach (var wave in Waves(items))
            {
                problem = await SendAsync(recipient, wave, round, stopping) ?? problem;
                if (clock.GetUtcNow() - began > LongestRound || health.IsPaused(recipient, PauseSide.To))
                    break;
            }
        }
        finally
        {
            // In one go: it takes as long as sending does where the store is far away. Also when stopping: what is confirmed need not be sent again.
            if (round.Confirmed.Count > 0)
                await store.MarkSentAsync(round.Confirmed, clock.GetUtcNow(), CancellationToken.None);
        }
        health.Delivered(recipient, problem);
        return outbound.Problem is null ? items.Count : 0;
    }

    /// <summary>Every person's first, then every person's second, and so on.</summary>
    private static IEnumerable<IEnumerable<OutboxItem>> Waves(IReadOnlyList<OutboxItem> items) => items
        .GroupBy(item => item.Row.Person)
        .SelectMany(ofPerson => ofPerson.Select((item, place) => (item, place)))
        .GroupBy(pair => pair.place, pair => pair.item)
        .OrderBy(wave => wave.Key);

    /// <returns>Why one was not taken, or null.</returns>
    private async Task<string?> SendAsync(string recipient, IEnumerable<OutboxItem> wave, Round round, CancellationToken stopping)
    {
        string? problem = null;
        var events = new List<OutboundEvent>();
        var spans = new List<System.Diagnostics.Activity?>();
        foreach (var item in wave.Where(item => !round.HeldBack.Contains(item.Row.Person)).ToList())
        {
            if (Open(item) is { } body)
            {
                spans.Add(Telemetry.StartSending(recipient, item));
                events.Add(new OutboundEvent(item.Row.Id, item.Row.Type, body) { TraceParent = spans[^1]?.Id });
            }
            else
                await HoldBackAsync(item, problem = "its content can't be opened");
        }
        if (events.Count == 0)
            return problem;
        var byId = wave.ToDictionary(item => item.Row.Id);
        var delays = new List<TimeSpan>(events.Count);
        foreach (var (sent, delivery, span) in events.Zip(await outbound.SendAsync(recipient, events, stopping), spans))
        {
            using var ended = span;
            if (delivery.IsConfirmed)
            {
                round.Confirmed.Add(sent.Id);
                delays.Add(clock.GetUtcNow() - byId[sent.Id].Row.CreatedAt);
                Measurements.Confirmed(recipient, delays[^1]);
            }
            else
                await HoldBackAsync(byId[sent.Id], problem = delivery.Reason!);
        }
        hub.Flow.Confirmed(delays, clock.GetUtcNow());
        return problem;

        // Later ones of this person wait behind it; only the first is postponed. While nothing can be sent to anybody, none is: they go as
        // soon as the broker is back.
        Task HoldBackAsync(OutboxItem item, string reason)
        {
            round.HeldBack.Add(item.Row.Person);
            return outbound.Problem is null ? PostponeAsync(recipient, item, reason, stopping) : Task.CompletedTask;
        }
    }

    private async Task PostponeAsync(string recipient, OutboxItem item, string reason, CancellationToken stopping)
    {
        var backoff = TimeSpan.FromSeconds(Math.Min(LongestBackoff.TotalSeconds, Math.Pow(2, Math.Min(item.Attempts, 10))));
        log.NotDelivered(recipient, item.Row.Id, item.Attempts + 1, reason, backoff.TotalSeconds);
        Measurements.Postponed(recipient);
        await store.PostponeAsync(item.Row.Id, clock.GetUtcNow() + backoff, reason, stopping);
    }

    private byte[]? Open(OutboxItem item)
    {
        if (item.SealedBody is null)
            return null;
        try
        {
            using var key = keys.PersonKey(item.Row.Person, item.WrappedKey);
            return key.Open(item.SealedBody, HubKeys.Bound(item.Row.Person, "log"));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed class Round
    {
        public List<Guid> Confirmed { get; } = [];

        /// <summary>Persons of whom one was not taken.</summary>
        public HashSet<Guid> HeldBack { get; } = [];
    }
}
