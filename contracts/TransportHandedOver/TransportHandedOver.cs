namespace KetenHub.Contracts;

/// <summary>The person was handed over for departure at the end of a transport (overgedragen). Type <c>nl.vreemdelingenketen.transport-handed-over.v1</c>.</summary>
public sealed record TransportHandedOver : KetenMessage
{
    /// <summary>Number of the transport, as in TransportPlanned.</summary>
    public required string TransportNumber { get; init; }

    /// <summary>When it happened, to the minute or better.</summary>
    public required DateTimeOffset HandedOverAt { get; init; }

    internal static TransportHandedOver Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        TransportNumber = fields.Match("transportNumber", Patterns.Number, Patterns.NumberForm),
        HandedOverAt = fields.Time("handedOverAt"),
    };
}
