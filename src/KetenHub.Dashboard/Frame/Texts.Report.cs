using KetenHub.Contracts;

namespace KetenHub.Dashboard;

// The meldpunt, with the words of the contract explained.
internal sealed partial class Texts
{
    public string Report => In("Meldpunt", "Report");
    public string ReportFor(string partner) => In($"U meldt namens {partner}.", $"You report for {partner}.");
    public string NoEmergency => In("Gevaar nu? Bel 112; dit is geen noodlijn.", "Danger now? Call 112; this is no emergency line.");
    public string WhatToReport => In("Melding", "Report");
    public string ASignal => In("Signaal", "Signal");
    public string AnIncident => In("Incident", "Incident");
    public string SignalExplained => In("Een signaal: u zag gedrag of een gebeurtenis die aandacht in de keten vraagt. Alleen gedrag of een concrete aanleiding, nooit afkomst, geloof of uiterlijk.",
        "A signal: you saw behaviour or an event that asks for attention across the chain. Behaviour or a concrete occasion only, never origin, religion or appearance.");
    public string IncidentExplained => In("Een incident: er is iets gebeurd dat u vastlegt, met hoe ernstig het was en wat er is gedaan.",
        "An incident: something happened that you register, with how serious it was and what was done.");
    public string AboutWhom => In("Over wie", "About whom");
    public string OwnNumber => In("Ons eigen registratienummer", "Our own registration number");
    public string OwnNumberForm => In("Vul het registratienummer in, hoogstens 64 tekens.", "State the registration number, at most 64 characters.");
    public string NumberHint => In("Een V-nummer heeft 10 cijfers en staat op het W-document of de pas van COA.", "A V-nummer has 10 digits and stands on the W document or the pass of COA.");
    public string IsMinorLabel => In("De persoon is (naar eigen zeggen) minderjarig", "The person is (says to be) a minor");
    public string SignalLabel => In("Wat ziet u", "What do you see");
    public string CategoryLabel => In("Wat voor incident", "What kind of incident");
    public string ImpactLabel => In("Hoe ernstig voor de betrokkenen", "How serious for those involved");
    public string WhenLabel => In("Wanneer was het (Nederlandse tijd)", "When was it (Dutch time)");
    public string MomentForm => In("Vul in wanneer het was; niet in de toekomst.", "State when it was; not in the future.");
    public string PlaceLabel => In("Waar was het", "Where was it");
    public string PlaceOptional => In("Waar was het (mag leeg)", "Where was it (may be empty)");
    public string PlaceHint => In("Een opvanglocatie, plaats of halte. Geen woonadres.", "A reception location, town or stop. No home address.");
    public string PlaceNeeded => In("Vul in waar het was.", "State where it was.");
    public string PlaceKindLabel => In("Soort plaats", "Kind of place");
    public string MeasuresLabel => In("Welke maatregelen zijn genomen (geen, als u niets kiest)", "Which measures were taken (none, if you choose nothing)");
    public string PoliceLabel => In("Aangifte", "Report to the police");
    public string AttentionLabel => In("Wat vraagt u", "What do you ask");
    public string WhatHappenedLabel => In("Wat is er gebeurd (mag leeg)", "What happened (may be empty)");
    public string WhatHappenedHint => In("Kort en feitelijk, hoogstens 2.000 tekens. Geen namen, nummers, adressen of geboortedata: de hub zoekt daarnaar.",
        "Short and factual, at most 2,000 characters. No names, numbers, addresses or dates of birth: the hub looks for them.");
    public string TextTooLong => In("De tekst is langer dan 2.000 tekens.", "The text is longer than 2,000 characters.");
    public string ChooseOne => In("Kies er een.", "Choose one.");
    public string Send => In("Versturen", "Send");
    public string NotSent => In("Niet verstuurd", "Not sent");
    public string FormBroken => In("Laad de pagina opnieuw en probeer het nog eens.", "Reload the page and try again.");
    public string MayNotSend => In("Uw organisatie mag dit soort melding niet versturen.", "Your organisation may not send this kind of report.");
    public string LookForNames => In("In de tekst lijkt een naam te staan. Haal die weg, of vink aan dat u hebt gekeken.", "There seems to be a name in the text. Take it out, or tick that you have looked.");
    public string IHaveLooked => In("Ik heb gekeken: er staat geen naam van een persoon in", "I have looked: there is no name of a person in it");
    public string TakeOut(PersonData found) => found switch
    {
        PersonData.VNummer => In("Haal het nummer van 10 cijfers uit de tekst: dat lijkt een V-nummer.", "Take the number of 10 digits out of the text: it looks like a V-nummer."),
        PersonData.Bsn => In("Haal het burgerservicenummer uit de tekst.", "Take the citizen service number out of the text."),
        PersonData.PhoneNumber => In("Haal het telefoonnummer uit de tekst.", "Take the phone number out of the text."),
        PersonData.EmailAddress => In("Haal het e-mailadres uit de tekst.", "Take the e-mail address out of the text."),
        PersonData.BankAccount => In("Haal het rekeningnummer uit de tekst.", "Take the bank account out of the text."),
        PersonData.BirthDate => In("Haal de geboortedatum uit de tekst.", "Take the date of birth out of the text."),
        _ => LookForNames,
    };
    public string ReportTaken => In("Uw melding is ontvangen", "Your report was taken");
    public string ReportTakenBefore => In("Deze melding was al ontvangen", "This report was taken before");
    public string ReceiptNumber => In("Ontvangstnummer", "Receipt number");
    public string ReceiptNext => In("De melding staat vast in het logboek. Onderaan deze pagina ziet u wat ermee is gebeurd.", "The report stands in the log for good. At the end of this page you see what became of it.");
    public string SentByYou => In("Verstuurd met dit account", "Sent with this account");
    public string SentNote => In("U ziet aan wie een melding is doorgegeven. Meer over de persoon of de zaak ziet u hier niet.", "You see to whom a report was passed on. More about the person or the case does not stand here.");
    public string WhatBecame => In("Wat ermee is gebeurd", "What became of it");
    public string PassedOnTo(string partners) => In($"Vastgelegd en doorgegeven aan {partners}", $"Recorded and passed on to {partners}");
    public string RecordedOnly => In("Vastgelegd; gaat mee in een later bericht", "Recorded; goes along in a later message");
    public string ReportErased => In("De inhoud is gewist", "The content was erased");

