namespace KetenHub.Contracts;

/// <summary>Who directs the case of a person across partners until it is finished (procesregisseur).
/// Type <c>nl.vreemdelingenketen.process-director-assigned.v1</c>.</summary>
public sealed record ProcessDirectorAssigned : KetenMessage
{
    /// <summary>What changed.</summary>
    public required DirectorChange Change { get; init; }

    /// <summary>Code of the partner that directs from now on; for <c>Ended</c>, of the one that did.</summary>
    public required string Director { get; init; }

    /// <summary>Team or function, not a name. At most 100 characters.</summary>
    public string? Function { get; init; }

    /// <summary>When it changed; the latest one counts.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    internal static ProcessDirectorAssigned Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        Change = fields.Value<DirectorChange>("change"),
        Director = fields.Match("director", Patterns.Partner, "the code of a partner"),
        Function = fields.OptionalText("function", 100),
        ChangedAt = fields.Time("changedAt"),
    };
}

/// <summary>What changed about the process director.</summary>
public enum DirectorChange
{
    /// <summary>A change that this version does not know.</summary>
    Unknown,
    /// <summary>The case got one.</summary>
    Assigned,
    /// <summary>Another one took over.</summary>
    HandedOver,
    /// <summary>Nobody directs it any more.</summary>
    Ended,
}
