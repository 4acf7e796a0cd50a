namespace KetenHub.Contracts;

/// <summary>Identifiers are linked, merged or split, or minority is established, by <c>ind</c> or <c>avim</c>.
/// Type <c>nl.vreemdelingenketen.person-identifiers-changed.v1</c>.</summary>
public sealed record PersonIdentifiersChanged : KetenMessage
{
    /// <summary>What changed. <see cref="KetenMessage.Person"/> is the person that stays.</summary>
    public required IdentifierChange Change { get; init; }

    /// <summary>Counts these changes of this person from 1. For minority, a later revision always wins.</summary>
    public required int Revision { get; init; }

    /// <summary>When it was established.</summary>
    public required DateTimeOffset EstablishedAt { get; init; }

    /// <summary>On what ground.</summary>
    public required IdentityGround Ground { get; init; }

    /// <summary>Link: the identifiers added. Merge: identifiers of the person that turns out to be the same one.
    /// Split: the identifiers that belong to somebody else. Required for these.</summary>
    public PersonReference? Other { get; init; }

    /// <summary>Split only: numbers of the decisions that go with the identifiers split off. At most 20.</summary>
    public IReadOnlyList<string> DecisionNumbers { get; init; } = [];

    /// <summary>Established minority. Required for <c>MinorityEstablished</c>.</summary>
    public Minority? Minority { get; init; }

    internal static PersonIdentifiersChanged Read(Fields fields)
    {
        var minority = fields.Is("change", "MinorityEstablished");
        fields.Require("minority", minority, "required when minority is established");
        fields.Require("other", fields.Is("change", "Link") || fields.Is("change", "Merge") || fields.Is("change", "Split"),
            "required for Link, Merge and Split");
        return new PersonIdentifiersChanged
        {
            Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
            CaseNumber = fields.OptionalText("caseNumber", 64),
            Change = fields.Value<IdentifierChange>("change"),
            Revision = fields.Integer("revision", 1, 100_000),
            EstablishedAt = fields.Time("establishedAt"),
            Ground = fields.Value<IdentityGround>("ground"),
            Other = fields.OptionalObject("other", PersonReference.Read),
            DecisionNumbers = fields.OptionalMatches("decisionNumbers", 20, Patterns.Number, Patterns.NumberForm),
            Minority = fields.OptionalValue<Minority>("minority"),
        };
    }
}

/// <summary>How identifiers change.</summary>
public enum IdentifierChange
{
    /// <summary>A change that this version does not know.</summary>
    Unknown,
    /// <summary>Further identifiers of this person.</summary>
    Link,
    /// <summary>Two persons are one.</summary>
    Merge,
    /// <summary>Some identifiers are somebody else's.</summary>
    Split,
    /// <summary>Whether the person is a minor was established.</summary>
    MinorityEstablished,
}

/// <summary>Whether a person is a minor (minderjarig).</summary>
public enum Minority
{
    /// <summary>A value that this version does not know.</summary>
    Unknown,
    /// <summary>Minor.</summary>
    Minor,
    /// <summary>Of age (meerderjarig).</summary>
    Adult,
}

/// <summary>On what ground identity or age was established.</summary>
public enum IdentityGround
{
    /// <summary>A ground that this version does not know.</summary>
    Unknown,
    /// <summary>Match of fingerprints; the fingerprints themselves are never exchanged here.</summary>
    Fingerprints,
    /// <summary>Documents.</summary>
    Documents,
    /// <summary>Statement of a foreign authority, for example in a Dublin inquiry.</summary>
    ForeignAuthority,
    /// <summary>Assessment of age.</summary>
    AgeAssessment,
    /// <summary>Correction of a clerical error.</summary>
    ClericalError,
    /// <summary>Anything else.</summary>
    Other,
}
