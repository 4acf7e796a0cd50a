namespace KetenHub.Contracts;

/// <summary>A planned transport does not take place (vervoer vervallen). Type <c>nl.vreemdelingenketen.transport-cancelled.v1</c>.</summary>
public sealed record TransportCancelled : KetenMessage
{
    /// <summary>Number of the transport, as in TransportPlanned.</summary>
    public required string TransportNumber { get; init; }

    /// <summary>Next number in the count of plans of this transport; cancels every earlier plan.</summary>
    public required int Revision { get; init; }

    /// <summary>When it was cancelled.</summary>
    public required DateTimeOffset CancelledAt { get; init; }

    /// <summary>Why.</summary>
    public required TransportCancelReason Reason { get; init; }

    internal static TransportCancelled Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        TransportNumber = fields.Match("transportNumber", Patterns.Number, Patterns.NumberForm),
        Revision = fields.Integer("revision", 1, 100_000),
        CancelledAt = fields.Time("cancelledAt"),
        Reason = fields.Value<TransportCancelReason>("reason"),
    };
}

/// <summary>Why a transport was cancelled.</summary>
public enum TransportCancelReason
{
    /// <summary>A reason that this version does not know.</summary>
    Unknown,
    /// <summary>Will be planned again.</summary>
    Rescheduling,
    /// <summary>The person did not appear or was not there.</summary>
    NotPresented,
    /// <summary>The person is out of view (MOB).</summary>
    OutOfView,
    /// <summary>Removal is not possible for now, for example by a ruling.</summary>
    NotRemovable,
    /// <summary>The carrier can't come.</summary>
    CarrierNotReady,
    /// <summary>The flight or boat does not leave.</summary>
    DepartureCancelled,
    /// <summary>Anything else.</summary>
    Other,
}
