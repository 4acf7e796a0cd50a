namespace KetenHub.Contracts;

/// <summary>An agreement was kept, could not be kept or was withdrawn. Type <c>nl.vreemdelingenketen.agreement-closed.v1</c>.</summary>
public sealed record AgreementClosed : KetenMessage
{
    /// <summary>Number of the agreement, as in AgreementMade.</summary>
    public required string AgreementNumber { get; init; }

    /// <summary>How it ended.</summary>
    public required AgreementResult Result { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset ClosedAt { get; init; }

    /// <summary>Why it was not possible, at most 500 characters. Required for <c>NotPossible</c>. Kept in the log only.</summary>
    public string? Reason { get; init; }

    internal static AgreementClosed Read(Fields fields)
    {
        fields.Require("reason", fields.Is("result", "NotPossible"), "required when it was not possible");
        return new AgreementClosed
        {
            Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
            CaseNumber = fields.OptionalText("caseNumber", 64),
            AgreementNumber = fields.Match("agreementNumber", Patterns.Number, Patterns.NumberForm),
            Result = fields.Value<AgreementResult>("result"),
            ClosedAt = fields.Time("closedAt"),
            Reason = fields.OptionalText("reason", 500),
        };
    }
}

/// <summary>How an agreement ended.</summary>
public enum AgreementResult
{
    /// <summary>A result that this version does not know.</summary>
    Unknown,
    /// <summary>Done.</summary>
    Done,
    /// <summary>Not possible.</summary>
    NotPossible,
    /// <summary>Withdrawn.</summary>
    Withdrawn,
}
