namespace KetenHub.Contracts;

/// <summary>A person must act: there is no answer, no presence, or no interview.
/// Type <c>nl.vreemdelingenketen.readiness-escalated.v1</c>.</summary>
public sealed record ReadinessEscalated : Notification
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>What calls for a person.</summary>
    public required EscalationReason Reason { get; init; }

    /// <summary>Who at the receiving partner should see it.</summary>
    public required Audience Audience { get; init; }

    /// <summary>Rung of the ladder, from 1.</summary>
    public required int Level { get; init; }

    /// <summary>The planned or actual hand-out, when there is one.</summary>
    public DateTimeOffset? HandOutAt { get; init; }

    /// <summary>Where, when it is known.</summary>
    public Location? Location { get; init; }

    /// <summary>When the answer was or is due.</summary>
    public DateTimeOffset? RespondBy { get; init; }

    internal static ReadinessEscalated Read(Fields fields) => new()
    {
        PolicyVersion = fields.Text("policyVersion", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        Reason = fields.Value<EscalationReason>("reason"),
        Audience = fields.Value<Audience>("audience"),
        Level = fields.Integer("level", 1, 100_000),
        HandOutAt = fields.OptionalTime("handOutAt"),
        Location = fields.OptionalObject("location", Location.Read),
        RespondBy = fields.OptionalTime("respondBy"),
    };
}

/// <summary>What calls for a person.</summary>
public enum EscalationReason
{
    /// <summary>A value that this version does not know.</summary>
    Unknown,
    /// <summary>The hand-out is nearer than the lead time.</summary>
    ShortNotice,
    /// <summary>No answer before it was due.</summary>
    NoAnswer,
    /// <summary>Handed out without DT&amp;V: come now.</summary>
    MissedPresence,
    /// <summary>No departure interview in time after the hand-out.</summary>
    InterviewOverdue,
    /// <summary>The person is a minor and no guardian partner is configured.</summary>
    GuardianMissing,
}

/// <summary>Who at a partner should see an escalation; partners.json says how they are reached.</summary>
public enum Audience
{
    /// <summary>A value that this version does not know.</summary>
    Unknown,
    /// <summary>The duty officer (dienstdoende).</summary>
    DutyOfficer,
    /// <summary>The process director (procesregisseur).</summary>
    ProcessDirector,
}