    public IReadOnlyList<(string Value, string Name, string Explained)> Signals =>
    [
        (nameof(CaseSignalKind.NuisanceAroundLocation), In("Overlast rond een locatie", "Nuisance around a location"), In("op straat, in een winkel, in het openbaar vervoer", "in the street, a shop, public transport")),
        (nameof(CaseSignalKind.MisconductTowardsStaff), In("Misdragen tegen medewerkers", "Misconduct towards staff"), In("schelden, bedreigen, spugen, slaan", "abuse, threats, spitting, hitting")),
        (nameof(CaseSignalKind.Arrested), In("Aangehouden", "Arrested"), In("er loopt een strafrechtelijk traject", "a criminal trajectory runs")),
        (nameof(CaseSignalKind.LeftView), In("Uit beeld", "Out of view"), In("met onbekende bestemming vertrokken", "left with unknown destination")),
        (nameof(CaseSignalKind.Reappeared), In("Weer gezien", "Seen again"), In("was uit beeld en is er weer", "was out of view and is back")),
        (nameof(CaseSignalKind.IdentityDoubt), In("Twijfel over identiteit", "Doubt about identity"), In("een ander document of een andere naam dan eerder", "another document or name than before")),
        (nameof(CaseSignalKind.IndicationAtRegistration), In("Aanwijzing bij registratie", "Indication at registration"), In("opvallend gedrag voordat het spoor bekend is", "behaviour that stands out before the track is known")),
    ];

    public IReadOnlyList<(string Value, string Name, string Explained)> Categories =>
        [.. new (IncidentCategory Category, string Explained)[]
        {
            (IncidentCategory.VerbalAggression, In("schelden, schreeuwen, beledigen", "abuse, shouting, insults")), (IncidentCategory.Threat, In("iemand vrees aanjagen", "frightening somebody")),
            (IncidentCategory.PhysicalViolence, In("slaan, schoppen, duwen, spugen", "hitting, kicking, pushing, spitting")), (IncidentCategory.PropertyDamage, In("iets stukmaken", "breaking something")),
            (IncidentCategory.Theft, In("ook winkeldiefstal", "shoplifting too")), (IncidentCategory.PublicTransport, In("zwartrijden of overlast in bus of trein", "fare dodging or nuisance on bus or train")),
            (IncidentCategory.SubstanceAbuse, In("overlast door alcohol of drugs", "nuisance by alcohol or drugs")), (IncidentCategory.HouseRules, In("huisregels van de opvang", "house rules of the reception")),
            (IncidentCategory.SelfHarm, In("zichzelf iets aandoen", "harming oneself")), (IncidentCategory.Other, ""),
        }.Select(row => (row.Category.ToString(), Word(row.Category.ToString()), row.Explained))];

