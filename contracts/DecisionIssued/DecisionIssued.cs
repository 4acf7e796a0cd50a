using System.Text.Json.Serialization;

namespace KetenHub.Contracts;

/// <summary>IND decided on an application (beschikking). Type <c>nl.vreemdelingenketen.decision-issued.v1</c>.</summary>
public sealed record DecisionIssued : KetenMessage
{
    /// <summary>Number of the decision at IND.</summary>
    public required string DecisionNumber { get; init; }

    /// <summary>Counts revisions of this decision from 1; a withdrawal counts too. A later revision always wins.</summary>
    public required int Revision { get; init; }

    /// <summary>What was decided.</summary>
    public required DecisionOutcome Outcome { get; init; }

    /// <summary>Track (spoor) 1 to 5; 3 and 5 exist but are not in use.</summary>
    public required int Track { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>With a return decision (terugkeerbesluit).</summary>
    public required bool ReturnDecision { get; init; }

    /// <summary>With an entry ban (inreisverbod).</summary>
    public required bool EntryBan { get; init; }

    /// <summary>Departure period (vertrektermijn) in days, 0 to 365.</summary>
    public required int DeparturePeriodDays { get; init; }

    /// <summary>Whether an appeal suspends removal (schorsende werking).</summary>
    public required bool AppealSuspendsRemoval { get; init; }

    /// <summary>The planned hand-out, when it is known already.</summary>
    public HandOutPlan? HandOut { get; init; }

    /// <summary>Every outcome but <c>Granted</c>.</summary>
    [JsonIgnore]
    public bool IsNegative => Outcome != DecisionOutcome.Granted;

    internal static DecisionIssued Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        DecisionNumber = fields.Match("decisionNumber", Patterns.Number, Patterns.NumberForm),
        Revision = fields.Integer("revision", 1, 100_000),
        Outcome = fields.Value<DecisionOutcome>("outcome"),
        Track = fields.Integer("track", 1, 5),
        IssuedAt = fields.Time("issuedAt"),
        ReturnDecision = fields.Flag("returnDecision"),
        EntryBan = fields.Flag("entryBan"),
        DeparturePeriodDays = fields.Integer("departurePeriodDays", 0, 365),
        AppealSuspendsRemoval = fields.Flag("appealSuspendsRemoval"),
        HandOut = fields.OptionalObject("handOut", HandOutPlan.Read),
    };
}

/// <summary>Outcomes of a decision; negative is every one but <c>Granted</c>.</summary>
public enum DecisionOutcome
{
    /// <summary>An outcome that this version does not know.</summary>
    Unknown,
    /// <summary>Granted (ingewilligd).</summary>
    Granted,
    /// <summary>Rejected (afgewezen).</summary>
    Rejected,
    /// <summary>Rejected as manifestly unfounded (kennelijk ongegrond).</summary>
    RejectedManifestlyUnfounded,
    /// <summary>Inadmissible (niet-ontvankelijk).</summary>
    Inadmissible,
    /// <summary>Transfer under Dublin (overdrachtsbesluit).</summary>
    DublinTransfer,
    /// <summary>Not processed (buiten behandeling).</summary>
    NotProcessed,
}
