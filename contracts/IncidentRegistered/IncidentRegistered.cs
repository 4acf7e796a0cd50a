namespace KetenHub.Contracts;

/// <summary>An incident, registered carefully and uniformly. Type <c>nl.vreemdelingenketen.incident-registered.v1</c>.</summary>
public sealed record IncidentRegistered : KetenMessage
{
    /// <summary>Number of the incident at the sender. 1 to 64 characters.</summary>
    public required string IncidentNumber { get; init; }

    /// <summary>Counts corrections of this incident from 1. A later revision always wins.</summary>
    public required int Revision { get; init; }

    /// <summary>What kind of incident.</summary>
    public required IncidentCategory Category { get; init; }

    /// <summary>How serious it was for those involved.</summary>
    public required IncidentImpact Impact { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Reception location (COA registers) or public space (police or municipality registers).</summary>
    public required Location Location { get; init; }

    /// <summary>Measures taken (maatregelen), at least one; <c>None</c> says that none was.</summary>
    public required IReadOnlyList<IncidentMeasure> Measures { get; init; }

    /// <summary>Whether it was reported to the police (aangifte).</summary>
    public required PoliceReport PoliceReport { get; init; }

    /// <summary>What happened, in at most 2000 characters. Kept in the log only: never searched, never read by a rule.</summary>
    public string? WhatHappened { get; init; }

    internal static IncidentRegistered Read(Fields fields) => new()
    {
        Person = fields.Object("person", PersonReference.Read, Errors.PersonMissing),
        CaseNumber = fields.OptionalText("caseNumber", 64),
        IncidentNumber = fields.Match("incidentNumber", Patterns.Number, Patterns.NumberForm),
        Revision = fields.Integer("revision", 1, 100_000),
        Category = fields.Value<IncidentCategory>("category"),
        Impact = fields.Value<IncidentImpact>("impact"),
        OccurredAt = fields.Time("occurredAt"),
        RegisteredAt = fields.Time("registeredAt"),
        Location = fields.Object("location", Location.Read),
        Measures = fields.Values<IncidentMeasure>("measures", 1),
        PoliceReport = fields.Value<PoliceReport>("policeReport"),
        WhatHappened = fields.OptionalText("whatHappened", 2000),
    };
}

/// <summary>Categories of incident.</summary>
public enum IncidentCategory
{
    /// <summary>A category that this version does not know.</summary>
    Unknown,
    /// <summary>Verbal aggression.</summary>
    VerbalAggression,
    /// <summary>Physical violence.</summary>
    PhysicalViolence,
    /// <summary>Threat.</summary>
    Threat,
    /// <summary>Damage to property (vernieling).</summary>
    PropertyDamage,
    /// <summary>Theft.</summary>
    Theft,
    /// <summary>Use of alcohol or drugs.</summary>
    SubstanceAbuse,
    /// <summary>Breach of the house rules.</summary>
    HouseRules,
    /// <summary>Harm to oneself.</summary>
    SelfHarm,
    /// <summary>In public transport.</summary>
    PublicTransport,
    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Impact of an incident, from low to very high.</summary>
public enum IncidentImpact
{
    /// <summary>An impact that this version does not know.</summary>
    Unknown,
    /// <summary>Low.</summary>
    Low,
    /// <summary>Medium.</summary>
    Medium,
    /// <summary>High.</summary>
    High,
    /// <summary>Very high.</summary>
    VeryHigh,
}

/// <summary>Measures that can follow an incident.</summary>
public enum IncidentMeasure
{
    /// <summary>A measure that this version does not know.</summary>
    Unknown,
    /// <summary>No measure.</summary>
    None,
    /// <summary>Warning.</summary>
    Warning,
    /// <summary>Allowance withheld (ROV: reglement onthouding verstrekkingen).</summary>
    AllowanceWithheld,
    /// <summary>Time-out place.</summary>
    TimeOut,
    /// <summary>Intensief begeleidende locatie.</summary>
    Ibl,
    /// <summary>Alternatieve opvang- en toezichtlocatie.</summary>
    Aot,
    /// <summary>Procesbeschikbaarheidslocatie.</summary>
    Pbl,
    /// <summary>Handhaving- en toezichtlocatie.</summary>
    Htl,
    /// <summary>Area ban (gebiedsverbod).</summary>
    GebiedsVerbod,
    /// <summary>Duty to report (meldplicht).</summary>
    Meldplicht,
}

/// <summary>Report to the police (aangifte).</summary>
public enum PoliceReport
{
    /// <summary>A value that this version does not know.</summary>
    Unknown,
    /// <summary>Not made.</summary>
    NotMade,
    /// <summary>Made.</summary>
    Made,
    /// <summary>Made under VPT (veilige publieke taak).</summary>
    MadeWithVpt,
}
