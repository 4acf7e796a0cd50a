namespace KetenHub.Contracts;

/// <summary>Safety: look before the hand-out. There was a serious incident; details are with who registered it.
/// Type <c>nl.vreemdelingenketen.safety-notice.v1</c>.</summary>
public sealed record SafetyNotice : Notification
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>The planned hand-out, when there is one.</summary>
    public DateTimeOffset? HandOutAt { get; init; }

    /// <summary>Where, when it is known.</summary>
    public Location? Location { get; init; }

    internal static SafetyNotice Read(Fields fields) => new()
    {
        PolicyVersion = fields.Text("policyVersion", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        HandOutAt = fields.OptionalTime("handOutAt"),
        Location = fields.OptionalObject("location", Location.Read),
    };
}
