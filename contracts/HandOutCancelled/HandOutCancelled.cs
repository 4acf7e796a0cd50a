namespace KetenHub.Contracts;

/// <summary>The planned hand-out does not take place. Type <c>nl.vreemdelingenketen.hand-out-cancelled.v1</c>.</summary>
public sealed record HandOutCancelled : KetenMessage
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>Next number in the count of hand-out revisions of this decision; cancels every earlier plan.</summary>
    public required int HandOutRevision { get; init; }

    /// <summary>When it was cancelled.</summary>
    public required DateTimeOffset CancelledAt { get; init; }

    /// <summary>Why.</summary>
    public required HandOutCancelReason Reason { get; init; }

    internal static HandOutCancelled Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        HandOutRevision = fields.Integer("handOutRevision", 1, 100_000),
        CancelledAt = fields.Time("cancelledAt"),
        Reason = fields.Value<HandOutCancelReason>("reason"),
    };
}

/// <summary>Why a hand-out was cancelled.</summary>
public enum HandOutCancelReason
{
    /// <summary>A reason that this version does not know.</summary>
    Unknown,
    /// <summary>Will be planned again.</summary>
    Rescheduling,
    /// <summary>The person did not appear.</summary>
    NotPresented,
    /// <summary>The person is out of view (MOB).</summary>
    OutOfView,
    /// <summary>DT&amp;V can't be there.</summary>
    PartnerNotReady,
    /// <summary>The decision is reconsidered.</summary>
    DecisionReconsidered,
    /// <summary>The application was withdrawn.</summary>
    ApplicationWithdrawn,
    /// <summary>Anything else.</summary>
    Other,
}