    public IReadOnlyList<(string Value, string Name, string Explained)> Impacts =>
    [
        ("Low", Word("Low"), In("hinderlijk, snel voorbij", "annoying, soon over")), ("Medium", Word("Medium"), In("anderen voelden zich onveilig", "others felt unsafe")),
        ("High", Word("High"), In("letsel, schade of een ernstige bedreiging", "injury, damage or a serious threat")),
        ("VeryHigh", Word("VeryHigh"), In("zwaar letsel, wapen of grote schade", "severe injury, a weapon or large damage")),
    ];

    public IReadOnlyList<(string Value, string Name, string Explained)> PlaceKinds =>
    [
        (nameof(LocationKind.PublicSpace), In("Openbare ruimte of vervoer", "Public space or transport"), ""), (nameof(LocationKind.ReceptionLocation), In("Opvanglocatie van COA", "Reception location of COA"), ""),
        (nameof(LocationKind.Office), In("Kantoor van een organisatie", "Office of an organisation"), ""), (nameof(LocationKind.Detention), In("Cel of bewaring", "Cell or detention"), ""), (nameof(LocationKind.Other), In("Anders", "Other"), ""),
    ];

    public IReadOnlyList<(string Value, string Name, string Explained)> Measures =>
    [
        (nameof(IncidentMeasure.Warning), In("Waarschuwing", "Warning"), ""), (nameof(IncidentMeasure.AllowanceWithheld), In("Geld ingehouden", "Allowance withheld"), "ROV"),
        (nameof(IncidentMeasure.TimeOut), In("Time-outplek", "Time-out place"), ""), (nameof(IncidentMeasure.Ibl), "Ibl", In("intensief begeleidende locatie", "intensive guidance location")),
        (nameof(IncidentMeasure.Aot), "AOT", In("alternatieve opvang- en toezichtlocatie", "alternative reception and supervision location")), (nameof(IncidentMeasure.Pbl), "Pbl", In("procesbeschikbaarheidslocatie", "process availability location")),
        (nameof(IncidentMeasure.Htl), "Htl", In("handhaving- en toezichtlocatie", "enforcement and supervision location")), (nameof(IncidentMeasure.GebiedsVerbod), In("Gebiedsverbod", "Area ban"), ""), (nameof(IncidentMeasure.Meldplicht), In("Meldplicht", "Duty to report"), ""),
    ];

    public IReadOnlyList<(string Value, string Name, string Explained)> PoliceReports =>
        [(nameof(PoliceReport.NotMade), In("Niet gedaan", "Not made"), ""), (nameof(PoliceReport.Made), In("Gedaan", "Made"), ""), (nameof(PoliceReport.MadeWithVpt), In("Gedaan onder VPT (veilige publieke taak)", "Made under VPT (safe public task)"), "")];

    public IReadOnlyList<(string Value, string Name, string Explained)> Attentions =>
        [(nameof(RequestedAttention.Information), In("Ter kennisneming", "To know of it"), ""), (nameof(RequestedAttention.Attention), In("Aandacht in de gewone gang", "To look at it in the ordinary course"), ""), (nameof(RequestedAttention.AtOnce), In("Direct aandacht", "To look at it at once"), "")];

    /// <summary>A listed word of the contract.</summary>
    public string Word(string word) => word switch
    {
        nameof(IncidentCategory.VerbalAggression) => In("Verbale agressie", "Verbal aggression"),
        nameof(IncidentCategory.PhysicalViolence) => In("Fysiek geweld", "Physical violence"),
        nameof(IncidentCategory.Threat) => In("Bedreiging", "Threat"),
        nameof(IncidentCategory.PropertyDamage) => In("Vernieling", "Damage to property"),
        nameof(IncidentCategory.Theft) => In("Diefstal", "Theft"),
        nameof(IncidentCategory.SubstanceAbuse) => In("Alcohol of drugs", "Alcohol or drugs"),
        nameof(IncidentCategory.HouseRules) => In("Huisregels overtreden", "Breach of house rules"),
        nameof(IncidentCategory.SelfHarm) => In("Zelfbeschadiging", "Self-harm"),
        nameof(IncidentCategory.PublicTransport) => In("Openbaar vervoer", "Public transport"),
        "Other" => In("Anders", "Other"),
        "Low" => In("Laag", "Low"),
        "Medium" => In("Midden", "Medium"),
        "High" => In("Hoog", "High"),
        "VeryHigh" => In("Zeer hoog", "Very high"),
        _ => word,
    };
}
