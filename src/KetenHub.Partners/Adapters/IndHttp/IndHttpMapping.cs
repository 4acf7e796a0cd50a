using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>IND's JSON and the published language.</summary>
internal static class IndHttpMapping
{
    private enum Kind { Unknown, Beschikking, UitreikingGepland, UitreikingVervallen, Uitgereikt, Ingetrokken }

    private enum Outcome { Unknown, Ingewilligd, Afgewezen, KennelijkOngegrond, NietOntvankelijk, Overdrachtsbesluit, BuitenBehandeling }

    private enum Place { Unknown, Opvanglocatie, Kantoor, Detentie, Elders }

    private enum Off { Unknown, WordtVerzet, NietVerschenen, UitBeeld, DtvNietGereed, Heroverweging, AanvraagIngetrokken, Anders }

    public static Message Read(Fields fields)
    {
        var number = fields.Text("berichtnummer", 64);
        return new Message(number, fields.Time("verzondenOp"), Content(fields))
        {
            Sequence = fields.OptionalInteger("volgnummer", 1, int.MaxValue),
        };
    }

    public static byte[] Write(Notice notice) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        meldingId = notice.Event.Id,
        soort = notice.Content is HandOutClearance ? "Gereedmelding" : notice.Event.Type,
        verzondenOp = notice.Event.Time,
        ophalenBij = notice.Event.DataRef,
        gereedmelding = notice.Content is HandOutClearance clearance ? Clearance(clearance) : null,
        // What IND has no form of its own for goes as the hub says it.
        inhoud = notice.Content is HandOutClearance ? (JsonElement?)null : notice.Event.Data,
    }, CloudEventWriter.JsonOptions);

    private static object Clearance(HandOutClearance clearance) => new
    {
        besluitnummer = clearance.DecisionNumber,
        uitreikingversie = clearance.HandOutRevision,
        stand = clearance.Clearance switch
        {
            Contracts.Clearance.Ready => "Gereed",
            Contracts.Clearance.NotReady => "NietGereed",
            Contracts.Clearance.AskedAgain => "OpnieuwGevraagd",
            _ => "Onbekend",
        },
        wieKomt = clearance.WhoComes,
        gesprekOp = clearance.InterviewSlot?.Start,
        gesprekRuimte = clearance.InterviewSlot?.Room,
        reden = clearance.NotReadyReason,
    };

    private static KetenMessage Content(Fields fields)
    {
        var person = fields.Object("vreemdeling", Person, Errors.PersonMissing);
        var caseNumber = fields.OptionalText("zaaknummer", 64);
        return fields.Value<Kind>("soort") switch
        {
            Kind.Beschikking => fields.Object("beschikking", decision => Decision(decision, person, caseNumber)),
            Kind.UitreikingGepland => new HandOutPlanned
            {
                Person = person,
                CaseNumber = caseNumber,
                DecisionNumber = fields.Text("besluitnummer", 64),
                HandOut = fields.Object("uitreiking", HandOut),
            },
            Kind.UitreikingVervallen => new HandOutCancelled
            {
                Person = person,
                CaseNumber = caseNumber,
                DecisionNumber = fields.Text("besluitnummer", 64),
                HandOutRevision = fields.Integer("uitreikingversie", 1, 100_000),
                CancelledAt = fields.Time("vervallenOp"),
                Reason = Reason(fields.Value<Off>("reden")),
            },
            Kind.Uitgereikt => new DecisionHandedOut
            {
                Person = person,
                CaseNumber = caseNumber,
                DecisionNumber = fields.Text("besluitnummer", 64),
                HandedOutAt = fields.Time("uitgereiktOp"),
                HandedOutBy = fields.Text("uitgereiktDoor", 100),
                DtvPresent = fields.Flag("dtvAanwezig"),
            },
            Kind.Ingetrokken => new DecisionWithdrawn
            {
                Person = person,
                CaseNumber = caseNumber,
                DecisionNumber = fields.Text("besluitnummer", 64),
                Revision = fields.Integer("versie", 1, 100_000),
                WithdrawnAt = fields.Time("ingetrokkenOp"),
            },
            _ => null!,
        };
    }

    private static PersonReference Person(Fields fields) => new()
    {
        Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = fields.Text("vnummer", 64) }],
        IsMinor = fields.OptionalFlag("minderjarig") is true ? true : null,
    };

    private static DecisionIssued Decision(Fields fields, PersonReference person, string? caseNumber) => new()
    {
        Person = person,
        CaseNumber = caseNumber,
        DecisionNumber = fields.Text("besluitnummer", 64),
        Revision = fields.Integer("versie", 1, 100_000),
        Outcome = fields.Value<Outcome>("uitkomst") switch
        {
            Outcome.Ingewilligd => DecisionOutcome.Granted,
            Outcome.Afgewezen => DecisionOutcome.Rejected,
            Outcome.KennelijkOngegrond => DecisionOutcome.RejectedManifestlyUnfounded,
            Outcome.NietOntvankelijk => DecisionOutcome.Inadmissible,
            Outcome.Overdrachtsbesluit => DecisionOutcome.DublinTransfer,
            Outcome.BuitenBehandeling => DecisionOutcome.NotProcessed,
            _ => DecisionOutcome.Unknown,
        },
        Track = fields.Integer("spoor", 1, 5),
        IssuedAt = fields.Time("genomenOp"),
        ReturnDecision = fields.Flag("terugkeerbesluit"),
        EntryBan = fields.Flag("inreisverbod"),
        DeparturePeriodDays = fields.Integer("vertrektermijnDagen", 0, 365),
        AppealSuspendsRemoval = fields.Flag("beroepSchort"),
        HandOut = fields.OptionalObject("uitreiking", HandOut),
    };

    private static HandOutPlan HandOut(Fields fields) => new()
    {
        Revision = fields.Integer("uitreikingversie", 1, 100_000),
        At = fields.Time("op"),
        Location = fields.Object("locatie", Location),
        Language = fields.OptionalText("taal", 35),
        InterpreterNeeded = fields.OptionalFlag("tolkNodig"),
    };

    private static Location Location(Fields fields) => new()
    {
        Name = fields.Text("naam", 100),
        Kind = fields.Value<Place>("soort") switch
        {
            Place.Opvanglocatie => LocationKind.ReceptionLocation,
            Place.Kantoor => LocationKind.Office,
            Place.Detentie => LocationKind.Detention,
            _ => LocationKind.Other,
        },
    };

    private static HandOutCancelReason Reason(Off reason) => reason switch
    {
        Off.WordtVerzet => HandOutCancelReason.Rescheduling,
        Off.NietVerschenen => HandOutCancelReason.NotPresented,
        Off.UitBeeld => HandOutCancelReason.OutOfView,
        Off.DtvNietGereed => HandOutCancelReason.PartnerNotReady,
        Off.Heroverweging => HandOutCancelReason.DecisionReconsidered,
        Off.AanvraagIngetrokken => HandOutCancelReason.ApplicationWithdrawn,
        _ => HandOutCancelReason.Other,
    };
}
