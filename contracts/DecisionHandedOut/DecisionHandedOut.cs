namespace KetenHub.Contracts;

/// <summary>The decision was handed out to the person (uitgereikt). Type <c>nl.vreemdelingenketen.decision-handed-out.v1</c>.</summary>
public sealed record DecisionHandedOut : KetenMessage
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>When it was handed out.</summary>
    public required DateTimeOffset HandedOutAt { get; init; }

    /// <summary>Team or function of who handed it out, not a name. At most 100 characters.</summary>
    public required string HandedOutBy { get; init; }

    /// <summary>Whether DT&amp;V was present.</summary>
    public required bool DtvPresent { get; init; }

    internal static DecisionHandedOut Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        HandedOutAt = fields.Time("handedOutAt"),
        HandedOutBy = fields.Text("handedOutBy", 100),
        DtvPresent = fields.Flag("dtvPresent"),
    };
}
