namespace KetenHub.Contracts;

/// <summary>Transport of a person to a departure is planned or planned anew (vervoer door DV&amp;O of KMar).
/// Type <c>nl.vreemdelingenketen.transport-planned.v1</c>.</summary>
public sealed record TransportPlanned : KetenMessage
{
    /// <summary>Number of the transport at the sender.</summary>
    public required string TransportNumber { get; init; }

    /// <summary>Counts the plans of this transport from 1; a later revision always wins.</summary>
    public required int Revision { get; init; }

    /// <summary>Code of the partner that carries.</summary>
    public required string Carrier { get; init; }

    /// <summary>When the person is picked up.</summary>
    public required DateTimeOffset PickUpAt { get; init; }

    /// <summary>Where.</summary>
    public required Location PickUpLocation { get; init; }

    /// <summary>When the flight or boat leaves.</summary>
    public required DateTimeOffset DepartureAt { get; init; }

    internal static TransportPlanned Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        TransportNumber = fields.Match("transportNumber", Patterns.Number, Patterns.NumberForm),
        Revision = fields.Integer("revision", 1, 100_000),
        Carrier = fields.Match("carrier", Patterns.Partner, "the code of a partner"),
        PickUpAt = fields.Time("pickUpAt"),
        PickUpLocation = fields.Object("pickUpLocation", Location.Read),
        DepartureAt = fields.Time("departureAt"),
    };
}
