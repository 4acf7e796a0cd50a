using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Dashboard;

// The agenda of a table.
internal sealed partial class Texts
{
    public string Agenda => In("Tafels", "Tables");
    public string NoTables => In("Er is geen regietafel of LKO ingesteld (policy.json, tables).", "No regietafel or LKO is configured (policy.json, tables).");
    public string MeetingOf => In("Bijeenkomst", "Meeting");
    public string PreviousMeeting => In("Vorige keer", "Previous meeting");
    public string Rhythm => In("Ritme", "Rhythm");
    public string EveryDays(int days) => days switch
    {
        1 => In("elke dag", "every day"),
        7 => In("elke week", "every week"),
        14 => In("elke twee weken", "every two weeks"),
        _ => In($"elke {days} dagen", $"every {days} days"),
    };
    public string Minutes => In("Notulen", "Minutes");
    public string Print => In("Afdrukken", "Print");
    public string Download => In("Bewaren als bestand", "Keep as a file");
    public string AllCasesHere => In("Alle zaken op deze locatie", "All cases at this location");
    public string Around => In("Aan tafel", "Around the table");
    public string SheetNote => In("Personen staan hier onder het kenmerk van hun dossier. Zet geen namen of nummers op een afdruk.", "Persons stand here by the reference of their file. Put no names or numbers on a print.");
    public string PrintedAt => In("Stand van", "As of");
    public string TableLabel => In("Tafel", "Table");
    public string AgendaHandOuts => In("Geplande uitreikingen en gereedheid", "Planned hand-outs and readiness");
    public string AgendaAgreements => In("Open en gemiste afspraken", "Open and missed agreements");
    public string AgendaClosed => In("Afgesloten sinds de vorige keer", "Closed since the last meeting");
    public string AgendaOutOfView => In("Personen uit beeld", "Persons out of view");
    public string AgendaReported => In("Nieuwe signalen sinds de vorige keer", "New signals since the last meeting");
    public string AgendaStalled => In("Vastlopende zaken", "Stalled cases");
    public string AgendaCases => In("Personen onder de aandacht", "Persons under attention");
    public string SoManyWithoutDirector(long count) => count == 1
        ? In("1 zaak hoort een procesregisseur te hebben en heeft er geen.", "1 case should have a process director and has none.")
        : In($"{Number(count)} zaken horen een procesregisseur te hebben en hebben er geen.", $"{Number(count)} cases should have a process director and have none.");
    public string FirstOf(int shown, long total) => In($"eerste {Number(shown)} van {Number(total)}", $"first {Number(shown)} of {Number(total)}");
    public string LatestReport => In("Laatste signaal of incident", "Latest signal or incident");
    public string ChooseFileOption => In("kies een dossier", "choose a file");
    public string ChooseAgreement => In("kies een afspraak", "choose an agreement");
    public string WithoutDirector => In("zonder procesregisseur", "without process director");
    public string TermInDays => In("Termijn in werkdagen", "Term in working days");
    public string CloseAgreement => In("Afspraak afsluiten", "Close an agreement");
    public string HowEnded => In("Hoe liep het af", "How did it end");
    public string Reason => In("Waarom niet mogelijk", "Why it was not possible");
    public string ReasonHint => In("Alleen nodig bij niet mogelijk. Kort, geen namen of nummers.", "Needed for not possible only. Short, no names or numbers.");
    public string NotYours(string chair) => In($"Alleen {chair} legt hier iets vast.", $"Only {chair} records something here.");
    public string EnteredBefore => In("Was al vastgelegd; er is niets dubbel ontstaan.", "Was recorded before; nothing was made twice.");
    // Direction of cases
    public string Direction => In("Regie", "Direction");
    public string DirectionAt(string place) => In($"Regie: {place}", $"Direction: {place}");
    public string CasesWithoutDirector => In("Zaken zonder procesregisseur", "Cases without process director");
    public string WantedWhen(string occasions) => In($"Het beleid wil een procesregisseur bij: {occasions}.", $"Policy wants a process director with: {occasions}.");
    public string StalledWhen(string terms) => In($"Langer zonder voortgang dan het beleid per fase zegt: {terms}.", $"Longer without progress than policy says per phase: {terms}.");
    public string Days(TimeSpan term) => term.TotalDays == 1 ? In("1 dag", "1 day") : In($"{Number((long)term.TotalDays)} dagen", $"{Number((long)term.TotalDays)} days");
    public string ReviewList => In("Driemaandelijkse herbeoordelingslijst", "Three-monthly review list");
    public string ReviewWhen(string term) => In($"Zaken die langer dan {term} openstaan.", $"Cases open for longer than {term}.");
    public string ReviewNeedsLocation => In("Kies een locatie: de lijst is er per locatie.", "Choose a location: the list is one per location.");
    public string OpenSince => In("Open sinds", "Open since");
    public string EnterDirector => In("Procesregisseur vastleggen", "Record the process director");
    public string Of(DirectorOccasion occasion) => occasion switch
    {
        DirectorOccasion.OpenAgreement => In("een open afspraak", "an open agreement"),
        DirectorOccasion.OpenReadiness => In("een uitreiking in voorbereiding", "a hand-out being prepared"),
        DirectorOccasion.OutOfView => In("een persoon uit beeld", "a person out of view"),
        _ => In("elke zaak die niet is afgerond", "every case that is not finished"),
    };

