using KetenHub.Hub;

namespace KetenHub.Dashboard;

// Partners: heard, missing, waiting.
internal sealed partial class Texts
{
    public string Partners => In("Partners", "Partners");
    public string PartnersIntro => In(
        "Of elke partner zich op zijn eigen ritme laat horen, en of meldingen aankomen. Wie 's nachts of in het weekend nooit iets stuurt, wordt dan niet gemist.",
        "Whether each partner is heard in its own rhythm, and whether notifications arrive. Who never sends at night or in the weekend is not missed then.");
    public string PartnersEmpty => In("De stand van de partners is nog niet gelezen.", "How the partners are was not read yet.");
    public string PartnersHealth => In("Stand per partner", "Partners and how they are");
    public string LastHeard => In("Laatst gehoord", "Last heard");
    public string MissingOf => In("Ontbrekende volgnummers", "Missing sequence numbers");
    public string ForIt => In("Meldingen aan de partner", "Notifications for it");
    public string FromIt => In("Berichten van de partner", "Messages from it");
    public string Adapter => In("Koppeling", "Adapter");
    public string NeverHeard => In("nog niet gehoord", "not heard yet");
    public string Heartbeat => In("levensteken", "sign of life");
    public string Silent => In("Stil", "Silent");
    public string ExpectedBefore => In("verwacht vóór", "expected before");
    public string InRhythm => In("In ritme", "In rhythm");
    public string SilentFrom => In("stil vanaf", "silent from");
    public string NoRhythm => In("ritme nog niet bekend", "rhythm not known yet");
    public string NothingMissing => In("geen", "none");
    public string AtHub(long count) => In($"{Number(count)} bij de hub", $"{Number(count)} at the hub");
    public string AtBroker(long count) => In($"{Number(count)} in de wachtrij", $"{Number(count)} in its queue");
    public string Connected => In("leest zijn wachtrij", "reads its queue");
    public string NotConnected => In("leest zijn wachtrij niet", "does not read its queue");
    public string Unhandled(long count) => In($"{Number(count)} nog te verwerken", $"{Number(count)} still to handle");
    public string NotKnownHere => In("hier niet bekend", "not known here");
    public string NoAdapter => In("geen, of hier niet bekend", "none, or not known here");
    public string Since => In("sinds", "since");
    public string Took => In("nam laatst aan", "took the last one");
    public string NotTaken(int tries) => In($"Neemt niet aan, {tries} keer geprobeerd", $"Does not take it, tried {tries} times");
    public string AllPartners => In("Alle partners", "All partners");
    public string PausedName => In("Gepauzeerd", "Paused");
    public string PausedWhy => In("Waarom, en hervatten", "Why, and resume");
    public string IsPaused => In("Gepauzeerd", "Paused");
    public string PausedBy(string account) => In($"door {account}", $"by {account}");
    public string Of(PauseSide side) => side switch
    {
        PauseSide.From => In("berichten van de partner", "messages from it"),
        PauseSide.To => In("meldingen aan de partner", "notifications for it"),
        _ => UnknownKind(side),
    };
    public string SideTitle(PauseSide side) => side == PauseSide.From ? In("Berichten van deze partner", "Messages from this partner") : In("Meldingen aan deze partner", "Notifications for this partner");
    public string GoesOn(PauseSide side) => side == PauseSide.From ? In("De hub leest ze.", "The hub reads them.") : In("De hub verstuurt ze.", "The hub sends them.");
    public string WhatWaits(PauseSide side, long? count) => (side, count) switch
    {
        (PauseSide.From, null) => In("Wat de partner stuurt, wacht bij hem of bij de broker.", "What it sends waits with it or at the broker."),
        (PauseSide.From, { } known) => In($"{Number(known)} berichten wachten bij de broker.", $"{Number(known)} messages wait at the broker."),
        (_, { } known) => In($"{Number(known)} meldingen wachten bij de hub.", $"{Number(known)} notifications wait at the hub."),
        _ => In("Meldingen wachten bij de hub.", "Notifications wait at the hub."),
    };
    public string PauseMeans(PauseSide side) => side == PauseSide.From
        ? In("De hub leest dan niets meer van deze partner. Er gaat niets verloren: berichten wachten, in hun volgorde, tot iemand hervat. Termijnen lopen door.", "The hub reads nothing of this partner then. Nothing is lost: messages wait, in their order, until somebody resumes. Deadlines go on.")
        : In("De hub verstuurt dan niets meer aan deze partner. Er gaat niets verloren: meldingen wachten, in hun volgorde, tot iemand hervat. Bel bij haast zelf.", "The hub sends nothing to this partner then. Nothing is lost: notifications wait, in their order, until somebody resumes. Call yourself if it is urgent.");
    public string ResumeMeans(PauseSide side) => side == PauseSide.From
        ? In("De hub leest verder waar hij was.", "The hub reads on where it was.") : In("De hub verstuurt wat wacht, in volgorde.", "The hub sends what waits, in order.");
    public string PauseHitsHandOuts(long count) => count == 1
        ? In("Let op: binnen 24 uur is er 1 uitreiking waarvoor deze partner nog niet klaar is.", "Mind: within 24 hours there is 1 hand-out for which this partner is not ready yet.")
        : In($"Let op: binnen 24 uur zijn er {Number(count)} uitreikingen waarvoor deze partner nog niet klaar is.", $"Mind: within 24 hours there are {Number(count)} hand-outs for which this partner is not ready yet.");
    public string PauseSideOf(PauseSide side) => side == PauseSide.From ? In("Berichten pauzeren", "Pause messages") : In("Meldingen pauzeren", "Pause notifications");
    public string ResumeSideOf(PauseSide side) => side == PauseSide.From ? In("Berichten hervatten", "Resume messages") : In("Meldingen hervatten", "Resume notifications");
    public string PartnersPaused => In("Gepauzeerd", "Paused");
    public string LastNotTaken => In("Laatste fout", "Latest error");
    public string LastRefused => In("laatst geweigerd:", "refused last:");
    public string StrangeContracts(int count) => count == 1 ? In("1 contract dat de hub niet kent", "1 contract that the hub does not know") : In($"{count} contracten die de hub niet kent", $"{count} contracts that the hub does not know");
    public string ContractsSeen => In("Contractversies die deze partner stuurt", "Versions of contracts that this partner sends");
    public string NoContractsSeen => In("Van deze partner is nog geen bericht gelezen.", "No message of this partner was read yet.");
    public string VersionName => In("Versie", "Version");
    public string UnknownContract => In("van onbekende vorm", "of no known form");
    public string NotPublished => In("kent de hub niet", "not known to the hub");
    public string Of(SchemaNamed schema) => schema switch
    {
        SchemaNamed.Published => In("noemt het gepubliceerde schema", "names the published schema"),
        SchemaNamed.None => In("noemt geen schema", "names no schema"),
        SchemaNamed.Other => In("noemt een ander schema", "names another schema"),
        _ => UnknownKind(schema),
    };
    public string RefusedOfThem(long count) => In($"{Number(count)} geweigerd", $"{Number(count)} refused");
    public string NoSequences => In("Deze partner nummert zijn berichten niet, of stuurde er nog geen.", "This partner does not number its messages, or sent none yet.");
    public string SourceName => In("Systeem", "System");
    public string HighestNumber => In("Hoogste nummer", "Highest number");
    public string Circuit(string state) => state switch
    {
        "Closed" => In("bereikbaar", "reachable"),
        "HalfOpen" => In("wordt weer geprobeerd", "being tried again"),
        _ => In("onderbroken na veel fouten", "interrupted after many failures"),
    };
}
