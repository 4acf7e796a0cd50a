using System.Diagnostics;
using System.Diagnostics.Metrics;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Spans and measurements of the hub, by OpenTelemetry's conventions for messaging. Costs next to nothing while nobody listens.
/// No person data: ids of events, codes of partners, names of types.</summary>
public static class Telemetry
{
    /// <summary>Name of the source of spans and of the meter.</summary>
    public const string Name = "KetenHub";

    /// <summary>W3C trace context in headers of AMQP and HTTP.</summary>
    public const string Header = "traceparent";

    /// <summary>The conventions' attribute for the queue that is read or written.</summary>
    public const string Destination = "messaging.destination.name";

    private const string Deciding = "decide";

    // A batch links to the messages in it; past this, backends cut them anyway.
    private const int MostLinks = 128;

    internal static readonly ActivitySource Source = new(Name);
    internal static readonly Meter Meter = new(Name);

    /// <summary>A batch of a lane on its way through the transaction, linked to its messages.</summary>
    internal static Activity? StartBatch(IReadOnlyList<InboundMessage> messages)
    {
        if (!Source.HasListeners())
            return null;
        var links = messages.Take(MostLinks).Select(message => ContextOf(message.TraceParent)).Where(context => context != default).Select(context => new ActivityLink(context));
        return Source.StartActivity($"process keten.in.{messages[0].Publisher}", ActivityKind.Consumer, parentContext: default, links: links, tags:
        [
            new("messaging.operation.type", "process"),
            new(Destination, $"keten.in.{messages[0].Publisher}"),
            new("messaging.batch.message_count", messages.Count),
        ]);
    }

    /// <summary>Deciding on one message, as a child of the span that sent it; within its batch when it was sent without one.</summary>
    internal static Activity? StartDeciding(ReadMessage read)
    {
        if (!Source.HasListeners())
            return null;
        var parent = ContextOf(read.Inbound.TraceParent);
        if (parent == default)
            parent = ContextOf(read.Event!.TraceParent);
        var batch = Activity.Current?.Context ?? default;
        var span = Source.StartActivity(Deciding, ActivityKind.Consumer, parent, links: parent != default && batch != default ? [new ActivityLink(batch)] : null, tags:
        [
            new("messaging.operation.type", "process"),
            new(Destination, $"keten.in.{read.Inbound.Publisher}"),
            new("messaging.message.id", read.Event!.Id),
            new("cloudevents.event_type", read.Event.Type),
        ]);
        span?.DisplayName = $"{Deciding} {read.Type!.Name}";
        return span;
    }

    /// <summary>Deciding on a deadline.</summary>
    internal static Activity? StartDeciding(string kind)
    {
        var span = Source.StartActivity(Deciding);
        span?.DisplayName = $"{Deciding} deadline {kind}";
        return span;
    }

    /// <summary>Sending one notification, from publishing to its confirm; as a child of the decision. Not made the current one: many are underway.</summary>
    internal static Activity? StartSending(string recipient, OutboxItem item)
    {
        if (!Source.HasListeners())
            return null;
        var before = Activity.Current;
        Activity.Current = null;
        var span = Source.StartActivity($"send keten.out.{recipient}", ActivityKind.Producer, ContextOf(item.Trace), tags:
        [
            new("messaging.operation.type", "send"),
            new(Destination, $"keten.out.{recipient}"),
            new("messaging.message.id", item.Row.Id.ToString("D")),
        ]);
        Activity.Current = before;
        return span;
    }

    /// <summary>Trace of what is being decided on: the hub's own span where it is recorded, else the one the event came with.</summary>
    internal static string TraceOf(CloudEvent? cloudEvent) =>
        Activity.Current is { OperationName: Deciding, Recorded: true, Id: { } id } ? id : cloudEvent?.TraceParent ?? "";

    /// <summary>W3C trace context of what goes on now; a new one where nobody began one: what is processed always has a trace.</summary>
    public static string CurrentTrace() => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id }
        ? id : $"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-00";

    /// <summary>Trace id of a W3C trace context, or empty.</summary>
    public static string TraceIdOf(string traceParent) => ContextOf(traceParent) is var context && context != default ? context.TraceId.ToHexString() : "";

    internal static ActivityContext ContextOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? context : default;
}
