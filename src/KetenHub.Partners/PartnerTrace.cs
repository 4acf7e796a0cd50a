using System.Diagnostics;
using KetenHub.Contracts;

namespace KetenHub.Partners;

/// <summary>Spans of a partner's workers, so that one trace goes from partner to partner. No person data in them.</summary>
public static class PartnerTrace
{
    /// <summary>Name of the source, for OpenTelemetry's <c>AddSource</c>.</summary>
    public const string Name = "KetenHub.Partners";

    private static readonly ActivitySource Source = new(Name);

    internal static Activity? StartSending(Partner partner, Guid id) => Source.StartActivity($"send keten.in.{partner.Code}", ActivityKind.Producer, parentContext: default, tags:
    [
        new("messaging.operation.type", "send"),
        new("messaging.destination.name", $"keten.in.{partner.Code}"),
        new("messaging.message.id", id.ToString("D")),
    ]);

    /// <summary>Handling a notification, as a child of its sending; of the decision where the transport carried no header.</summary>
    internal static Activity? StartHandling(Partner partner, CloudEvent cloudEvent, string? traceParent)
    {
        if (!ActivityContext.TryParse(traceParent ?? cloudEvent.TraceParent, null, isRemote: true, out var parent))
            parent = default;
        return Source.StartActivity($"process keten.out.{partner.Code}", ActivityKind.Consumer, parent, tags:
        [
            new("messaging.operation.type", "process"),
            new("messaging.destination.name", $"keten.out.{partner.Code}"),
            new("messaging.message.id", cloudEvent.Id),
            new("cloudevents.event_type", cloudEvent.Type),
        ]);
    }
}
