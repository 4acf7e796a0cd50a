using System.Globalization;
using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Every text of the dashboard, Dutch beside English. Words of the log stand in <c>Texts.Log.cs</c>.</summary>
internal sealed partial class Texts(Visit visit)
{
    public bool IsDutch => visit.Language == Language.Dutch;

    // Frame
    public string Code => In("nl", "en");
    public string SkipToContent => In("Naar de inhoud", "Skip to content");
    public string Pages => In("Pagina's", "Pages");
    public string Board => In("Gereedheid", "Readiness");
    public string Person => In("Persoon", "Person");
    public string OtherLanguage => In("English", "Nederlands");
    public string OtherCode => In("en", "nl");
    public string Now => In("Nu", "Now");
    public string Simulated => In("gesimuleerde tijd", "simulated time");
    public string Offline => In("Geen verbinding met de hub. Wat u ziet, kan verouderd zijn.", "No connection to the hub. What you see may be out of date.");
    public string SignedOut => In("U bent niet meer aangemeld. Wat u ziet, is verouderd. Open de link van de hub opnieuw.", "You are no longer signed in. What you see is out of date. Open the hub's link again.");
    public string WithoutScript => In("Deze pagina ververst niet vanzelf. Laad haar opnieuw om de laatste stand te zien.", "This page does not refresh by itself. Reload it to see the latest.");
    public string EvidenceProblem => In("De hub neemt nu niets aan: het logboek kan niet worden verzegeld. Bel het beheer van de hub.", "The hub accepts nothing now: its log can't be sealed. Call the hub's operations staff.");
    public string StoreProblem => In("De hub neemt nu niets aan: de opslag kan niet worden beschreven. Bel het beheer van de hub.", "The hub accepts nothing now: its store can't be written. Call the hub's operations staff.");
    public string DeliveryProblem(string partners) => In($"Niet bereikbaar: {partners}. Meldingen wachten en worden opnieuw geprobeerd; bel bij haast zelf.", $"Not reachable: {partners}. Notifications wait and are tried again; call yourself if it is urgent.");

    // Strip
    public string Overview => In("Stand van de hub", "State of the hub");
    public string Accepted => In("Aangenomen berichten", "Accepted messages");
    public string LastAccepted => In("laatste", "latest");
    public string NoneYet => In("nog geen", "none yet");
    public string Unsent => In("Onverzonden meldingen", "Unsent notifications");
    public string Oldest => In("oudste", "oldest");
    public string Refused => In("Geweigerde berichten", "Refused messages");
    public string DeadlinesOverdue => In("Termijnen niet verwerkt", "Deadlines not handled");
    public string Missing => In("Ontbrekende volgnummers", "Missing sequence numbers");
    public string Look => In("let op", "look");

