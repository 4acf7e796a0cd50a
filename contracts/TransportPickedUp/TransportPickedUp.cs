namespace KetenHub.Contracts;

/// <summary>The person was picked up for a planned transport (opgehaald). Type <c>nl.vreemdelingenketen.transport-picked-up.v1</c>.</summary>
public sealed record TransportPickedUp : KetenMessage
{
    /// <summary>Number of the transport, as in TransportPlanned.</summary>
    public required string TransportNumber { get; init; }

    /// <summary>When it happened, to the minute or better.</summary>
    public required DateTimeOffset PickedUpAt { get; init; }

    internal static TransportPickedUp Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        TransportNumber = fields.Match("transportNumber", Patterns.Number, Patterns.NumberForm),
        PickedUpAt = fields.Time("pickedUpAt"),
    };
}