    // Minutes
    public string NoSuchTable => In("Die tafel is er niet.", "There is no such table.");
    public string MinutesNote => In("Dossiers staan hier onder hun kenmerk. Wat precies is afgesproken, staat alleen in het logboek van het dossier.",
        "Files stand here by their reference. What exactly was agreed stands in the log of the file only.");
    public string BackToAgenda => In("Naar de agenda", "To the agenda");
    public string MeetingBefore => In("Keer ervoor", "Meeting before");
    public string MeetingAfter => In("Keer erna", "Meeting after");
    public string PresentNote => In("Kruis op de afdruk aan wie er waren; organisaties, geen namen.", "Tick on the print who was there; organisations, no names.");
    public string Chair => In("voorzitter", "chair");
    public string MadeHere => In("Afgesproken", "Agreed");
    public string ClosedHere => In("Afgesloten", "Closed");
    public string MissedHere => In("Gemist en nog open", "Missed and still open");
    public string DirectorsNow => In("Procesregisseur per dossier, zoals het nu is", "Process director per file, as it is now");

    public string NoHandOuts => In("Geen uitreiking gepland.", "No hand-out is planned.");
    public string NoAgreements => In("Geen afspraken.", "No agreements.");
    public string NobodyHere => In("Niemand.", "Nobody.");
    public string File => In("Dossier", "File");
    public string TimelineOfFile(string file) => In($"Tijdlijn van dossier {file}", $"Timeline of file {file}");
    public string Phase => In("Fase", "Phase");
    public string LatestProgress => In("Laatste voortgang", "Latest progress");
    public string WaitsFor => In("Wacht op", "Waits for");
    public string Director => In("Procesregisseur", "Process director");
    public string DirectorMissing => In("ontbreekt", "missing");
    public string NoDirector => In("geen", "none");
    public string SeenLast => In("Laatst gemeld", "Reported last");
    public string OutOfViewSince => In("Uit beeld sinds", "Out of view since");
    public string NoPlaceKnown => In("geen plaats bekend", "no place known");
    public string EndOfTerm => In("Einde termijn", "End of term");
    public string Owner => In("Actiehouder", "Owner");
    public string Agreement => In("Afspraak", "Agreement");
    public string TermPassed => In("Termijn verstreken", "Term passed");
    public string EnterHere => In("Vastleggen wat de tafel besluit", "Record what the table decides");
    public string EnterNote(string chair) => In($"Wordt een bericht van {chair}, met dezelfde controle en hetzelfde logboek als elk bericht.", $"Becomes a message of {chair}, checked and logged like any other.");
    public string NewAgreement => In("Afspraak", "Agreement");
    public string AgreementKindLabel => In("Soort afspraak (gebruikelijke actiehouder)", "Kind of agreement (usual owner)");
    public string What => In("Wat wordt er gedaan", "What will be done");
    public string WhatHint => In("Kort. Geen namen, nummers of bijzonderheden van de persoon.", "Short. No names, numbers or particulars of the person.");
    public string DaysHint => In("1 tot 90. De termijn eindigt op de laatste werkdag om 17:00.", "1 to 90. The term ends on the last working day at 17:00.");
    public string Record => In("Vastleggen", "Record");
    public string ChangeLabel => In("Wijziging", "Change");
    public string Function => In("Team of functie", "Team or function");
    public string FunctionHint => In("Geen naam.", "No name.");
    public string ChooseFile => In("Kies een dossier van deze lijst.", "Choose a file from the list.");
    public string FillIn => In("Niet vastgelegd: het formulier is niet volledig. Bij een afspraak: wat er wordt gedaan en binnen hoeveel werkdagen (1 tot 90). Bij niet mogelijk: waarom.",
        "Not recorded: the form is not complete. For an agreement: what will be done and within how many working days (1 to 90). For not possible: why.");
    public string EnteredAs(long n) => In($"Vastgelegd, regel {Number(n)} van het logboek van dit dossier.", $"Recorded, entry {Number(n)} of this file's log.");
    public string NotEntered(string numbers) => In($"Niet vastgelegd: {numbers}.", $"Not recorded: {numbers}.");

