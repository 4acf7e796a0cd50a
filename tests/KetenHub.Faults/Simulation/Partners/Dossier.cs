using System.Globalization;
using KetenHub.Contracts;

namespace KetenHub.Faults.Simulation;

/// <summary>One person's case as the partners know it, and the messages it can give. Names and numbers are made up.</summary>
internal sealed class Dossier(World world, int number)
{
    private static readonly Location[] Places =
    [
        new() { Name = "Ter Apel", Kind = LocationKind.ReceptionLocation },
        new() { Name = "Budel", Kind = LocationKind.ReceptionLocation },
        new() { Name = "Loket", Kind = LocationKind.Office },
    ];

    private int incidents;
    private int decisionRevision;
    private int planRevision;
    private int answerRevision;
    private int changeRevision;

    public string DecisionNumber { get; set; } = string.Create(CultureInfo.InvariantCulture, $"B-{number:D5}");

    public string CaseNumber { get; } = string.Create(CultureInfo.InvariantCulture, $"Z-{number:D5}");

    /// <summary>The plan as IND has it now; null when there is none.</summary>
    public HandOutPlan? Plan { get; private set; }

    public bool IsWithdrawn { get; private set; }

    public bool IsHandedOut { get; private set; }

    /// <summary>Called a minor by who does not know better.</summary>
    public bool? IsMinor { get; init; }

    public PersonReference Person => Numbered(0);

    /// <summary>Another number of the same person.</summary>
    public PersonReference Alias => Numbered(1);

    public CaseSignal Signal(PersonReference person, CaseSignalKind kind) =>
        new() { Person = person, Kind = kind, ObservedAt = Now, WhatHappened = "reported" };

    public IncidentRegistered Incident(PersonReference person, IncidentImpact impact, bool again = false) => new()
    {
        Person = person,
        IncidentNumber = string.Create(CultureInfo.InvariantCulture, $"I-{number:D5}-{(again ? incidents : ++incidents)}"),
        Revision = again ? 2 : 1,
        Category = IncidentCategory.Threat,
        Impact = impact,
        OccurredAt = Now.AddMinutes(-30),
        RegisteredAt = Now,
        Location = Places[number % 2],
        Measures = [IncidentMeasure.Warning],
        PoliceReport = PoliceReport.NotMade,
    };

    public DecisionIssued Decide(DecisionOutcome outcome, TimeSpan? lead)
    {
        if (lead is { } time)
            MakePlan(time);
        return new DecisionIssued
        {
            Person = Person, CaseNumber = CaseNumber, DecisionNumber = DecisionNumber, Revision = ++decisionRevision, Outcome = outcome, Track = 2,
            IssuedAt = Now, ReturnDecision = true, EntryBan = false, DeparturePeriodDays = 0, AppealSuspendsRemoval = false, HandOut = Plan,
        };
    }

    public HandOutPlanned PlanHandOut(PersonReference person, TimeSpan lead)
    {
        MakePlan(lead);
        return new HandOutPlanned { Person = person, CaseNumber = CaseNumber, DecisionNumber = DecisionNumber, HandOut = Plan! };
    }

    public HandOutCancelled Cancel()
    {
        Plan = null;
        return new HandOutCancelled
        {
            Person = Person, DecisionNumber = DecisionNumber, HandOutRevision = ++planRevision, CancelledAt = Now, Reason = HandOutCancelReason.Rescheduling,
        };
    }

    public DecisionWithdrawn Withdraw()
    {
        IsWithdrawn = true;
        return new DecisionWithdrawn { Person = Person, DecisionNumber = DecisionNumber, Revision = ++decisionRevision, WithdrawnAt = Now };
    }

    public DecisionHandedOut HandOut(bool dtvPresent)
    {
        IsHandedOut = true;
        return new DecisionHandedOut
        {
            Person = Person, DecisionNumber = DecisionNumber, HandedOutAt = Now, HandedOutBy = "interventieteam", DtvPresent = dtvPresent,
        };
    }

    public DepartureInterviewHeld Interview() => new() { Person = Person, DecisionNumber = DecisionNumber, HeldAt = Now, HeldBy = "team 1" };

    public RemovabilityChanged Removability(bool removable) => new()
    {
        Person = Person, DecisionNumber = DecisionNumber, Revision = ++changeRevision, Removable = removable,
        Reason = RemovabilityReason.AppealWithSuspensiveEffect, ChangedAt = Now,
    };

    public AgreementMade Agree() => new()
    {
        Person = Person, AgreementNumber = $"A-{CaseNumber}", Owner = "coa", What = "house apart", DueAt = Now.AddDays(2), MadeAt = Now,
    };

    /// <summary>DT&amp;V's answer to a request for a decision and plan.</summary>
    public ReadinessReported Answer(string decision, HandOutPlan? plan, bool ready, bool roomy) => new()
    {
        Person = Person,
        DecisionNumber = decision,
        Revision = ++answerRevision,
        Answer = ready ? ReadinessAnswer.Ready : ReadinessAnswer.NotReady,
        ReportedAt = Now,
        HandOutAt = plan?.At,
        AvailableFrom = roomy ? plan?.At.AddHours(-2) : null,
        AvailableUntil = roomy ? plan?.At.AddHours(6) : null,
        Location = plan?.Location,
        WhoComes = ready ? "team 1" : null,
        NotReadyReason = ready ? null : NotReadyReason.NoStaff,
    };

    public PersonIdentifiersChanged Change(IdentifierChange change, PersonReference other, params string[] decisions) => new()
    {
        Person = Person, Change = change, Revision = ++changeRevision, EstablishedAt = Now, Ground = IdentityGround.Fingerprints,
        Other = other, DecisionNumbers = decisions,
    };

    public PersonIdentifiersChanged Establish(Minority minority) => new()
    {
        Person = Person, Change = IdentifierChange.MinorityEstablished, Revision = ++changeRevision, EstablishedAt = Now,
        Ground = IdentityGround.AgeAssessment, Minority = minority,
    };

    private DateTimeOffset Now => world.Now.AddTicks(-(world.Now.Ticks % TimeSpan.TicksPerSecond));

    private void MakePlan(TimeSpan lead)
    {
        var at = Now + lead;
        Plan = new HandOutPlan
        {
            Revision = ++planRevision, At = at.AddTicks(-(at.Ticks % (TimeSpan.TicksPerMinute * 5))), Location = Places[(number + planRevision) % Places.Length], Language = "fr",
        };
    }

    private PersonReference Numbered(int which) => new()
    {
        Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = ((number * 10) + which).ToString("D10", CultureInfo.InvariantCulture) }],
        IsMinor = IsMinor,
    };
}