    // Board
    public string NeedSomebody(long count, bool more) => (count, more) switch
    {
        (0, _) => In("Niets vraagt nu een mens", "Nothing needs a person now"),
        (_, true) => In($"Meer dan {Number(count)} uitreikingen vragen nu een mens", $"More than {Number(count)} hand-outs need a person now"),
        (1, _) => In("1 uitreiking vraagt nu een mens", "1 hand-out needs a person now"),
        _ => In($"{Number(count)} uitreikingen vragen nu een mens", $"{Number(count)} hand-outs need a person now"),
    };
    public string BoardTitle(long count, bool more) => count == 0 ? Board : $"({Number(count)}{(more ? "+" : "")}) {Board}";
    public string NeedsNow => In("Vraagt nu een mens", "Needs a person now");
    public string Coming => In("Komende uitreikingen en gesprekken", "Coming hand-outs and interviews");
    public string Settled => In("Afgerond, laatst gewijzigd eerst", "Settled, latest change first");
    public string Filter => In("Filter", "Filter");
    public string Location => In("Locatie", "Location");
    public string AllLocations => In("alle locaties", "all locations");
    public string State => In("Stand", "State");
    public string AllStates => In("alle standen", "all states");
    public string Within => In("Uitreiking", "Hand-out");
    public string AnyTime => In("elk moment", "any time");
    public string WithinHours(int hours) => In($"binnen {hours} uur (of zonder moment)", $"within {hours} hours (or without a moment)");
    public string Show => In("Tonen", "Show");
    public string ClearFilter => In("Filter wissen", "Clear filter");
    public string FilterOn => In("Er is gefilterd: u ziet niet alles.", "A filter is on: you don't see everything.");
    public string NothingFound => In("Geen enkele uitreiking past bij dit filter.", "No hand-out matches this filter.");
    public string BoardEmpty => In(
        "Er is nog geen gereedheid gevraagd. Zodra IND een afwijzend besluit of een uitreiking meldt, vraagt de hub DT&V of die klaarstaat en verschijnt dat hier.",
        "No readiness was asked yet. As soon as IND reports a negative decision or a hand-out, the hub asks DT&V whether it will be ready, and it appears here.");
    public string Decision => In("Besluit", "Decision");
    public string HandOut => In("Uitreiking", "Hand-out");
    public string HandedOutAt => In("Uitgereikt", "Handed out");
    public string Answer => In("Antwoord DT&V", "Answer of DT&V");
    public string WhatNow => In("Wat nu", "What now");
    public string Timeline => In("Tijdlijn", "Timeline");
    public string TimelineOf(string decision) => In($"Tijdlijn bij besluit {decision}", $"Timeline for decision {decision}");
    public string NoMoment => In("nog geen moment", "no moment yet");
    public string NoLocation => In("geen locatie", "no location");
    public string RespondBy => In("Antwoord uiterlijk", "Answer due");
    public string WasDue => In("Antwoord had er moeten zijn", "Answer was due");
    public string Ahead => In("over {0}", "in {0}");
    public string Past => In("{0} geleden", "{0} ago");
    public string Late => In("{0} te laat", "{0} late");
    public string JustNow => In("nu", "now");
    public string Interview => In("Gesprek", "Interview");
    public string InterviewDue => In("Vertrekgesprek moet nog worden gehouden", "Departure interview is still to be held");
    public string Call(string whom) => In($"Bel {whom}", $"Call {whom}");
    public string And => In("en", "and");
    public string NextReminder => In("Daarna: herinnering aan DT&V", "Next: reminder to DT&V");
    public string NextEscalation(string whom) => In($"Daarna: waarschuwing aan {whom}", $"Next: warning to {whom}");
    public string LastStep => In("De hub waarschuwt hierna niemand meer vanzelf.", "The hub warns nobody else by itself after this.");
    public string WarnedBefore(int level) => In(level == 1 ? "1 waarschuwing verstuurd" : $"{level} waarschuwingen verstuurd", level == 1 ? "1 warning sent" : $"{level} warnings sent");
    public string NothingToDo => In("Niets te doen", "Nothing to do");
    public string HoldOrMove => In("uitreiking aanhouden of verplaatsen?", "hold or move the hand-out?");
    public string ComeNow => In("nu komen: uitgereikt zonder DT&V", "come now: handed out without DT&V");
    public string HoldInterview => In("vertrekgesprek alsnog houden", "hold the departure interview after all");
    public string AnswerNow => In("antwoord nodig: klaar of niet klaar", "answer needed: ready or not ready");
    public string AskedTimes(int times) => In($"{times} keer gevraagd", $"asked {times} times");
    public string Minor => In("minderjarig", "minor");
    public string OutOfView => In("uit beeld", "out of view");
    public string MissedPresence => In("uitgereikt zonder DT&V", "handed out without DT&V");
    public string WasReady => In("DT&V had zich vooraf klaar gemeld", "DT&V had said before that it would be ready");
    public string WasNotReady => In("DT&V had zich vooraf niet klaar gemeld", "DT&V had not said before that it would be ready");
    public string NoAnswer => In("nog geen antwoord", "no answer yet");
    public string Range(long first, long last, long total) => total == 0
        ? In("0 van 0", "0 of 0")
        : In($"{Number(first)} tot en met {Number(last)} van {Number(total)}", $"{Number(first)} to {Number(last)} of {Number(total)}");
    public string Previous => In("Vorige", "Previous");
    public string Next => In("Volgende", "Next");

