using KetenHub.Contracts;
using KetenHub.Partners.Adapters;
using Microsoft.Extensions.Logging;

namespace KetenHub.Partners.Hosting;

/// <summary>How long a notification is tried.</summary>
public sealed record AdapterDeliveryOptions
{
    /// <summary>Pause after the first try that was not taken; doubled each time, with jitter.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause, unless the partner asks for a longer one.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After this it is reported as given up, and the next one has its turn.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long it may stay unacknowledged at the broker at a stretch: with the bus's own retries well under RabbitMQ's limit of half an hour.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromMinutes(4);
}

/// <summary>Brings notifications to a partner through its adapter: one at a time and in order, tried until it is taken, refused or given up; what
/// became of it is reported to the hub before the broker is told that it is done.</summary>
/// <param name="adapter">The adapter.</param>
/// <param name="report">Sends a report to the hub, and ends when the broker has it.</param>
/// <param name="options">How long.</param>
/// <param name="clock">For pauses.</param>
/// <param name="log">Told of failures, without content.</param>
public sealed partial class AdapterDelivery(
    IAdapter adapter, Func<DeliveryReported, string, CancellationToken, Task> report, AdapterDeliveryOptions options, TimeProvider clock, ILogger log)
{
    private const int LongestReason = 100;

    private Held? held;

    /// <summary>What waits, for pages and probes: since when, how often tried and why; null when nothing does.</summary>
    public (DateTimeOffset Since, int Tries, string Reason)? Waiting => held is { Tries: > 0 } waiting ? (waiting.Since, waiting.Tries, waiting.Reason) : null;

    /// <summary>When a notification was taken last.</summary>
    public DateTimeOffset? LastDeliveredAt { get; private set; }

    /// <summary>Brings one. Throws <see cref="StillWaitingException"/> when it is not taken yet and the broker must not wait longer: it comes again.</summary>
    public async Task HandleAsync(Notice notice, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        // What went back to the broker comes again as the first; its time goes on counting.
        if (held?.Id != notice.Event.Id)
            held = new Held(notice.Event.Id, now, now, 0, "");
        var until = now + options.Hold;
        while (true)
        {
            await WaitAsync(held, until, cancellation);
            held = held with { Tries = held.Tries + 1 };
            switch (await adapter.DeliverAsync(notice, cancellation))
            {
                case Delivered:
                    await ReportAsync(notice, DeliveryResult.Delivered, null, cancellation);
                    LastDeliveredAt = clock.GetUtcNow();
                    return;
                case Refused refused:
                    LogRefused(log, notice.Event.Type, notice.Event.Id, refused.Reason);
                    await ReportAsync(notice, DeliveryResult.Refused, refused.Reason, cancellation);
                    return;
                case RetryLater later when clock.GetUtcNow() - held.Since >= options.GiveUpAfter:
                    LogGivenUp(log, notice.Event.Type, notice.Event.Id, held.Tries, later.Reason);
                    await ReportAsync(notice, DeliveryResult.GivenUp, later.Reason, cancellation);
                    return;
                case RetryLater later:
                    var pause = Pause(held.Tries, later.After);
                    LogNotTaken(log, notice.Event.Type, notice.Event.Id, held.Tries, later.Reason, pause.TotalSeconds);
                    held = held with { NotBefore = clock.GetUtcNow() + pause, Reason = later.Reason };
                    break;
            }
        }
    }

    private async Task WaitAsync(Held waiting, DateTimeOffset until, CancellationToken cancellation)
    {
        var left = until - clock.GetUtcNow();
        var wait = waiting.NotBefore - clock.GetUtcNow();
        if (wait <= TimeSpan.Zero)
            return;
        await Task.Delay(wait < left ? wait : left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, cancellation);
        if (wait > left)
            throw new StillWaitingException();
    }

    private TimeSpan Pause(int tries, TimeSpan? asked)
    {
        var doubled = options.FirstPause * Math.Pow(2, Math.Min(tries - 1, 20)) * (0.75 + (Random.Shared.NextDouble() / 2));
        var own = doubled < options.LongestPause ? doubled : options.LongestPause;
        return asked > own ? asked.Value : own;
    }

    private async Task ReportAsync(Notice notice, DeliveryResult result, string? reason, CancellationToken cancellation)
    {
        var cloudEvent = notice.Event;
        await report(new DeliveryReported
        {
            Person = new PersonReference
            {
                Identifiers = [new PersonIdentifier
                {
                    Scheme = PersonIdentifier.Notification, Value = cloudEvent.Id.ToLowerInvariant(), Issuer = CloudEventReader.OinOf(cloudEvent.Source),
                }],
            },
            NotificationId = cloudEvent.Id.ToLowerInvariant(),
            NotificationType = cloudEvent.Type,
            Result = result,
            At = clock.GetUtcNow(),
            Tries = held!.Tries,
            Reason = reason is { Length: > LongestReason } ? reason[..LongestReason] : reason,
        }, cloudEvent.Id, cancellation);
        held = null;
    }

    [LoggerMessage(5101, LogLevel.Warning, "{Type} {Id} was not taken, try {Tries}: {Reason}; next in {Seconds:0.#} s")]
    private static partial void LogNotTaken(ILogger log, string type, string id, int tries, string reason, double seconds);

    [LoggerMessage(5102, LogLevel.Error, "KH514: {Type} {Id} was refused: {Reason}")]
    private static partial void LogRefused(ILogger log, string type, string id, string reason);

    [LoggerMessage(5103, LogLevel.Error, "KH514: {Type} {Id} was given up after {Tries} tries: {Reason}")]
    private static partial void LogGivenUp(ILogger log, string type, string id, int tries, string reason);

    private sealed record Held(string Id, DateTimeOffset Since, DateTimeOffset NotBefore, int Tries, string Reason);
}

/// <summary>Not taken yet: the notification goes back to the broker and comes again as the first.</summary>
public sealed class StillWaitingException() : Exception("the partner did not take it yet");
