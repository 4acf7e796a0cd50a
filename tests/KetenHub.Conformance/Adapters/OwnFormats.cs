using System.Globalization;
using KetenHub.Contracts;

namespace KetenHub.Conformance.Adapters;

/// <summary>What a partner's system would send in its own format to say a message of a story: the way that its adapter goes, backwards.</summary>
internal static class OwnFormats
{
    private const string Columns = "incidentnummer;versie;vnummer;coanummer;zaaknummer;categorie;impact;gebeurd;geregistreerd;locatie;maatregelen;aangifte";
    private const string SignalColumns = "signaalnummer;vnummer;coanummer;zaaknummer;signaal;waargenomen;geregistreerd;locatie";

    /// <summary>The JSON of IND, AVIM or DT&amp;V.</summary>
    /// <param name="cloudEvent">The event of the story.</param>
    /// <param name="message">Its content.</param>
    /// <param name="asked">The notification that DT&amp;V answers, where it has it.</param>
    public static Dictionary<string, object?> Json(CloudEvent cloudEvent, KetenMessage message, string? asked)
    {
        var document = new Dictionary<string, object?>
        {
            [message is CaseSignal or PersonIdentifiersChanged ? "meldingnummer" : "berichtnummer"] = cloudEvent.Id,
            ["volgnummer"] = int.Parse(cloudEvent.Sequence!, CultureInfo.InvariantCulture),
            ["verzondenOp"] = cloudEvent.Time,
            ["zaaknummer"] = message.CaseNumber,
        };
        foreach (var (name, value) in Fields(message))
            document[name] = value;
        if (message is CaseSignal or PersonIdentifiersChanged)
            document["persoon"] = Numbers(message.Person);
        else if (asked is not null)
            document["melding"] = new { id = asked, van = "00000000000000000001" };
        else
            document["vreemdeling"] = new { vnummer = message.Person.Identifiers[0].Value, minderjarig = message.Person.IsMinor };
        return document.Where(field => field.Value is not null).ToDictionary();
    }

    /// <summary>A file of COA with one row.</summary>
    public static string Csv(CloudEvent cloudEvent, KetenMessage message)
    {
        var vNumbers = string.Join('|', message.Person.Identifiers.Where(identifier => identifier.Scheme == PersonIdentifier.VNummer).Select(identifier => identifier.Value));
        var own = message.Person.Identifiers.FirstOrDefault(identifier => identifier.Scheme == "coa-nummer")?.Value;
        return message switch
        {
            IncidentRegistered incident => $"{Columns}\n{incident.IncidentNumber};{incident.Revision};{vNumbers};{own};{incident.CaseNumber};{Word(incident.Category)};{Word(incident.Impact)};"
                + $"{incident.OccurredAt:O};{incident.RegisteredAt:O};{incident.Location.Name};{string.Join('|', incident.Measures.Select(Word))};{Word(incident.PoliceReport)}\n",
            CaseSignal signal => $"{SignalColumns}\nS-{cloudEvent.Id};{vNumbers};{own};{signal.CaseNumber};identiteitstwijfel;{signal.ObservedAt:O};{cloudEvent.Time:O};{signal.Place!.Name}\n",
            _ => throw new NotSupportedException(message.GetType().Name),
        };
    }

