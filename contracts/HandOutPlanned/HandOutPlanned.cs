namespace KetenHub.Contracts;

/// <summary>The hand-out of a negative decision is planned or planned again. Type <c>nl.vreemdelingenketen.hand-out-planned.v1</c>.</summary>
public sealed record HandOutPlanned : KetenMessage
{
    /// <summary>Number of the negative decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>When and where.</summary>
    public required HandOutPlan HandOut { get; init; }

    internal static HandOutPlanned Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        HandOut = fields.Object("handOut", HandOutPlan.Read),
    };
}
