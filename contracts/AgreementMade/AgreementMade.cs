namespace KetenHub.Contracts;

/// <summary>Partners agreed who does what before when (afspraak met termijn). Type <c>nl.vreemdelingenketen.agreement-made.v1</c>.</summary>
public sealed record AgreementMade : KetenMessage
{
    /// <summary>Number of the agreement at the sender.</summary>
    public required string AgreementNumber { get; init; }

    /// <summary>Code of the partner that will do it.</summary>
    public required string Owner { get; init; }

    /// <summary>What will be done, at most 500 characters. Kept in the log only.</summary>
    public required string What { get; init; }

    /// <summary>Before when.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When it was agreed.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>For which location.</summary>
    public Location? Location { get; init; }

    internal static AgreementMade Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        AgreementNumber = fields.Match("agreementNumber", Patterns.Number, Patterns.NumberForm),
        Owner = fields.Match("owner", Patterns.Partner, "the code of a partner"),
        What = fields.Text("what", 500),
        DueAt = fields.Time("dueAt"),
        MadeAt = fields.Time("madeAt"),
        Location = fields.OptionalObject("location", Location.Read),
    };
}
