using KetenHub.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Takes batches from a lane through the hub transaction, one after the other. What can't be handled is set apart; what can't be
/// stored now is released, and the lane waits until the store works again.</summary>
/// <param name="lane">The lane.</param>
/// <param name="hub">The transaction.</param>
/// <param name="health">Told of the store's trouble.</param>
/// <param name="log">Log.</param>
/// <param name="most">Most messages in one transaction. What is there is taken at once; nothing is waited for to fill it.</param>
/// <param name="partner">Whose lane it is, so that it is not read while this partner is paused; null for a lane of several.</param>
public sealed class LaneRunner(
    ILaneSource lane, HubTransaction hub, HubHealth health, ILogger<LaneRunner> log, int most = LaneRunner.MostInBatch,
    string? partner = null) : BackgroundService
{
    /// <summary>Most messages in one transaction: past this, a longer transaction costs latency and gains nothing measurable.</summary>
    public const int MostInBatch = 256;

    // Hubs that share a store can meet several times on a person in the news; past this it is no coincidence.
    private const int MostTries = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private LaneTicket? reading;

    /// <summary>Handles messages in order, narrowing a failure down to the one message that fails.</summary>
    /// <exception cref="LaneOvertakenException">Another hub reads the lane now.</exception>
    public static async Task<IReadOnlyList<Receipt>> HandleAsync(
        HubTransaction hub, IReadOnlyList<InboundMessage> messages, LaneTicket? ticket, ILogger log, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await hub.HandleAsync(messages, ticket, cancellation);
            }
            catch (StoreConflictException) when (attempt < MostTries)
            {
                // Another transaction was first; what it did is seen on the next try.
                Measurements.Conflict();
            }
            catch (Exception failure) when (failure is not OperationCanceledException and not StoreUnavailableException and not LaneOvertakenException)
            {
                // Also a conflict that stays: one person whose rows disagree must not stop everybody else's messages.
                return await NarrowDownAsync(hub, messages, ticket, failure, log, cancellation);
            }
        }
    }

    private static async Task<IReadOnlyList<Receipt>> NarrowDownAsync(
        HubTransaction hub, IReadOnlyList<InboundMessage> messages, LaneTicket? ticket, Exception failure, ILogger log, CancellationToken cancellation)
    {
        if (messages.Count == 1)
        {
            // The exception's text could quote the message; its type does not.
            log.ProcessingFailed(messages[0].Publisher, failure.GetType().Name);
            return [await hub.QuarantineAsync(messages[0], ticket, Errors.ProcessingFailed.At("", failure.GetType().Name), cancellation)];
        }
        var half = messages.Count / 2;
        var first = await HandleAsync(hub, [.. messages.Take(half)], ticket, log, cancellation);
        return [.. first, .. await HandleAsync(hub, [.. messages.Skip(half)], ticket, log, cancellation)];
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await TakeAsync(stoppingToken))
                    await Task.Delay(Pause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (LaneOvertakenException overtaken)
            {
                // The lane was closed with the release; the next read begins anew, behind the hub that reads now.
                log.LaneOvertaken(overtaken.Message);
            }
            catch (StoreUnavailableException failure)
            {
                StoreFailed(failure);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception failure)
            {
                log.LaneFailed(failure.GetType().Name);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void StoreFailed(Exception failure)
    {
        if (health.StoreProblem is null)
            log.StoreUnavailable(failure.GetType().Name);
        health.StoreProblem = failure is StoreUnavailableException ? failure.Message : failure.GetType().Name;
    }

    /// <summary>Waits for the next batch and takes it through the hub transaction.</summary>
    /// <returns>False when it can't be stored now and was released: pause before the next.</returns>
    /// <exception cref="LaneOvertakenException">Another hub reads the lane now; the batch was released.</exception>
    public async Task<bool> TakeAsync(CancellationToken stopping) => await HandleAsync(partner is null ? await lane.ReadAsync(most, stopping) : await ReadAsync(partner, stopping));

    // Waits for the end of a pause, and ends waiting for messages when one begins: what the broker gave beforehand goes back to it, in order.
    private async Task<ILaneBatch> ReadAsync(string of, CancellationToken stopping)
    {
        while (true)
        {
            // Taken before looking: a change in between ends the waiting at once.
            using var changed = CancellationTokenSource.CreateLinkedTokenSource(stopping, health.PausesChanged);
            try
            {
                if (!health.IsPaused(of, PauseSide.From))
                    return await lane.ReadAsync(most, changed.Token);
                await lane.StandAsideAsync();
                await Task.Delay(Timeout.Infinite, changed.Token);
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                // Paused, or no longer.
            }
        }
    }

    private async Task<bool> HandleAsync(ILaneBatch batch)
    {
        if (health.EvidenceProblem is not null || (partner is not null && health.IsPaused(partner, PauseSide.From)))
        {
            await batch.ReleaseAsync(CancellationToken.None);
            return false;
        }
        if (batch.Ticket is { } ticket && ticket != reading)
            Measurements.LaneTaken(reading = ticket);
        IReadOnlyList<Receipt> receipts;
        using var span = Telemetry.StartBatch(batch.Messages);
        try
        {
            // Once begun, a batch is finished also when the hub stops: its senders wait for it.
            receipts = await hub.Trail.HandleAsync(
                batch.Messages, batch.Ticket, piece => HandleAsync(hub, piece, batch.Ticket, log, CancellationToken.None),
                (message, problem) => hub.QuarantineAsync(message, batch.Ticket, problem, CancellationToken.None), log);
        }
        catch (LaneOvertakenException)
        {
            Measurements.LaneOvertaken();
            await batch.ReleaseAsync(CancellationToken.None);
            throw;
        }
        catch (Exception failure)
        {
            // Before the senders hear of it: who is told "not now" and asks for health must not find all well.
            StoreFailed(failure);
            Measurements.Released();
            span?.SetStatus(System.Diagnostics.ActivityStatusCode.Error, failure.GetType().Name);
            await batch.ReleaseAsync(CancellationToken.None);
            return false;
        }
        if (health.StoreProblem is not null)
        {
            health.StoreProblem = null;
            log.StoreBack();
        }
        Measurements.Handled(batch.Messages, receipts);
        await batch.AcknowledgeAsync(receipts, CancellationToken.None);
        foreach (var (receipt, message) in receipts.Zip(batch.Messages).Where(pair => pair.First.Outcome == ReceiptOutcome.Quarantined))
        {
            log.Refused(receipt.Problems[0].Kind.Number, message.Publisher,
                string.Join(",", receipt.Problems.Select(problem => problem.Kind.Number).Distinct()), receipt.Quarantine!.Value);
        }
        return true;
    }
}
