using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Tests.Decisions;

/// <summary>Messages with fictitious values.</summary>
internal static class Send
{
    public const string D1 = "D-1";
    public const string D2 = "D-2";
    public const string Readiness1 = "readiness:D-1";
    public const string Interview1 = "interview:D-1";
    public const string Attention = "attention";

    public static readonly Location TerApel = new() { Name = "Ter Apel", Kind = LocationKind.ReceptionLocation };
    public static readonly Location Budel = new() { Name = "Budel", Kind = LocationKind.ReceptionLocation };
    public static readonly Location Desk = new() { Name = "Loket", Kind = LocationKind.Office };

    private static int events;

    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(1));

    public static DateTimeOffset At(double hour) => Start + TimeSpan.FromHours(hour);

    public static PersonReference Person(bool? isMinor = null, string number = "0000000001") =>
        new() { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = number }], IsMinor = isMinor };

    public static HandOutPlan Plan(double hour, int revision = 1, Location? location = null) =>
        new() { Revision = revision, At = At(hour), Location = location ?? TerApel, Language = "fr" };

    public static DecisionIssued Issued(HandOutPlan? handOut = null, int revision = 1,
        DecisionOutcome outcome = DecisionOutcome.Rejected, string number = D1, string? caseNumber = null) => new()
        {
            Person = Person(), CaseNumber = caseNumber, DecisionNumber = number, Revision = revision, Outcome = outcome, Track = 2,
            IssuedAt = Start, ReturnDecision = true, EntryBan = false, DeparturePeriodDays = 0, AppealSuspendsRemoval = false, HandOut = handOut,
        };

    public static HandOutPlanned Planned(double hour, int revision = 1, Location? location = null, string number = D1) =>
        new() { Person = Person(), DecisionNumber = number, HandOut = Plan(hour, revision, location) };

    public static HandOutCancelled Cancelled(int revision, string number = D1) => new()
    {
        Person = Person(), DecisionNumber = number, HandOutRevision = revision, CancelledAt = Start, Reason = HandOutCancelReason.Rescheduling,
    };

    public static DecisionWithdrawn Withdrawn(int revision, string number = D1) =>
        new() { Person = Person(), DecisionNumber = number, Revision = revision, WithdrawnAt = Start };

    public static DecisionHandedOut HandedOut(double hour, bool dtvPresent = true, string number = D1) =>
        new() { Person = Person(), DecisionNumber = number, HandedOutAt = At(hour), HandedOutBy = "interventieteam", DtvPresent = dtvPresent };

    public static ReadinessReported Ready(double? handOutAt, int revision = 1, string number = D1, Location? location = null,
        double? from = null, double? until = null, double? interview = null) => new()
        {
            Person = Person(), DecisionNumber = number, Revision = revision, Answer = ReadinessAnswer.Ready, ReportedAt = Start,
            HandOutAt = Hour(handOutAt), Location = location, AvailableFrom = Hour(from), AvailableUntil = Hour(until), WhoComes = "team 1",
            InterviewSlot = interview is null ? null : new InterviewSlot { Start = At(interview.Value), Room = "1" },
        };

    public static ReadinessReported NotReady(double? handOutAt, int revision = 1, double? from = null, double? until = null) => new()
    {
        Person = Person(), DecisionNumber = D1, Revision = revision, Answer = ReadinessAnswer.NotReady, ReportedAt = Start,
        HandOutAt = Hour(handOutAt), AvailableFrom = Hour(from), AvailableUntil = Hour(until), NotReadyReason = NotReadyReason.NoStaff,
    };

    public static DepartureInterviewHeld Interview(double hour, string number = D1) =>
        new() { Person = Person(), DecisionNumber = number, HeldAt = At(hour), HeldBy = "team 1" };

    public static RemovabilityChanged Removability(bool removable, int revision = 1) => new()
    {
        Person = Person(), DecisionNumber = D1, Revision = revision, Removable = removable,
        Reason = RemovabilityReason.AppealWithSuspensiveEffect, ChangedAt = Start,
    };

    public static CaseSignal Signal(CaseSignalKind kind, double hour = 0, string? caseNumber = null, bool? isMinor = null) =>
        new() { Person = Person(isMinor), CaseNumber = caseNumber, Kind = kind, ObservedAt = At(hour), WhatHappened = "shouted" };

    public static IncidentRegistered Incident(string number = "I-1", IncidentImpact impact = IncidentImpact.Low, int revision = 1,
        IncidentCategory category = IncidentCategory.Threat, string? caseNumber = null) => new()
        {
            Person = Person(), CaseNumber = caseNumber, IncidentNumber = number, Revision = revision, Category = category, Impact = impact,
            OccurredAt = Start, RegisteredAt = Start, Location = TerApel, Measures = [IncidentMeasure.Warning],
            PoliceReport = PoliceReport.NotMade, WhatHappened = "shouted",
        };

    public static PersonIdentifiersChanged Established(Minority minority, int revision = 1) =>
        Change(IdentifierChange.MinorityEstablished, revision) with { Other = null, Minority = minority };

    public static PersonIdentifiersChanged Merge() => Change(IdentifierChange.Merge, 1);

    public static PersonIdentifiersChanged Split(params string[] decisions) => Change(IdentifierChange.Split, 1) with { DecisionNumbers = decisions };

    public static PersonIdentifiersChanged Link() => Change(IdentifierChange.Link, 1);

    public static AgreementMade Agreed(double due = 48, int? revision = null, string owner = "coa", string number = "A-1", AgreementKind? kind = null,
        double made = 0) => new()
        {
            Person = Person(), AgreementNumber = number, Owner = owner, What = "house apart", DueAt = At(due), MadeAt = At(made),
            Location = TerApel, Revision = revision, Kind = kind, MadeAtTable = "Regietafel Ter Apel",
        };

    public static AgreementClosed Closed(AgreementResult result = AgreementResult.NotPossible, double at = 24, string number = "A-1") =>
        new() { Person = Person(), AgreementNumber = number, Result = result, ClosedAt = At(at), Reason = "full" };

    public static ProcessDirectorAssigned Director(DirectorChange change, string director = "avim", double at = 0) =>
        new() { Person = Person(), Change = change, Director = director, Function = "procesregisseur", ChangedAt = At(at) };

    public static TransportPlanned Transport(double departure, int revision = 1, string number = "T-1") => new()
    {
        Person = Person(), TransportNumber = number, Revision = revision, Carrier = "dvo", PickUpAt = At(departure - 6), PickUpLocation = TerApel,
        DepartureAt = At(departure),
    };

    public static TransportCancelled Off(int revision, string number = "T-1") => new()
    {
        Person = Person(), TransportNumber = number, Revision = revision, CancelledAt = At(0), Reason = TransportCancelReason.Rescheduling,
    };

    public static TransportPickedUp PickedUp(double hour, string number = "T-1") =>
        new() { Person = Person(), TransportNumber = number, PickedUpAt = At(hour) };

    public static TransportHandedOver GivenOver(double hour, string number = "T-1") =>
        new() { Person = Person(), TransportNumber = number, HandedOverAt = At(hour) };

    public static DeliveryReported Reported(DeliveryResult result) => new()
    {
        Person = Person(), NotificationId = "01900000-0000-7000-8000-000000000001", NotificationType = "nl.vreemdelingenketen.readiness-requested.v1",
        Result = result, At = At(1), Tries = 1, Reason = result == DeliveryResult.Delivered ? null : "HTTP 422",
    };

    public static Received Received(KetenMessage message, string? publisher = null) =>
        new(publisher ?? PublisherOf(message), $"00000000-0000-7000-8000-{Interlocked.Increment(ref events):D12}", message);

    public static string PublisherOf(KetenMessage message) => message switch
    {
        ReadinessReported or DepartureInterviewHeld or TransportPlanned or TransportPickedUp or TransportHandedOver or TransportCancelled or DeliveryReported => "dtv",
        IncidentRegistered => "coa",
        CaseSignal or PersonIdentifiersChanged => "avim",
        _ => "ind",
    };

    private static PersonIdentifiersChanged Change(IdentifierChange change, int revision) => new()
    {
        Person = Person(), Change = change, Revision = revision, EstablishedAt = Start, Ground = IdentityGround.Documents,
        Other = Person(number: "0000000002"),
    };

    private static DateTimeOffset? Hour(double? hour) => hour is null ? null : At(hour.Value);
}
