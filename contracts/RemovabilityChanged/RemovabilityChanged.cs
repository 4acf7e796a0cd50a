namespace KetenHub.Contracts;

/// <summary>Whether the person can be removed changed: an appeal with suspensive effect, or a ruling (verwijderbaarheid).
/// Type <c>nl.vreemdelingenketen.removability-changed.v1</c>.</summary>
public sealed record RemovabilityChanged : KetenMessage
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>Counts these changes for this decision from 1. A later revision always wins.</summary>
    public required int Revision { get; init; }

    /// <summary>Whether the person can be removed now.</summary>
    public required bool Removable { get; init; }

    /// <summary>Why.</summary>
    public required RemovabilityReason Reason { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    internal static RemovabilityChanged Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        Revision = fields.Integer("revision", 1, 100_000),
        Removable = fields.Flag("removable"),
        Reason = fields.Value<RemovabilityReason>("reason"),
        ChangedAt = fields.Time("changedAt"),
    };
}

/// <summary>Why removability changed.</summary>
public enum RemovabilityReason
{
    /// <summary>A reason that this version does not know.</summary>
    Unknown,
    /// <summary>Appeal with suspensive effect.</summary>
    AppealWithSuspensiveEffect,
    /// <summary>Interim measure (voorlopige voorziening) granted.</summary>
    InterimMeasure,
    /// <summary>The court ruled for the person.</summary>
    RulingForPerson,
    /// <summary>The court ruled against the person.</summary>
    RulingAgainstPerson,
    /// <summary>Anything else.</summary>
    Other,
}
