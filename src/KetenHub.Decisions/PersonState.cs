using System.Collections.Immutable;
using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>What the hub remembers of a person to decide by. Everything in it comes from the person's log.</summary>
public sealed record PersonState
{
    /// <summary>A person nobody reported on yet.</summary>
    public static PersonState Empty { get; } = new();

    /// <summary>Readiness per decision, sorted by decision number.</summary>
    public ImmutableList<Readiness> Readinesses { get; init; } = [];

    /// <summary>Case numbers that messages carried, sorted; a person with one has an open case.</summary>
    public ImmutableList<string> CaseNumbers { get; init; } = [];

    /// <summary>A partner called the person a minor.</summary>
    public bool CalledMinor { get; init; }

    /// <summary>Minority as established by ind or avim; goes before what others call the person.</summary>
    public MinorityFact? Minority { get; init; }

    /// <summary>Latest observation of leaving view or reappearing.</summary>
    public ViewFact? View { get; init; }

    /// <summary>Reports gathered for attention.</summary>
    public AttentionWindow? Attention { get; init; }

    /// <summary>When the latest incident of High or VeryHigh impact was received.</summary>
    public DateTimeOffset? SeriousIncidentAt { get; init; }

    /// <summary>Agreements about the person, sorted by number and maker.</summary>
    public ImmutableList<Agreement> Agreements { get; init; } = [];

    /// <summary>Closes that partners sent, the latest of each partner per number; they can come before their agreement.</summary>
    public ImmutableList<AgreementEnd> AgreementEnds { get; init; } = [];

    /// <summary>Latest known of the process director.</summary>
    public DirectorFact? Director { get; init; }

    /// <summary>Transports, sorted by number.</summary>
    public ImmutableList<Transport> Transports { get; init; } = [];

    /// <summary>Where the person was reported last.</summary>
    public PlaceFact? Place { get; init; }

    /// <summary>When the person was first reported: the earliest moment of a signal or incident.</summary>
    public DateTimeOffset? FirstReportAt { get; init; }

    /// <summary>When the hub heard the latest signal or incident.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>How far the case is; null while there is no case.</summary>
    public CaseProgress? Progress { get; init; }

    /// <summary>Since when processing is restricted (beperking, AVG art. 18); null: it is not.</summary>
    public DateTimeOffset? RestrictedSince { get; init; }

    /// <summary>Since when nothing about the person may be erased (bewaarplicht, legal hold); null: it may.</summary>
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>Held to be a minor.</summary>
    public bool IsMinor => Minority is null ? CalledMinor : Minority.Minority == Contracts.Minority.Minor;

    /// <summary>Out of view of all partners.</summary>
    public bool IsOutOfView => View?.View == Contracts.View.LeftView;

    /// <summary>The readiness of a decision, or null.</summary>
    public Readiness? Find(string decisionNumber) => Readinesses.Find(readiness => readiness.DecisionNumber == decisionNumber);

    /// <summary>With this readiness in place of the one of the same decision.</summary>
    public PersonState With(Readiness readiness) => this with
    {
        Readinesses = Readinesses.RemoveAll(other => other.DecisionNumber == readiness.DecisionNumber).Add(readiness)
            .Sort((a, b) => string.CompareOrdinal(a.DecisionNumber, b.DecisionNumber)),
    };

    /// <summary>The agreement that a partner made under a number, or null.</summary>
    public Agreement? FindAgreement(string maker, string number) =>
        Agreements.Find(agreement => agreement.Maker == maker && agreement.Number == number);

    /// <summary>With this agreement in place of the one of the same maker and number.</summary>
    public PersonState With(Agreement agreement) => this with
    {
        Agreements = Agreements.RemoveAll(other => other.Maker == agreement.Maker && other.Number == agreement.Number).Add(agreement).Sort(Agreement.Compare),
    };

    /// <summary>How an agreement ended, or null while it is open.</summary>
    public AgreementEnd? EndOf(Agreement agreement) => AgreementEnds
        .Where(end => end.Closes(agreement))
        .OrderBy(end => end.ClosedAt).ThenBy(end => end.Publisher, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>The transport of a number, or null.</summary>
    public Transport? FindTransport(string number) => Transports.Find(transport => transport.Number == number);

    /// <summary>With this transport in place of the one of the same number.</summary>
    public PersonState With(Transport transport) => this with
    {
        Transports = Transports.RemoveAll(other => other.Number == transport.Number).Add(transport)
            .Sort((a, b) => string.CompareOrdinal(a.Number, b.Number)),
    };

    /// <summary>With a case number.</summary>
    public PersonState WithCase(string? caseNumber) => caseNumber is null || CaseNumbers.Contains(caseNumber)
        ? this : this with { CaseNumbers = CaseNumbers.Add(caseNumber).Sort(string.CompareOrdinal) };
}

/// <summary>Established minority.</summary>
public sealed record MinorityFact(int Revision, Minority Minority);

/// <summary>Observation of leaving view or reappearing.</summary>
public sealed record ViewFact(View View, DateTimeOffset ObservedAt);

/// <summary>Reports within a window, gathered into one proposal.</summary>
public sealed record AttentionWindow
{
    /// <summary>Derived from the first report's id.</summary>
    public required string ProposalId { get; init; }

    /// <summary>When the first report of the window was received.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>End of the window.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Counts by code, sorted by code.</summary>
    public ImmutableList<AttentionReason> Counts { get; init; } = [];

    /// <summary>Incidents counted here or in an earlier window, so that a correction replaces its earlier revision and a late
    /// resend is not news. The latest 100.</summary>
    public ImmutableList<CountedIncident> Incidents { get; init; } = [];

    /// <summary>How often the proposal was sent.</summary>
    public int Revision { get; init; }

    /// <summary>When the proposal was sent last.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Something was counted after it was sent.</summary>
    public bool Unsent { get; init; }
}

/// <summary>An incident as counted.</summary>
/// <param name="Publisher">Who registered it.</param>
/// <param name="Number">Its number there.</param>
/// <param name="Revision">Latest known revision.</param>
/// <param name="Category">As of that revision.</param>
/// <param name="Impact">As of that revision.</param>
/// <param name="ProposalId">The proposal that counts it.</param>
/// <param name="Location">Name of the place; null for what was heard before figures were kept.</param>
/// <param name="OccurredAt">When it happened; null for what was heard before figures were kept.</param>
public sealed record CountedIncident(
    string Publisher, string Number, int Revision, IncidentCategory Category, IncidentImpact Impact, string ProposalId,
    string? Location = null, DateTimeOffset? OccurredAt = null);
