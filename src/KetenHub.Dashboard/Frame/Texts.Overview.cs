using KetenHub.Hub;

namespace KetenHub.Dashboard;

// The overview and the list of terms.
internal sealed partial class Texts
{
    public string OverviewName => In("Overzicht", "Overview");
    public string OverviewTitle(long count) => count == 0 ? OverviewName : $"({Number(count)}) {OverviewName}";
    public string ThingsNeedSomebody(long count) => count switch
    {
        0 => In("Niets vraagt nu een mens", "Nothing needs a person now"),
        1 => In("1 zaak vraagt nu een mens", "1 matter needs a person now"),
        _ => In($"{Number(count)} zaken vragen nu een mens", $"{Number(count)} matters need a person now"),
    };
    public string WhoToCall => In("Wie u moet bellen", "Whom to call");
    public string HandOutsToCome => In("Komende uitreikingen", "Hand-outs to come");
    public string Within24 => In("24 uur", "24 hours");
    public string Within72 => In("72 uur", "72 hours");
    public string WithoutMomentToo => In("Uitreikingen zonder moment tellen mee.", "Hand-outs without a moment are counted too.");

    public string TermsTitle => In("Termijnen", "Terms");
    public string AnswersLate => In("Antwoord DT&V te laat", "Answer of DT&V late");
    public string AnswersDue => In("Antwoord DT&V gevraagd", "Answer of DT&V asked");
    public string InterviewsLate => In("Vertrekgesprek te laat", "Departure interview late");
    public string InterviewsDue => In("Vertrekgesprek volgt", "Departure interview due");
    public string AgreementsPast => In("Afspraken over de termijn", "Agreements past their term");
    public string OfOpen(long open) => In($"van {Number(open)} open", $"of {Number(open)} open");
    public string DeadlinesOfDay => In("Termijnen binnen 24 uur", "Deadlines within 24 hours");
    public string AllDeadlines => In("Alle termijnen van de hub", "All deadlines of the hub");
    public string OpenAgreements => In("Open afspraken", "Open agreements");
    public string NoDeadlines => In("Er loopt geen termijn.", "No deadline is running.");
    public string FirstOne => In("eerste", "first");
    public string WhatRuns => In("Wat", "What");
    public string ThenHub => In("Wat de hub dan doet", "What the hub does then");
    public string DeadlineOf(string kind) => kind switch
    {
        "readiness" => In("Antwoord van DT&V", "Answer of DT&V"),
        "interview" => In("Vertrekgesprek", "Departure interview"),
        "attention" => In("Signalen bundelen", "Gathering reports"),
        "agreement" => In("Afspraak", "Agreement"),
        _ => kind,
    };
    public string ThenOf(string kind) => kind switch
    {
        "readiness" => In("herinneren of waarschuwen, zolang er geen antwoord is", "remind or warn, as long as there is no answer"),
        "interview" => In("waarschuwen dat het gesprek niet is gehouden", "warn that the interview was not held"),
        "attention" => In("het gebundelde voorstel bijwerken", "update the gathered proposal"),
        "agreement" => In("de actiehouder herinneren, daarna de regisseur waarschuwen", "remind the owner, then warn the director"),
        _ => "",
    };

    public string FailedNow => In("Mislukt", "Failed");
    public string NotTakenYet => In("Niet aangenomen meldingen", "Notifications not taken");
    public string LatelyMore(long count) => count == 0 ? "" : In($"{Number(count)} in het laatste uur; ", $"{Number(count)} in the last hour; ");
    public string PartnersSilent => In("Stil", "Silent");
    public string PartnersDegraded => In("Met een probleem", "With a problem");
    public string AlertsWaiting => In("Wachten op iemand", "Wait for somebody");
    public string AlertsTaken => In("In behandeling", "Taken care of");
    public string PartnersUp => In("In orde", "Up");

    public string FlowTitle => In("Doorstroom", "Flow");
    public string InPerMinute(string rate) => In($"{rate} berichten in per minuut", $"{rate} messages in per minute");
    public string OutPerMinute(string rate) => In($"{rate} meldingen uit per minuut", $"{rate} notifications out per minute");
    public string LastHours(int hours) => hours == 1 ? In("gemiddeld over het laatste uur", "average over the last hour") : In($"gemiddeld over {hours} uur", $"average over {hours} hours");
    public string ShowHours(int hours) => hours == 1 ? In("Toon 1 uur", "Show 1 hour") : In($"Toon {hours} uur", $"Show {hours} hours");
    public string SparkLabel(int hours, string rateIn, string rateOut) => In($"Verloop over {hours} uur: {InPerMinute(rateIn)}, {OutPerMinute(rateOut)}", $"Course over {hours} h: {InPerMinute(rateIn)}, {OutPerMinute(rateOut)}");
    public string FlowNumbers => In("In cijfers", "In numbers");
    public string FromMoment => In("Vanaf", "From");
    public string InName => In("In", "In");
    public string OutName => In("Uit", "Out");
    public string Rate(double rate) => rate.ToString(rate is > 0 and < 10 ? "0.0" : "#,0", Culture);
    public string EndToEnd => In("Van besluit tot wachtrij", "From decision to queue");
    public string WithinTime(int bucket) => BoundOf(bucket);
    public string MostWithin(int bucket) => In($"de helft; 95 van 100 {BoundOf(bucket)}", $"half of them; 95 of 100 {BoundOf(bucket)}");
    public string UnhandledNow => In("Berichten nog te verwerken", "Messages still to handle");

    public string EvidenceTitle => In("Logboek en opslag", "Log and storage");
    public string LastSeal => In("Laatste verzegeling", "Latest checkpoint");
    public string NotSealedSince => In("nog te verzegelen sinds", "still to be sealed since");
    public string LogEntries => In("Regels in het logboek", "Log entries");
    public string AboutPersons(long persons) => In($"over {Number(persons)} personen", $"about {Number(persons)} persons");
    public string DiskFree => In("Vrije schijfruimte", "Free disk space");
    public string OfDisk(long bytes) => In($"van {Gibibytes(bytes)}", $"of {Gibibytes(bytes)}");
    public string Gibibytes(long bytes) => string.Create(Culture, $"{bytes / (1024.0 * 1024 * 1024):#,0.0} GiB");

    private string BoundOf(int bucket) => bucket >= Delays.Bounds.Count
        ? In("langer dan een uur", "longer than an hour")
        : In($"binnen {LengthOf(Delays.Bounds[bucket])}", $"within {LengthOf(Delays.Bounds[bucket])}");

    private static string LengthOf(TimeSpan time) => time.TotalSeconds < 1 ? $"{time.TotalMilliseconds:0} ms" : time.TotalMinutes < 1 ? $"{time.TotalSeconds:0} s" : $"{time.TotalMinutes:0} min";
}
