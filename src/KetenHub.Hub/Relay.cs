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

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(partners.All.Where(partner => partner.Receives.Count > 0).Select(partner => RunAsync(partner.Code, stoppingToken)));

    private async Task RunAsync(string recipient, CancellationToken stopping)
    {
        using var committed = hub.Commits.Subscribe(writes => writes.Outbox.Exists(row => row.Recipient == recipient));
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await SendUnsentAsync(recipient, stopping) == 0)
                    await committed.WaitAsync(Poll, TimeProvider.System, stopping);
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

    /// <summary>Sends one batch to a recipient.</summary>
    /// <returns>How many were read; 0 when nothing waits.</returns>
    public async Task<int> SendUnsentAsync(string recipient, CancellationToken stopping)
    {
        var items = await store.ReadUnsentAsync(recipient, clock.GetUtcNow(), MostInBatch, stopping);
        if (items.Count == 0)
            return 0;
        var events = new List<OutboundEvent>(items.Count);
        var sent = new List<OutboxItem>(items.Count);
        var heldBack = new HashSet<Guid>();
        foreach (var item in items.Where(item => !heldBack.Contains(item.Row.Person)))
        {
            if (Open(item) is { } body)
            {
                events.Add(new OutboundEvent(item.Row.Id, item.Row.Type, body));
                sent.Add(item);
            }
            else
            {
                heldBack.Add(item.Row.Person);
                await PostponeAsync(recipient, item, "its content can't be opened", stopping);
            }
        }
        await SendAsync(recipient, sent, events, stopping);
        return items.Count;
    }

    private async Task SendAsync(string recipient, List<OutboxItem> items, List<OutboundEvent> events, CancellationToken stopping)
    {
        var deliveries = events.Count == 0 ? [] : await outbound.SendAsync(recipient, events, stopping);
        var confirmed = new List<Guid>();
        var heldBack = new HashSet<Guid>();
        string? problem = null;
        foreach (var (item, delivery) in items.Zip(deliveries))
        {
            if (delivery.IsConfirmed)
            {
                confirmed.Add(item.Row.Id);
            }
            else if (heldBack.Add(item.Row.Person))
            {
                // Later ones of this person wait behind it; only the first is postponed.
                problem = delivery.Reason;
                await PostponeAsync(recipient, item, delivery.Reason!, stopping);
            }
        }
        if (confirmed.Count > 0)
            await store.MarkSentAsync(confirmed, clock.GetUtcNow(), stopping);
        health.Delivered(recipient, problem);
    }

    private async Task PostponeAsync(string recipient, OutboxItem item, string reason, CancellationToken stopping)
    {
        var backoff = TimeSpan.FromSeconds(Math.Min(LongestBackoff.TotalSeconds, Math.Pow(2, Math.Min(item.Attempts, 10))));
        log.NotDelivered(recipient, item.Row.Id, item.Attempts + 1, reason, backoff.TotalSeconds);
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
}
