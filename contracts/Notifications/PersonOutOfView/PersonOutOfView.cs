namespace KetenHub.Contracts;

/// <summary>The person left view, or reappeared, while a hand-out is planned.
/// Type <c>nl.vreemdelingenketen.person-out-of-view.v1</c>.</summary>
public sealed record PersonOutOfView : Notification
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>Out of view, or seen again.</summary>
    public required View View { get; init; }

    /// <summary>When this was observed.</summary>
    public required DateTimeOffset ObservedAt { get; init; }

    /// <summary>The planned hand-out.</summary>
    public DateTimeOffset? HandOutAt { get; init; }

    internal static PersonOutOfView Read(Fields fields) => new()
    {
        PolicyVersion = fields.Text("policyVersion", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        View = fields.Value<View>("view"),
        ObservedAt = fields.Time("observedAt"),
        HandOutAt = fields.OptionalTime("handOutAt"),
    };
}

/// <summary>Whether a person is in view of the partners.</summary>
public enum View
{
    /// <summary>A value that this version does not know.</summary>
    Unknown,
    /// <summary>Out of view (uit beeld, MOB).</summary>
    LeftView,
    /// <summary>Seen again.</summary>
    Reappeared,
}
