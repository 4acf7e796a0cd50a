using KetenHub.Contracts;

namespace KetenHub.Browser;

/// <summary>Messages of an invented person.</summary>
internal static class Story
{
    public const string VNummer = "2711000001";

    public static PersonReference Person(string vNummer = VNummer, bool? minor = null) => new()
    {
        Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = vNummer }], IsMinor = minor,
    };

    public static Location TerApel { get; } = new() { Name = "Ter Apel", Kind = LocationKind.ReceptionLocation };

    public static DecisionIssued Decision(DateTimeOffset issued, string number, TimeSpan? handOutIn, string vNummer = VNummer, string place = "Ter Apel", bool? minor = null) => new()
    {
        Person = Person(vNummer, minor), CaseNumber = "Z-" + number, DecisionNumber = number, Revision = 1,
        Outcome = DecisionOutcome.RejectedManifestlyUnfounded, Track = 2, IssuedAt = issued, ReturnDecision = true, EntryBan = true,
        DeparturePeriodDays = 0, AppealSuspendsRemoval = false,
        HandOut = handOutIn is { } later
            ? new HandOutPlan { Revision = 1, At = issued + later, Location = TerApel with { Name = place } } : null,
    };

    public static ReadinessReported Ready(DateTimeOffset now, string number, DateTimeOffset handOutAt, string vNummer = VNummer) => new()
    {
        Person = Person(vNummer), DecisionNumber = number, Revision = 1, Answer = ReadinessAnswer.Ready, ReportedAt = now,
        HandOutAt = handOutAt, WhoComes = "regievoerder TTOV", InterviewSlot = new InterviewSlot { Start = handOutAt.AddMinutes(15) },
    };

    public static ReadinessReported NotReady(DateTimeOffset now, string number, DateTimeOffset handOutAt, string vNummer = VNummer) => new()
    {
        Person = Person(vNummer), DecisionNumber = number, Revision = 1, Answer = ReadinessAnswer.NotReady, ReportedAt = now,
        HandOutAt = handOutAt, NotReadyReason = NotReadyReason.NoInterpreter,
    };

    public static DecisionHandedOut HandedOut(DateTimeOffset now, string number, bool dtvPresent, string vNummer = VNummer) => new()
    {
        Person = Person(vNummer), DecisionNumber = number, HandedOutAt = now, HandedOutBy = "interventieteam", DtvPresent = dtvPresent,
    };

    public static DepartureInterviewHeld InterviewHeld(DateTimeOffset now, string number, string vNummer) => new()
    {
        Person = Person(vNummer), DecisionNumber = number, HeldAt = now, HeldBy = "regievoerder",
    };

    public static IncidentRegistered Incident(DateTimeOffset now, string number, string vNummer = VNummer) => new()
    {
        Person = Person(vNummer), IncidentNumber = number, Revision = 1, Category = IncidentCategory.Threat, Impact = IncidentImpact.High,
        OccurredAt = now, RegisteredAt = now, Location = TerApel, Measures = [IncidentMeasure.TimeOut], PoliceReport = PoliceReport.Made,
        WhatHappened = "Dreigde een medewerker bij de balie.",
    };

    public static PersonIdentifiersChanged Merge(DateTimeOffset now, string stays, string absorbed) => new()
    {
        Person = Person(stays), Other = Person(absorbed), Change = IdentifierChange.Merge, Revision = 1, EstablishedAt = now,
        Ground = IdentityGround.Fingerprints,
    };

    public static CaseSignal Signal(DateTimeOffset now, string vNummer = VNummer) => new()
    {
        Person = Person(vNummer), Kind = CaseSignalKind.LeftView, ObservedAt = now, Place = TerApel,
    };
}
