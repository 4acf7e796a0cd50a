using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Dashboard;

// The agenda of a table.
internal sealed partial class Texts
{
    public string Agenda => In("Tafels", "Tables");
    public string NoTables => In("Er is geen regietafel of LKO ingesteld (policy.json, tables).", "No regietafel or LKO is configured (policy.json, tables).");
    public string MeetingOf => In("Agenda voor", "Agenda for");
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
    public string AgendaDirector => In("Zaken zonder procesregisseur", "Cases without process director");
    public string NoHandOuts => In("Geen uitreiking gepland.", "No hand-out is planned.");
    public string NoAgreements => In("Geen afspraken.", "No agreements.");
    public string NobodyHere => In("Niemand.", "Nobody.");
    public string Count(long count) => count == 1 ? In("1 regel", "1 row") : In($"{Number(count)} regels", $"{Number(count)} rows");
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
    public string DaysHint => In("Aantal werkdagen; de termijn eindigt op de laatste om 17:00.", "Working days; the term ends on the last one at 17:00.");
    public string Record => In("Vastleggen", "Record");
    public string ChangeLabel => In("Wijziging", "Change");
    public string Function => In("Team of functie", "Team or function");
    public string FunctionHint => In("Geen naam.", "No name.");
    public string ChooseFile => In("Kies een dossier van deze lijst.", "Choose a file from the list.");
    public string FillIn => In("Niet vastgelegd: vul in wat er wordt gedaan en binnen hoeveel werkdagen (1 tot 90).", "Not recorded: state what will be done and within how many working days (1 to 90).");
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
        _ => phase.ToString(),
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
