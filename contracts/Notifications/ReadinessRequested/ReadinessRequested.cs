namespace KetenHub.Contracts;

/// <summary>Asks DT&amp;V to be present at a hand-out with the first departure interview prepared. The guardian of a minor gets a copy.
/// Type <c>nl.vreemdelingenketen.readiness-requested.v1</c>.</summary>
public sealed record ReadinessRequested : Notification
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>Counts the hub's requests about this decision from 1; a later one replaces the earlier.</summary>
    public required int RequestNumber { get; init; }

    /// <summary>Why it is asked (again).</summary>
    public required RequestReason Reason { get; init; }

    /// <summary>The planned hand-out; left out while none is planned.</summary>
    public HandOutPlan? HandOut { get; init; }

    /// <summary>Answer before this moment.</summary>
    public required DateTimeOffset RespondBy { get; init; }

    /// <summary>The hand-out is nearer than the usual lead time.</summary>
    public required bool ShortNotice { get; init; }

    /// <summary>The person is held to be a minor: the guardian is told as well.</summary>
    public required bool PersonIsMinor { get; init; }

    internal static ReadinessRequested Read(Fields fields) => new()
    {
        PolicyVersion = fields.Text("policyVersion", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        RequestNumber = fields.Integer("requestNumber", 1, 100_000),
        Reason = fields.Value<RequestReason>("reason"),
        HandOut = fields.OptionalObject("handOut", HandOutPlan.Read),
        RespondBy = fields.Time("respondBy"),
        ShortNotice = fields.Flag("shortNotice"),
        PersonIsMinor = fields.Flag("personIsMinor"),
    };
}

/// <summary>Why readiness is asked.</summary>
public enum RequestReason
{
    /// <summary>A value that this version does not know.</summary>
    Unknown,
    /// <summary>A negative decision was issued.</summary>
    NewDecision,
    /// <summary>Its hand-out was planned.</summary>
    HandOutPlanned,
    /// <summary>Its hand-out was planned anew and the earlier answer does not cover it.</summary>
    Replanned,
    /// <summary>It was cancelled and stands again.</summary>
    Reopened,
    /// <summary>The person turned out to be another one.</summary>
    PersonChanged,
}
