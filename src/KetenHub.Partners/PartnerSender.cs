using System.Diagnostics;
using KetenHub.Contracts;
using MassTransit;

namespace KetenHub.Partners;

/// <summary>What a partner runs to send: puts messages as CloudEvents on <c>keten.in.&lt;code&gt;</c>, in the order of the calls.</summary>
/// <param name="bus">A bus of any transport.</param>
/// <param name="partner">Whose messages.</param>
/// <param name="lastSequence">Last sequence number this source used, kept by the caller, 0 for none; null sends no <c>sequence</c>.</param>
/// <param name="wait">How long a message may take until it is confirmed; 30 seconds of real time if left out.</param>
/// <param name="signer">Signs each message as it is sent; null: none is signed.</param>
public sealed class PartnerSender(ISendEndpointProvider bus, Partner partner, long? lastSequence, TimeSpan? wait = null, MessageSigner? signer = null) : IDisposable
{
    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly TimeSpan wait = wait ?? TimeSpan.FromSeconds(30);
    private long? sequence = lastSequence;

    /// <summary>Last sequence number used: to be kept by the caller for its next start.</summary>
    public long? LastSequence => sequence;

    /// <summary>Sends one message.</summary>
    /// <param name="id">Id of the event; a resend keeps it.</param>
    /// <param name="time">When the sender registered it.</param>
    /// <param name="message">The message.</param>
    /// <param name="cause">Id of the event that caused it.</param>
    /// <param name="cancellation">Ends the try; the event may have been sent.</param>
    /// <exception cref="TimeoutException">Not confirmed in time: the broker is away, full or refuses. It may have been sent; send it again.</exception>
    public async Task SendAsync(Guid id, DateTimeOffset time, KetenMessage message, string? cause, CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            var next = sequence + 1;
            using var span = PartnerTrace.StartSending(partner, id);
            var body = CloudEventWriter.Write(Compose(partner, id, time, message, cause, next));
            await SendAsync(id, MessageTypes.Of(message).EventType, body, span?.Id, cancellation);
            // Only now: a number that was not sent would be a gap.
            sequence = next;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>Sends an event that an adapter made, as it is: its number, if any, is the partner's own.</summary>
    /// <exception cref="TimeoutException">Not confirmed in time; it may have been sent. Send it again: its id stays.</exception>
    public async Task SendAsync(Adapters.AdapterEvent made, CancellationToken cancellation)
    {
        using var span = PartnerTrace.StartSending(partner, made.Id);
        await SendAsync(made.Id, made.Type, made.Body, span?.Id, cancellation);
    }

    // On RabbitMQ MassTransit tries again for ever, whatever the broker answers.
    private async Task SendAsync(Guid id, string type, byte[] body, string? traceParent, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(wait);
        try
        {
            await CloudEventSerializer.SendAsync(bus, $"keten.in.{partner.Code}", id, type, body, traceParent, bound.Token, signer?.Sign(body));
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"not confirmed within {wait.TotalSeconds:0.#} s", late);
        }
    }

    /// <summary>The event of a message.</summary>
    internal static CloudEvent Compose(Partner partner, Guid id, DateTimeOffset time, KetenMessage message, string? cause, long? sequence)
    {
        var type = MessageTypes.Of(message);
        return new CloudEvent
        {
            Id = id.ToString(),
            Source = partner.Source,
            Type = type.EventType,
            Time = time,
            DataSchema = type.DataSchema,
            Sequence = sequence is { } number ? CloudEventWriter.Sequence(number) : null,
            CausationId = cause,
            TraceParent = Activity.Current is { Recorded: true } span ? span.Id : null,
            Data = CloudEventWriter.Data(message),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => oneAtATime.Dispose();
}
