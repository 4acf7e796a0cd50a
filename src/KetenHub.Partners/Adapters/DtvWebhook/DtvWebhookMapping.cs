using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>DT&amp;V's JSON and the published language.</summary>
internal static class DtvWebhookMapping
{
    private enum Kind { Unknown, Gereedmelding, GesprekGehouden }

    private enum Answer { Unknown, Gereed, NietGereed }

    private enum Reason { Unknown, GeenMedewerker, GeenTolk, DossierOnvolledig, NietUitzetbaar, LocatieNietHaalbaar, Anders }

    private enum Place { Unknown, Opvanglocatie, Kantoor, Detentie, Elders }

    public static Message Read(Fields fields) => new(fields.Text("berichtnummer", 64), fields.Time("verzondenOp"), Content(fields))
    {
        Sequence = fields.OptionalInteger("volgnummer", 1, int.MaxValue),
    };

    private static KetenMessage Content(Fields fields)
    {
        // An answer to a notification need not say more about the person than which notification it answers.
        var person = fields.Has("melding") ? fields.Object("melding", Reference) : fields.Object("vreemdeling", Person, Errors.PersonMissing);
        return fields.Value<Kind>("soort") switch
        {
            Kind.Gereedmelding => Readiness(fields, person),
            Kind.GesprekGehouden => new DepartureInterviewHeld
            {
                Person = person,
                DecisionNumber = fields.Text("besluitnummer", 64),
                HeldAt = fields.Time("gehoudenOp"),
                HeldBy = fields.Text("gehoudenDoor", 100),
            },
            _ => null!,
        };
    }

    private static ReadinessReported Readiness(Fields fields, PersonReference person) => new()
    {
        Person = person,
        DecisionNumber = fields.Text("besluitnummer", 64),
        Revision = fields.Integer("versie", 1, 100_000),
        Answer = fields.Value<Answer>("antwoord") == Answer.Gereed ? ReadinessAnswer.Ready : ReadinessAnswer.NotReady,
        ReportedAt = fields.Time("verzondenOp"),
        HandOutAt = fields.OptionalTime("uitreikingOp"),
        AvailableFrom = fields.OptionalTime("beschikbaarVan"),
        AvailableUntil = fields.OptionalTime("beschikbaarTot"),
        Location = fields.OptionalObject("locatie", Location),
        WhoComes = fields.OptionalText("wieKomt", 100),
        InterviewSlot = fields.OptionalTime("gesprekOp") is { } start ? new InterviewSlot { Start = start, Room = fields.OptionalText("gesprekRuimte", 100) } : null,
        NotReadyReason = fields.OptionalValue<Reason>("reden") switch
        {
            null => null,
            Reason.GeenMedewerker => NotReadyReason.NoStaff,
            Reason.GeenTolk => NotReadyReason.NoInterpreter,
            Reason.DossierOnvolledig => NotReadyReason.FileIncomplete,
            Reason.NietUitzetbaar => NotReadyReason.NotRemovable,
            Reason.LocatieNietHaalbaar => NotReadyReason.LocationNotReachable,
            _ => NotReadyReason.Other,
        },
    };

    private static PersonReference Person(Fields fields) => new()
    {
        Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = fields.Text("vnummer", 64) }],
    };

    private static PersonReference Reference(Fields fields) => new()
    {
        Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.Notification, Value = fields.Text("id", 64), Issuer = fields.Text("van", 20) }],
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
}
