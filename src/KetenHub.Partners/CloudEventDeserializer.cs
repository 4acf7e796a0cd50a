using System.Diagnostics.CodeAnalysis;
using System.Net.Mime;
using System.Text;
using KetenHub.Contracts;
using MassTransit;
using MassTransit.Serialization;

namespace KetenHub.Partners;

/// <summary>Reads every message of an endpoint as <see cref="CloudEventMessage"/>, whoever sent it: no header is needed and none is
/// believed, since a header could set the address that faults and answers go to.</summary>
internal sealed class CloudEventDeserializer : IMessageDeserializer, ISerializerFactory
{
    public ContentType ContentType { get; } = new(CloudEvent.ContentType);

    public IMessageSerializer CreateSerializer() => CloudEventSerializer.Instance;

    public IMessageDeserializer CreateDeserializer() => this;

    public void Probe(ProbeContext context) => context.CreateScope("cloudevents");

    public ConsumeContext Deserialize(ReceiveContext receiveContext) =>
        new BodyConsumeContext(receiveContext, Deserialize(receiveContext.Body, receiveContext.TransportHeaders, receiveContext.InputAddress));

    public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
        new Context(new RawMessageContext(new DictionarySendHeaders(null), destinationAddress, RawSerializerOptions.AnyMessageType),
            new CloudEventMessage(body.GetBytes()));

    public MessageBody GetMessageBody(string text) => new BytesMessageBody(Encoding.UTF8.GetBytes(text));

    private sealed class Context(MessageContext context, CloudEventMessage message)
        : BaseSerializerContext(SystemTextJsonMessageSerializer.Instance, context, [])
    {
        public override bool IsSupportedMessageType<T>() => typeof(T).IsAssignableFrom(typeof(CloudEventMessage));

        public override bool IsSupportedMessageType(Type messageType) => messageType.IsAssignableFrom(typeof(CloudEventMessage));

        public override bool TryGetMessage<T>([NotNullWhen(true)] out T? found) where T : class
        {
            found = message as T;
            return found is not null;
        }

        public override bool TryGetMessage(Type messageType, [NotNullWhen(true)] out object? found)
        {
            found = IsSupportedMessageType(messageType) ? message : null;
            return found is not null;
        }

        public override IMessageSerializer GetMessageSerializer() => CloudEventSerializer.Instance;

        public override IMessageSerializer GetMessageSerializer<T>(MessageEnvelope envelope, T message) => CloudEventSerializer.Instance;

        public override IMessageSerializer GetMessageSerializer(object message, string[] messageTypes) => CloudEventSerializer.Instance;

        public override Dictionary<string, object> ToDictionary<T>(T? message) where T : class => [];
    }
}
