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
    public string Circuit(string state) => state switch
    {
        "Closed" => In("bereikbaar", "reachable"),
        "HalfOpen" => In("wordt weer geprobeerd", "being tried again"),
        _ => In("onderbroken na veel fouten", "interrupted after many failures"),
    };
}