    private static Dictionary<string, object?> Fields(KetenMessage message) => message switch
    {
        DecisionIssued decision => new()
        {
            ["soort"] = "Beschikking",
            ["beschikking"] = new
            {
                besluitnummer = decision.DecisionNumber, versie = decision.Revision, uitkomst = Word(decision.Outcome), spoor = decision.Track, genomenOp = decision.IssuedAt,
                terugkeerbesluit = decision.ReturnDecision, inreisverbod = decision.EntryBan, vertrektermijnDagen = decision.DeparturePeriodDays,
                beroepSchort = decision.AppealSuspendsRemoval, uitreiking = HandOut(decision.HandOut),
            },
        },
        HandOutPlanned planned => new() { ["soort"] = "UitreikingGepland", ["besluitnummer"] = planned.DecisionNumber, ["uitreiking"] = HandOut(planned.HandOut) },
        HandOutCancelled cancelled => new()
        {
            ["soort"] = "UitreikingVervallen", ["besluitnummer"] = cancelled.DecisionNumber, ["uitreikingversie"] = cancelled.HandOutRevision,
            ["vervallenOp"] = cancelled.CancelledAt, ["reden"] = "AanvraagIngetrokken",
        },
        DecisionHandedOut handedOut => new()
        {
            ["soort"] = "Uitgereikt", ["besluitnummer"] = handedOut.DecisionNumber, ["uitgereiktOp"] = handedOut.HandedOutAt,
            ["uitgereiktDoor"] = handedOut.HandedOutBy, ["dtvAanwezig"] = handedOut.DtvPresent,
        },
        DecisionWithdrawn withdrawn => new()
        {
            ["soort"] = "Ingetrokken", ["besluitnummer"] = withdrawn.DecisionNumber, ["versie"] = withdrawn.Revision, ["ingetrokkenOp"] = withdrawn.WithdrawnAt,
        },
        ReadinessReported answer => new()
        {
            ["soort"] = "Gereedmelding", ["besluitnummer"] = answer.DecisionNumber, ["versie"] = answer.Revision, ["antwoord"] = "Gereed", ["verzondenOp"] = answer.ReportedAt,
            ["uitreikingOp"] = answer.HandOutAt, ["beschikbaarVan"] = answer.AvailableFrom, ["beschikbaarTot"] = answer.AvailableUntil, ["wieKomt"] = answer.WhoComes,
            ["gesprekOp"] = answer.InterviewSlot?.Start, ["gesprekRuimte"] = answer.InterviewSlot?.Room,
        },
        DepartureInterviewHeld held => new()
        {
            ["soort"] = "GesprekGehouden", ["besluitnummer"] = held.DecisionNumber, ["gehoudenOp"] = held.HeldAt, ["gehoudenDoor"] = held.HeldBy,
        },
        CaseSignal signal => new()
        {
            ["soort"] = "Signaal", ["signaal"] = "Aangehouden", ["waargenomenOp"] = signal.ObservedAt,
            ["plaats"] = new { naam = signal.Place!.Name, soort = signal.Place.Kind == LocationKind.Detention ? "Detentie" : "OpenbareRuimte" },
            ["vraag"] = signal.RequestedAttention is null ? null : "Direct",
        },
        PersonIdentifiersChanged change => new()
        {
            ["soort"] = "Identiteit", ["versie"] = change.Revision, ["vastgesteldOp"] = change.EstablishedAt,
            ["wijziging"] = change.Change switch { IdentifierChange.Link => "Toevoegen", IdentifierChange.Merge => "Samenvoegen", _ => "Leeftijd" },
            ["grond"] = change.Ground == IdentityGround.Fingerprints ? "Vingerafdrukken" : "BuitenlandseAutoriteit",
            ["ander"] = change.Other is null ? null : Numbers(change.Other), ["leeftijd"] = change.Minority is null ? null : "Meerderjarig",
        },
        _ => throw new NotSupportedException(message.GetType().Name),
    };

    private static object Numbers(PersonReference person) => new
    {
        nummers = person.Identifiers.Select(identifier => new { stelsel = identifier.Scheme, nummer = identifier.Value, uitgever = identifier.Issuer }),
        minderjarig = person.IsMinor,
    };

    private static object? HandOut(HandOutPlan? plan) => plan is null ? null : new
    {
        uitreikingversie = plan.Revision, op = plan.At, taal = plan.Language, tolkNodig = plan.InterpreterNeeded,
        locatie = new { naam = plan.Location.Name, soort = plan.Location.Kind == LocationKind.Detention ? "Detentie" : "Opvanglocatie" },
    };

    private static string Word(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Rejected => "Afgewezen",
        DecisionOutcome.RejectedManifestlyUnfounded => "KennelijkOngegrond",
        _ => "Overdrachtsbesluit",
    };

    private static string Word(IncidentCategory category) => category switch
    {
        IncidentCategory.HouseRules => "huisregels",
        IncidentCategory.PhysicalViolence => "fysiek geweld",
        _ => "bedreiging",
    };

    private static string Word(IncidentImpact impact) => impact switch
    {
        IncidentImpact.Medium => "middel",
        IncidentImpact.High => "hoog",
        _ => "zeer hoog",
    };

    private static string Word(IncidentMeasure measure) => measure switch
    {
        IncidentMeasure.Pbl => "pbl",
        IncidentMeasure.TimeOut => "time-out",
        _ => "waarschuwing",
    };

    private static string Word(PoliceReport report) => report switch
    {
        PoliceReport.NotMade => "nee",
        PoliceReport.Made => "ja",
        _ => "ja, vpt",
    };
}
