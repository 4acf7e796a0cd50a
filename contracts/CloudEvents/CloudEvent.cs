using System.Text.Json;

namespace KetenHub.Contracts;

/// <summary>A CloudEvent 1.0 in the NL GOV profile, structured mode. Attributes hold no person data; the person stands in the data.</summary>
public sealed record CloudEvent
{
    /// <summary>Media type of structured mode; the only one the hub reads and writes.</summary>
    public const string ContentType = "application/cloudevents+json";

    /// <summary>Largest event the hub reads, in bytes. Up to 65,536 bytes works through every intermediary.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>UUID (version 7 preferred); unique per <see cref="Source"/>. A resend keeps it.</summary>
    public required string Id { get; init; }

    /// <summary><c>urn:nld:oin:&lt;20 digits&gt;:systeem:&lt;name&gt;</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Reverse DNS with one version number, for example <c>nl.vreemdelingenketen.decision-issued.v1</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When the sender registered the event; the time in reality is in the data.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>URI of the JSON Schema of the data.</summary>
    public string? DataSchema { get; init; }

    /// <summary>Counts the events of this source without gaps, as 20 digits with leading zeros, so that it sorts as text.</summary>
    public string? Sequence { get; init; }

    /// <summary>Where the receiver fetches the rest.</summary>
    public string? DataRef { get; init; }

    /// <summary>W3C trace context in which the event started.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The case or decision thread.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Id of the event that caused this one.</summary>
    public string? CausationId { get; init; }

    /// <summary>Only for split lanes: an HMAC of the person's identifier, never the identifier.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>The data: a message or a notification of <see cref="MessageTypes"/>, as JSON.</summary>
    public required JsonElement Data { get; init; }

    /// <summary>Names type and id only: the data is about a person.</summary>
    public override string ToString() => $"{Type} {Id}";
}
