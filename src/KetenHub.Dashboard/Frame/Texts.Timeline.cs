using KetenHub.Hub;

namespace KetenHub.Dashboard;

// The timeline of a person: filter, causes, documents.
internal sealed partial class Texts
{
    public string TheHub => In("de hub zelf", "the hub itself");
    public string EntryKind => In("Soort regel", "Kind of entry");
    public string AllKinds => In("alle soorten", "all kinds");
    public string SinceMoment => In("vanaf", "from");
    public string BeforeMoment => In("tot", "until");
    public string NoEntries => In("Geen enkele regel past bij dit filter.", "No entry matches this filter.");
    public string ArrowsNote => In("Een pijl loopt van wat iets veroorzaakte naar wat erdoor gebeurde; in de regel staat het in woorden. Een stippellijn komt van een regel die hier niet staat.", "An arrow leads from what caused something to what happened because of it; the entry says so in words. A dashed line comes from an entry that does not stand here.");
    public string LedTo(IEnumerable<long> entries) => In($"leidde tot nr. {string.Join(", ", entries)}", $"led to no. {string.Join(", ", entries)}");
    public string AnswersTo(long n) => In($"antwoord op nr. {n}", $"answer to no. {n}");
    public string DoesNotFit => In("Past niet in de keten", "Does not fit the chain");
    public string BehindBad => In("Staat achter een veranderde regel", "Stands behind a changed entry");
    public string RecomputeAll => In("Nu helemaal narekenen", "Recompute all of it now");
    public string WhoToWhom(LogRow row) => row.Kind switch
    {
        LogKind.Received => ToHub(row.Party.ToUpperInvariant()),
        LogKind.Notified => FromHub(row.Party.ToUpperInvariant()),
        LogKind.LookedUp => LookedUpBy(row.Party),
        LogKind.Corrected or LogKind.Restricted or LogKind.RestrictionLifted or LogKind.HoldSet or LogKind.HoldLifted => DoneBy(row.Party),
        _ => Hub,
    };

    public string Of(LogKind kind) => kind switch
    {
        LogKind.Received => In("Bericht van een partner", "Message of a partner"),
        LogKind.Notified => In("Melding aan een partner", "Notification for a partner"),
        LogKind.Deadline => In("Termijn", "Deadline"),
        LogKind.LookedUp => In("Inzage", "Look-up"),
        LogKind.Merged => In("Personen samengevoegd", "Persons merged"),
        LogKind.Split => In("Nummers afgesplitst", "Identifiers split off"),
        LogKind.Restricted => In("Verwerking beperkt", "Processing restricted"),
        LogKind.RestrictionLifted => In("Beperking opgeheven", "Restriction lifted"),
        LogKind.HoldSet => In("Bewaarplicht gezet", "Legal hold set"),
        LogKind.HoldLifted => In("Bewaarplicht opgeheven", "Legal hold lifted"),
        LogKind.Corrected => In("Correctie", "Correction"),
        LogKind.Expired => In("Bewaartermijn voorbij", "Term of retention ended"),
        LogKind.Erased => In("Gewist", "Erased"),
        _ => UnknownKind(kind),
    };

    public string Of(BodyState state) => state switch { BodyState.Erased => Erased, BodyState.NotYours => NotShown, _ => Unreadable };

    public string ExportTitle => In("Afdrukken of als bestand bewaren", "Print or keep as a file");
    public string ExportIntro => In("Wat u hier uit de hub haalt, staat met uw doel in het logboek van deze persoon en op de lijst van handelingen.", "What you take out of the hub here stands, with your purpose, in this person's log and on the list of deeds.");
    public string ExportFiltered(long matching, long all) => In($"Er is gefilterd: {Number(matching)} van {Number(all)} regels.", $"A filter is on: {Number(matching)} of {Number(all)} entries.");
    public string ExportPurpose => In("Doel van de uitvoer", "Purpose of the export");
    public string ExportPurposeHint => In("5 tot 180 tekens, bijvoorbeeld: dossier voor de zitting. Geen namen of nummers van personen.", "5 to 180 characters, for example: file for the hearing. No names or numbers of persons.");
    public string ExportPurposeMissing => In("Vul het doel van de uitvoer in, 5 tot 180 tekens.", "State the purpose of the export in 5 to 180 characters.");
    public string ExportContent => In("met de inhoud van berichten", "with the content of messages");
    public string ToPrint => In("Naar afdruk of PDF", "To print or PDF");
    public string ToJson => In("Bestand (JSON) bewaren", "Keep a file (JSON)");
    public string DocumentTooLong(long total, int most) => In($"Dit zijn {Number(total)} regels; een afdruk heeft er hoogstens {Number(most)}. Filter op tijd of partner, of bewaar het bestand.", $"These are {Number(total)} entries; a print has {Number(most)} at most. Filter by time or partner, or keep the file.");
    public string BackToTimeline => In("Terug naar de tijdlijn", "Back to the timeline");
    public string PrintedBy(string when, string account) => In($"Gemaakt {when} door {account}.", $"Made {when} by {account}.");
    public string PrintedFor(string purpose) => In($"Doel: {purpose}.", $"Purpose: {purpose}.");
    public string OfAll(long all) => In($"van {Number(all)}", $"of {Number(all)}");
    public string FromTo => In("Van en aan", "From and to");
    public string WhatAndWhy => In("Wat en waarom", "What and why");
    public string PolicyAndHash => In("Beleid en controlegetal", "Policy and hash");
}