    public string Of(DirectorChange change) => change switch
    {
        DirectorChange.HandedOver => In("Overgedragen aan", "Handed over to"),
        DirectorChange.Ended => In("Beëindigd", "Ended"),
        _ => In("Toegewezen aan", "Assigned to"),
    };

    public string Of(CasePhase phase) => phase switch
    {
        CasePhase.Reported => In("Gemeld", "Reported"),
        CasePhase.Decided => In("Besluit genomen", "Decided"),
        CasePhase.HandOutPlanned => In("Uitreiking gepland", "Hand-out planned"),
        CasePhase.HandedOut => In("Uitgereikt", "Handed out"),
        CasePhase.InterviewHeld => In("Vertrekgesprek gehouden", "Interview held"),
        CasePhase.TransportPlanned => In("Vervoer gepland", "Transport planned"),
        CasePhase.UnderWay => In("Onderweg", "Under way"),
        CasePhase.Left => In("Overgedragen voor vertrek", "Handed over for departure"),
        CasePhase.Granted => In("Ingewilligd", "Granted"),
        _ => UnknownKind(phase),
    };

    public string ResultOf(string result) => result switch
    {
        "" => In("Open", "Open"),
        nameof(AgreementResult.Done) => In("Gedaan", "Done"),
        nameof(AgreementResult.NotPossible) => In("Niet mogelijk", "Not possible"),
        nameof(AgreementResult.Withdrawn) => In("Ingetrokken", "Withdrawn"),
        _ => result,
    };

    public string KindOf(string kind) => kind switch
    {
        "" => "",
        nameof(AgreementKind.HearingBroughtForward) => In("Gehoor naar voren", "Hearing brought forward"),
        nameof(AgreementKind.DublinClaimOnDayOne) => In("Dublinclaim op dag 1", "Dublin claim on day 1"),
        nameof(AgreementKind.RestPeriodWithheld) => In("Rust- en voorbereidingstijd onthouden", "Rest and preparation period withheld"),
        nameof(AgreementKind.ShorterViewPeriod) => In("Kortere zienswijzetermijn bij bewaring", "Shorter view period when detained"),
        nameof(AgreementKind.SoberReception) => In("Sobere opvang", "Sober reception"),
        nameof(AgreementKind.TrackDecisionOnDayOne) => In("Spoorbesluit op dag 1", "Track decision on day 1"),
        nameof(AgreementKind.AcceleratedRegistration) => In("Versnelde identificatie en registratie", "Accelerated identification and registration"),
        nameof(AgreementKind.CriminalSettlement) => In("Directe strafrechtelijke afdoening", "Direct criminal settlement"),
        _ => In("Anders", "Other"),
    };
}
