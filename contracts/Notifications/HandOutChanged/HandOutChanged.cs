namespace KetenHub.Contracts;

/// <summary>A hand-out was planned, planned again, cancelled or done; DT&amp;V, COA at its location and a minor's guardian are told.
/// Type <c>nl.vreemdelingenketen.hand-out-changed.v1</c>.</summary>
public sealed record HandOutChanged : Notification
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>What changed.</summary>
    public required HandOutChange Change { get; init; }

    /// <summary>The plan as it now stands, when there is one.</summary>
    public HandOutPlan? HandOut { get; init; }

    /// <summary>Why it was cancelled.</summary>
    public CancelCause? CancelCause { get; init; }

    /// <summary>When it was handed out.</summary>
    public DateTimeOffset? HandedOutAt { get; init; }

    /// <summary>For a re-plan: whether DT&amp;V's earlier answer still covers it, so that nothing needs to be answered.</summary>
    public bool? AnswerKept { get; init; }

    /// <summary>For changed removability: whether the person can be removed.</summary>
    public bool? Removable { get; init; }

    internal static HandOutChanged Read(Fields fields) => new()
    {
        PolicyVersion = fields.Text("policyVersion", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        Change = fields.Value<HandOutChange>("change"),
        HandOut = fields.OptionalObject("handOut", HandOutPlan.Read),
        CancelCause = fields.OptionalValue<CancelCause>("cancelCause"),
        HandedOutAt = fields.OptionalTime("handedOutAt"),
        AnswerKept = fields.OptionalFlag("answerKept"),
        Removable = fields.OptionalFlag("removable"),
    };
}

/// <summary>What changed about a hand-out.</summary>
public enum HandOutChange
{
    /// <summary>A value that this version does not know.</summary>
    Unknown,
    /// <summary>Planned for the first time.</summary>
    Planned,
    /// <summary>Planned anew.</summary>
    Replanned,
    /// <summary>Does not take place.</summary>
    Cancelled,
    /// <summary>The decision was handed out.</summary>
    HandedOut,
    /// <summary>Whether the person can be removed changed.</summary>
    RemovabilityChanged,
}

/// <summary>Why a hand-out does not take place.</summary>
public enum CancelCause
{
    /// <summary>A value that this version does not know.</summary>
    Unknown,
    /// <summary>IND cancelled it.</summary>
    HandOutCancelled,
    /// <summary>IND withdrew the decision.</summary>
    DecisionWithdrawn,
    /// <summary>The decision was revised to granted.</summary>
    DecisionGranted,
    /// <summary>The decision belongs to another person.</summary>
    PersonRelinked,
}
