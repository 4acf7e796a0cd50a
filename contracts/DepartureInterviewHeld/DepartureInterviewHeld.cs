namespace KetenHub.Contracts;

/// <summary>The first departure interview (vertrekgesprek) was held. Type <c>nl.vreemdelingenketen.departure-interview-held.v1</c>.</summary>
public sealed record DepartureInterviewHeld : KetenMessage
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>When it was held.</summary>
    public required DateTimeOffset HeldAt { get; init; }

    /// <summary>Team or function of who held it, not a name. At most 100 characters.</summary>
    public required string HeldBy { get; init; }

    internal static DepartureInterviewHeld Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        HeldAt = fields.Time("heldAt"),
        HeldBy = fields.Text("heldBy", 100),
    };
}
