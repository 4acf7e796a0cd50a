using System.Net.Mime;
using KetenHub.Contracts;
using MassTransit;

namespace KetenHub.Partners;

// Compiled into Broker as well (linked in its csproj): the two rooms don't see each other and both put CloudEvents on a bus.

/// <summary>A CloudEvent on a bus: exactly the bytes of its JSON.</summary>
internal sealed record CloudEventMessage(byte[] Body)
{
    /// <summary>Says nothing of the content: it is about a person.</summary>
    public override string ToString() => $"CloudEvent of {Body.Length} bytes";
}

/// <summary>Puts a <see cref="CloudEventMessage"/> on the wire as it is: no envelope and no headers that a receiver would need.</summary>
internal sealed class CloudEventSerializer : IMessageSerializer
{
    public static CloudEventSerializer Instance { get; } = new();

    public ContentType ContentType { get; } = new(CloudEvent.ContentType);

    public MessageBody GetMessageBody<T>(SendContext<T> context) where T : class => context.Message is CloudEventMessage message
        ? new BytesMessageBody(message.Body)
        : throw new NotSupportedException($"Only CloudEvents are sent, not {typeof(T).Name}.");

    /// <summary>Sends one event to an exchange. Its type is the routing key where the transport has those; the W3C trace context of
    /// this sending, when it is traced, goes in the header <c>traceparent</c>.</summary>
    public static async Task SendAsync(
        ISendEndpointProvider bus, string exchange, Guid id, string type, byte[] body, string? traceParent, CancellationToken cancellation, string? signature = null)
    {
        // To the exchange, not the queue: a queue without a consumer would only fill up the memory.
        var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{exchange}"));
        await endpoint.Send(new CloudEventMessage(body), context =>
        {
            context.MessageId = id;
            context.Serializer = Instance;
            context.ContentType = Instance.ContentType;
            context.TrySetRoutingKey(type);
            if (traceParent is not null)
                context.Headers.Set("traceparent", traceParent);
            if (signature is not null)
                context.Headers.Set(EventSignature.Header, signature);
        }, cancellation);
    }
}
