using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Writes notifications as CloudEvents.</summary>
internal sealed class NotificationWriter(PartnerList partners)
{
    public byte[] Write(Guid id, MessageType type, Effect.Notify notify, LogRow cause) => CloudEventWriter.Write(new CloudEvent
    {
        Id = id.ToString("D"),
        Source = partners.HubSource,
        Type = type.EventType,
        Time = cause.At,
        DataSchema = type.DataSchema,
        DataRef = $"{partners.HubAddress}/v1/references/{id:D}",
        TraceParent = cause.Trace.Length == 0 ? null : cause.Trace,
        CorrelationId = notify.Thread,
        CausationId = cause.EventId.Length == 0 ? null : cause.EventId,
        Data = CloudEventWriter.Data(notify.Notification),
    });
}
