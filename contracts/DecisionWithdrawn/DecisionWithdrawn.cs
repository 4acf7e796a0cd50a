namespace KetenHub.Contracts;

/// <summary>IND withdrew the decision (ingetrokken). Type <c>nl.vreemdelingenketen.decision-withdrawn.v1</c>.</summary>
public sealed record DecisionWithdrawn : KetenMessage
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>Next number in the count of revisions of this decision.</summary>
    public required int Revision { get; init; }

    /// <summary>When it was withdrawn.</summary>
    public required DateTimeOffset WithdrawnAt { get; init; }

    internal static DecisionWithdrawn Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        Revision = fields.Integer("revision", 1, 100_000),
        WithdrawnAt = fields.Time("withdrawnAt"),
    };
}
