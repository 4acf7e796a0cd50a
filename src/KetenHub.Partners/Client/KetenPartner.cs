using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KetenHub.Contracts;
using KetenHub.Partners.Http;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace KetenHub.Partners.Client;

/// <summary>A partner's side of the hub: sends its messages in order, each once whatever crashes in between, and handles its notifications.</summary>
public sealed partial class KetenPartner : IDisposable
{
    private const int RememberedNotifications = 10_000;

    // Standard Webhooks 1.0.0: what is older may be somebody's repeat.
    private static readonly TimeSpan WebhookAge = TimeSpan.FromMinutes(5);

    private readonly KetenPartnerOptions options;
    private readonly ILogger<KetenPartner> log;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim sending = new(1);
    private readonly SemaphoreSlim handling = new(1);
    private readonly FileStream hold;
    private readonly SentEvents sent;
    private readonly PartnerWorker worker;
    private readonly Partner partner;
    private readonly HubHttp? http;
    private readonly PartnerSender? sender;

    internal KetenPartner(KetenPartnerOptions options, TimeProvider clock, ILoggerFactory logs)
    {
        options.Validate();
        (this.options, this.clock, log) = (options, clock, logs.CreateLogger<KetenPartner>());
        partner = new Partner(options.Code, options.Oin, options.System);
        hold = Hold();
        sent = new SentEvents(options.StateFolder);
        worker = options.Worker(new Journal(Path.Combine(options.StateFolder, "handled.journal"), RememberedNotifications));
        if (options.Broker is { } broker)
        {
            Bus = RabbitMqBus.Create(broker, worker, logs);
            sender = new PartnerSender(Bus, partner, lastSequence: null, options.SendWithin, options.Signer(clock));
        }
        else
            http = new HubHttp(options.Hub!, () => File.ReadAllText(options.TokenFile).Trim(), options.SendWithin, options.HubTls, options.Signer(clock));
    }

    internal IBusControl? Bus { get; }

    /// <summary>Last sequence number that the hub, or the broker, confirmed.</summary>
    public long LastSequence => sent.LastSequence;

    /// <summary>Sends one message. Ends when it is safe: confirmed by the broker, or stored by the hub.</summary>
    /// <param name="id">Id of the event. Send again what you are not sure of with the same id: what was confirmed is not sent twice.</param>
    /// <param name="message">The message.</param>
    /// <param name="time">When it was registered; now if left out.</param>
    /// <param name="cause">Id of the notification that it answers.</param>
    /// <param name="cancellation">Ends the try; it may have been sent.</param>
    /// <exception cref="TimeoutException">Not confirmed in time. It is sent again before the next message, or at the next start, or when you send it again.</exception>
    /// <exception cref="KetenHubException">Over HTTP: the hub refuses it, with every reason. It counts as never sent.</exception>
    public async Task SendAsync(Guid id, KetenMessage message, DateTimeOffset? time = null, string? cause = null, CancellationToken cancellation = default)
    {
        await sending.WaitAsync(cancellation);
        try
        {
            if (await ResendOrDropAsync(id, cancellation) || sent.Knows(id))
                return;
            sent.Begin(id, MessageTypes.Of(message).EventType,
                sequence => CloudEventWriter.Write(PartnerSender.Compose(partner, id, time ?? clock.GetUtcNow(), message, cause, sequence)));
            await FinishAsync(cancellation);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Takes a notification that came as a webhook, signed as Standard Webhooks 1.0.0 says.</summary>
    /// <param name="header">Value of a header of the request, or null.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellation">Ends the try.</param>
    /// <returns>The status to answer with: 204 it is handled; 401 the signature is not right; 422 it is no notification; 503 the handler failed, and it must come again.</returns>
    public async Task<int> TakeWebhookAsync(Func<string, string?> header, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (!IsSigned(header, body.Span))
            return 401;
        await handling.WaitAsync(cancellation);
        try
        {
            await worker.HandleAsync(body.ToArray(), header("traceparent"), cancellation);
            return 204;
        }
        catch (KetenHubException unreadable)
        {
            LogUnreadable(log, unreadable.Problems[0].Kind.Number);
            return 422;
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            LogHandlerFailed(log, failed.GetType().Name);
            return 503;
        }
        finally
        {
            handling.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        sender?.Dispose();
        http?.Dispose();
        sending.Dispose();
        handling.Dispose();
        hold.Dispose();
    }

    /// <summary>Sends what the last run left unconfirmed.</summary>
    internal async Task ResendAsync(CancellationToken cancellation)
    {
        await sending.WaitAsync(cancellation);
        try
        {
            await ResendOrDropAsync(null, cancellation);
        }
        finally
        {
            sending.Release();
        }
    }

    internal Task BeatAsync(CancellationToken cancellation) => http?.BeatAsync(cancellation) ?? Task.CompletedTask;

    // What was not confirmed goes before anything newer, as it was: order, number and body stay.
    private async Task<bool> ResendOrDropAsync(Guid? wanted, CancellationToken cancellation)
    {
        if (sent.Unconfirmed is not { } left)
            return false;
        try
        {
            await FinishAsync(cancellation);
            return left.Id == wanted;
        }
        catch (KetenHubException refused) when (left.Id != wanted)
        {
            // Its sender is gone and can't be told; the hub keeps it, with the reasons.
            LogRefused(log, left.Type, left.Id, refused.Problems[0].Kind.Number);
            return false;
        }
    }

    private async Task FinishAsync(CancellationToken cancellation)
    {
        try
        {
            await (sender is null ? http!.SendAsync(sent.Unconfirmed!.Event, cancellation) : sender.SendAsync(sent.Unconfirmed!.Event, cancellation));
        }
        catch (KetenHubException)
        {
            sent.Withdraw();
            throw;
        }
        sent.Confirm();
    }

    private bool IsSigned(Func<string, string?> header, ReadOnlySpan<byte> body)
    {
        if (options.SecretFile.Length == 0 || header("webhook-id") is not { } id || header("webhook-timestamp") is not { } timestamp || header("webhook-signature") is not { } signatures
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - seconds) > WebhookAge.TotalSeconds)
            return false;
        foreach (var secret in File.ReadLines(options.SecretFile).Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            var expected = Encoding.ASCII.GetBytes(SignedWebhook.Sign(secret, id, timestamp, body));
            if (signatures.Split(' ').Any(signature => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), expected)))
                return true;
        }
        return false;
    }

    // Two services with one folder would use one number twice.
    private FileStream Hold()
    {
        try
        {
            return new FileStream(Path.Combine(options.StateFolder, "in-use"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException used)
        {
            throw new KetenHubException(Errors.ClientSettingInvalid.At($"{options.Code}/{nameof(options.StateFolder)}", "a folder that no other service uses"), used);
        }
    }

    [LoggerMessage(5201, LogLevel.Error, "{Number}: {Type} {Id}, left by the last run, was refused")]
    private static partial void LogRefused(ILogger log, string type, Guid id, string number);

    [LoggerMessage(5202, LogLevel.Error, "{Number}: a webhook could not be read")]
    private static partial void LogUnreadable(ILogger log, string number);

    [LoggerMessage(5203, LogLevel.Warning, "a notification could not be handled ({Error}); it comes again")]
    private static partial void LogHandlerFailed(ILogger log, string error);
}
