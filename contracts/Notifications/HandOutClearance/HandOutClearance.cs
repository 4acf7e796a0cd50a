namespace KetenHub.Contracts;

/// <summary>Tells IND what DT&amp;V answered, so that IND can hold or move the hand-out. The hub never moves it.
/// Type <c>nl.vreemdelingenketen.hand-out-clearance.v1</c>.</summary>
public sealed record HandOutClearance : Notification
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>The plan it is about, when there is one.</summary>
    public int? HandOutRevision { get; init; }

    /// <summary>Ready, not ready, or asked again because an earlier answer no longer holds.</summary>
    public required Clearance Clearance { get; init; }

    /// <summary>Team or function of who comes.</summary>
    public string? WhoComes { get; init; }

    /// <summary>When and where the first departure interview is held.</summary>
    public InterviewSlot? InterviewSlot { get; init; }

    /// <summary>Why not.</summary>
    public NotReadyReason? NotReadyReason { get; init; }

    internal static HandOutClearance Read(Fields fields) => new()
    {
        PolicyVersion = fields.Text("policyVersion", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        HandOutRevision = fields.OptionalInteger("handOutRevision", 1, 100_000),
        Clearance = fields.Value<Clearance>("clearance"),
        WhoComes = fields.OptionalText("whoComes", 100),
        InterviewSlot = fields.OptionalObject("interviewSlot", InterviewSlot.Read),
        NotReadyReason = fields.OptionalValue<NotReadyReason>("notReadyReason"),
    };
}

/// <summary>Whether the hand-out can go ahead as far as DT&amp;V is concerned.</summary>
public enum Clearance
{
    /// <summary>A value that this version does not know.</summary>
    Unknown,
    /// <summary>DT&amp;V will be there.</summary>
    Ready,
    /// <summary>DT&amp;V will not.</summary>
    NotReady,
    /// <summary>An earlier answer no longer holds; DT&amp;V was asked again.</summary>
    AskedAgain,
}
