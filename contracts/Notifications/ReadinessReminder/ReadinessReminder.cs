namespace KetenHub.Contracts;

/// <summary>Reminds DT&amp;V that an answer is due.
/// Type <c>nl.vreemdelingenketen.readiness-reminder.v1</c>.</summary>
public sealed record ReadinessReminder : Notification
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>The request that waits for an answer.</summary>
    public required int RequestNumber { get; init; }

    /// <summary>The planned hand-out, when there is one.</summary>
    public DateTimeOffset? HandOutAt { get; init; }

    /// <summary>Where, when it is known.</summary>
    public Location? Location { get; init; }

    /// <summary>Answer before this moment.</summary>
    public required DateTimeOffset RespondBy { get; init; }

    internal static ReadinessReminder Read(Fields fields) => new()
    {
        PolicyVersion = fields.Text("policyVersion", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        RequestNumber = fields.Integer("requestNumber", 1, 100_000),
        HandOutAt = fields.OptionalTime("handOutAt"),
        Location = fields.OptionalObject("location", Location.Read),
        RespondBy = fields.Time("respondBy"),
    };
}
