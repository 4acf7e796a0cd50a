namespace KetenHub.Dashboard;

// Administration: policies, jobs, what is kept, roles.
internal sealed partial class Texts
{
    public string AdminName => In("Beheer", "Administration");

    public string PoliciesTitle => In("Beleid", "Policy");
    public string PoliciesIntro => In(
        "Volgens welk beleid (policy.json) de hub werkt en werkte. Elke regel in een logboek noemt de versie waaronder hij ontstond; hier staat wat die versie zei.",
        "By which policy (policy.json) the hub works and worked. Each log entry names the version that it was made under; here stands what that version said.");
    public string PoliciesDiffer(string versions) => In($"Hubs werken nu volgens verschillend beleid: {versions}. Geef ze hetzelfde bestand.", $"Hubs work by different policies now: {versions}. Give them the same file.");
    public string UntilMoment => In("Tot", "Until");
    public string PolicyText => In("Tekst", "Text");
    public string InForceHere => In("deze hub werkt hiermee", "this hub works by it");
    public string StillInForce => In("nu in gebruik", "in use now");
    public string OtherTexts(long times) => times == 1
        ? In("KH449: een hub kwam met een andere tekst onder deze versie", "KH449: a hub came with another text under this version")
        : In($"KH449: {Number(times)} keer kwam een hub met een andere tekst onder deze versie", $"KH449: {Number(times)} times a hub came with another text under this version");
    public string TextNotKept => In("niet bewaard: van vóór dit overzicht", "not kept: from before this overview");
    public string TextKept => In("bewaard", "kept");
    public string CompareWith(string version) => In($"Vergelijk met {version}", $"Compare with {version}");
    public string WhatChanged => In("Wat er veranderde", "What changed");
    public string EarlierPolicy => In("Van", "From");
    public string LaterPolicy => In("Naar", "To");
    public string NothingToCompare => In("Er zijn nog geen twee versies met bewaarde tekst.", "There are no two versions with their text yet.");
    public string SamePolicy => In("Deze versies zeggen hetzelfde.", "These versions say the same.");
    public string DifferenceOf(int lines) => lines == 1 ? In("1 regel verschilt.", "1 line differs.") : In($"{Number(lines)} regels verschillen.", $"{Number(lines)} lines differ.");

    public string StandingWorks => In("Wat de hub doorlopend doet", "What the hub does all the time");
    public string WorkName => In("Werk", "Work");
    public string DoneLast => In("Laatst gedaan", "Done last");
    public string Waits => In("Wacht", "Waits");
    public string AllTheTime => In("doorlopend", "all the time");
    public string HubIsAtIt => In("een hub is ermee bezig", "a hub is at it");
    public string ByHand => In("alleen met de hand", "by hand only");
    public string WhenNeeded => In("zodra het nodig is", "when it is needed");
    public string Of(WorkKind work) => work switch
    {
        WorkKind.Checkpoints => In("Logboek verzegelen", "Sealing the log"),
        WorkKind.Deadlines => In("Termijnen verwerken", "Handling deadlines"),
        WorkKind.Relay => In("Meldingen versturen", "Sending notifications"),
        WorkKind.Replays => In("Opnieuw aanbieden", "Sending again"),
        WorkKind.Alerts => In("Alarmen bewaken", "Watching alerts"),
        WorkKind.Retention => In("Bewaartermijnen", "Retention"),
        _ => In("Tellen wat er bewaard is", "Counting what is kept"),
    };
    public string Means(WorkKind work) => work switch
    {
        WorkKind.Checkpoints => In("ondertekende controlepunten, elders bewaard", "signed checkpoints, kept elsewhere"),
        WorkKind.Deadlines => In("herinneren en waarschuwen op tijd", "reminding and warning in time"),
        WorkKind.Relay => In("in volgorde per persoon en partner", "in order per person and partner"),
        WorkKind.Replays => In("wat mensen opnieuw lieten aanbieden", "what people had sent again"),
        WorkKind.Alerts => In("één hub tegelijk", "one hub at a time"),
        WorkKind.Retention => In("loslaten wat lang genoeg bewaard is", "letting go of what was kept long enough"),
        _ => In("een keer per dag, of nu", "once a day, or now"),
    };
    public static string LinkOf(WorkKind work) => work switch
    {
        WorkKind.Checkpoints => "/#evidence",
        WorkKind.Deadlines => "/deadlines",
        WorkKind.Relay => "/partners",
        WorkKind.Replays => "/failed#jobs",
        WorkKind.Alerts => "/alerts",
        WorkKind.Retention => "/admin/retention",
        _ => "/admin/kept",
    };

    public string KeptTitle => In("Bewaard", "Kept");
    public string KeptIntro => In("Wat de hub bewaart met zijn inhoud, en hoe oud het oudste ervan is. Zonder personen: alleen aantallen.", "What the hub keeps with its content, and how old the oldest of it is. Without persons: counts only.");
    public string NotCountedYet => In("Er is nog niet geteld.", "It was not counted yet.");
    public string CountedAt => In("geteld", "counted");
    public string CountNow => In("Nu tellen", "Count now");
    public string KeptKind => In("Soort", "Kind");
    public string OldestName => In("Oudste", "Oldest");
    public string KeptOf(string kind) => kind.Split(' ') switch
    {
        ["log", var entry, var type] when type.Length > 0 => In($"logboek: {EntryOf(entry)} {type}", $"log: {EntryOf(entry)} {type}"),
        ["log", var entry, ..] => In($"logboek: {EntryOf(entry)}", $"log: {EntryOf(entry)}"),
        ["person"] => In("personen met een sleutel", "persons with a key"),
        ["inbox"] => In("kenmerken van aangenomen berichten", "marks of accepted messages"),
        ["outbox"] => In("verzonden en wachtende meldingen", "notifications sent and waiting"),
        ["quarantine"] => In("geweigerde berichten", "refused messages"),
        ["readiness"] => In("regels van het gereedheidsbord", "rows of the readiness board"),
        ["page_action"] => In("handelingen op de pagina's", "deeds on the pages"),
        ["correction"] => In("gewijzigde kopieën", "changed copies"),
        ["alert_event"] => In("gebeurtenissen van alarmen", "events of alerts"),
        _ => kind,
    };

    public string RolesTitle => In("Rollen", "Roles");
    public string RolesIntro => In("Wie wat mag, zoals het in partners.json staat. Een wijziging is een ander bestand en een nieuwe start.", "Who may what, as it stands in partners.json. A change is another file and a new start.");
    public string WhoLooked => In("Wie keek en wie deed wat", "Who looked and who did what");

    private string EntryOf(string entry) => entry switch
    {
        "Received" => In("bericht", "message"),
        "Notified" => In("melding", "notification"),
        "Deadline" => In("termijn", "deadline"),
        "LookedUp" => In("inzage", "look-up"),
        "Merged" => In("samengevoegd", "merged"),
        "Split" => In("gesplitst", "split"),
        _ => entry,
    };
}