    public string Of(ReadinessStatus status) => status switch
    {
        ReadinessStatus.Requested => In("Gevraagd", "Requested"),
        ReadinessStatus.Ready => In("Klaar", "Ready"),
        ReadinessStatus.NotReady => In("Niet klaar", "Not ready"),
        ReadinessStatus.Overdue => In("Geen antwoord", "No answer"),
        ReadinessStatus.HandedOut => In("Uitgereikt, gesprek volgt", "Handed out, interview due"),
        ReadinessStatus.InterviewHeld => In("Gesprek gehouden", "Interview held"),
        ReadinessStatus.InterviewOverdue => In("Gesprek te laat", "Interview late"),
        ReadinessStatus.Cancelled => In("Vervallen", "Cancelled"),
        ReadinessStatus.NotOpened => In("Nog niet geopend", "Not opened"),
        _ => UnknownKind(status),
    };

    /// <summary>What a hub of a later release wrote and this one has no words for.</summary>
    public string UnknownKind<T>(T value)
        where T : struct, Enum => In($"onbekend soort ({Stored.NameOf(value)})", $"unknown kind ({Stored.NameOf(value)})");

    public string NotReadyReason(string reason) => reason switch
    {
        "NoStaff" => In("geen medewerker", "no staff"),
        "NoInterpreter" => In("geen tolk", "no interpreter"),
        "FileIncomplete" => In("dossier onvolledig", "file incomplete"),
        "NotRemovable" => In("niet verwijderbaar", "not removable"),
        "LocationNotReachable" => In("locatie niet bereikbaar", "location not reachable"),
        _ => In("andere reden", "another reason"),
    };

    public string CancelCause(string cause) => cause switch
    {
        "HandOutCancelled" => In("uitreiking gaat niet door", "hand-out cancelled"),
        "DecisionWithdrawn" => In("besluit ingetrokken", "decision withdrawn"),
        "DecisionGranted" => In("alsnog ingewilligd", "granted after all"),
        "PersonRelinked" => In("hoort bij iemand anders", "belongs to somebody else"),
        _ => cause,
    };

    public string Audience(Contracts.Audience audience) => audience switch
    {
        Contracts.Audience.DutyOfficer => In("de piketdienst van", "the duty officer of"),
        Contracts.Audience.ProcessDirector => In("de procesregisseur van", "the process director of"),
        _ => "",
    };

    // Lists
    public string When => In("Wanneer", "When");
    public string Partner => In("Partner", "Partner");
    public string ErrorNumbers => In("Fouten", "Errors");
    public string Problems => In("Wat er mis is", "What is wrong");
    public string Times => In("Keer", "Times");
    public string Size => In("Grootte", "Size");
    public string Bytes(long bytes) => bytes < 1024 ? $"{bytes} B" : string.Create(Culture, $"{bytes / 1024.0:0.#} KiB");

    public string Number(long number) => number.ToString("#,0", Culture);

    // Numbers as they are written here, also where the machine knows no cultures.
    private NumberFormatInfo Culture => IsDutch ? DutchNumbers : EnglishNumbers;

    private static readonly NumberFormatInfo DutchNumbers = new() { NumberGroupSeparator = ".", NumberDecimalSeparator = "," };
    private static readonly NumberFormatInfo EnglishNumbers = new() { NumberGroupSeparator = ",", NumberDecimalSeparator = "." };

    private string In(string dutch, string english) => IsDutch ? dutch : english;
}
