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

    /// <summary>Counts what was agreed under this number from 1; a term agreed anew counts up. Null: 1.</summary>
    public int? Revision { get; init; }

    /// <summary>What is agreed, from the list of accelerations. Null where none of them was named.</summary>
    public AgreementKind? Kind { get; init; }

    /// <summary>Name of the table at which it was made, at most 100 characters.</summary>
    public string? MadeAtTable { get; init; }

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
        Revision = fields.OptionalInteger("revision", 1, 100_000),
        Kind = fields.OptionalValue<AgreementKind>("kind"),
        MadeAtTable = fields.OptionalText("madeAtTable", 100),
    };
}

/// <summary>What partners can agree on to speed up a case: the list of the pilot. The hub records and follows; it proposes none of them.</summary>
public enum AgreementKind
{
    /// <summary>A kind that this version does not know.</summary>
    Unknown,
    /// <summary>Hearing brought forward (gehoor naar voren).</summary>
    HearingBroughtForward,
    /// <summary>Dublin claim on day 1.</summary>
    DublinClaimOnDayOne,
    /// <summary>Rest and preparation period (RVT) withheld.</summary>
    RestPeriodWithheld,
    /// <summary>Shorter view period when detained (kortere zienswijzetermijn).</summary>
    ShorterViewPeriod,
    /// <summary>Sober reception (sobere opvang).</summary>
    SoberReception,
    /// <summary>Track decision on day 1 (spoorbesluit).</summary>
    TrackDecisionOnDayOne,
    /// <summary>Accelerated identification and registration (versnelde I&amp;R).</summary>
    AcceleratedRegistration,
    /// <summary>Direct criminal settlement by the prosecution.</summary>
    CriminalSettlement,
    /// <summary>Anything else.</summary>
    Other,
}
