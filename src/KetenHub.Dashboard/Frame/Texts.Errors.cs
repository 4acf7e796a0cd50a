using KetenHub.Contracts;

namespace KetenHub.Dashboard;

// What a refused message did wrong, as the catalogue of errors says it.
internal sealed partial class Texts
{
    /// <summary>What an error number means; empty for a number that is not known here.</summary>
    public string TitleOf(string number) => Errors.Find(number) is not { } error ? "" : In(DutchTitles.GetValueOrDefault(number, error.Title), error.Title);

    private static readonly Dictionary<string, string> DutchTitles = new(StringComparer.Ordinal)
    {
        ["KH201"] = "De soort inhoud is niet application/cloudevents+json",
        ["KH202"] = "Het bericht zit in een MassTransit-envelop",
        ["KH203"] = "Het bericht is groter dan 256 KiB",
        ["KH204"] = "De inhoud is geen geldige UTF-8",
        ["KH205"] = "De inhoud is niet één JSON-object",
        ["KH206"] = "De JSON is dieper genest dan 32 lagen",
        ["KH207"] = "Een tekst bevat een NUL-teken",
        ["KH208"] = "Een veld staat twee keer in één object",
        ["KH210"] = "Een verplicht CloudEvents-kenmerk ontbreekt",
        ["KH211"] = "Een CloudEvents-kenmerk heeft de verkeerde vorm",
        ["KH212"] = "De bron is niet urn:nld:oin:<20 cijfers>:systeem:<naam>",
        ["KH213"] = "De bron noemt het OIN van een andere organisatie",
        ["KH214"] = "De hub kent dit soort bericht niet",
        ["KH215"] = "Deze partner mag dit soort bericht niet sturen",
        ["KH216"] = "Het kenmerk subject is ingevuld",
        ["KH220"] = "Een verplicht veld ontbreekt",
        ["KH221"] = "Een veld heeft het verkeerde JSON-type",
        ["KH222"] = "Een veld heeft een waarde buiten zijn lijst",
        ["KH223"] = "Een veld heeft de verkeerde vorm",
        ["KH224"] = "Een tijd is geen RFC 3339 met tijdzone",
        ["KH225"] = "Het bericht noemt geen persoon",
        ["KH226"] = "Een V-nummer heeft geen 10 cijfers",
        ["KH227"] = "Velden spreken elkaar tegen",
        ["KH230"] = "Deze bron en dit id kwamen eerder met een andere inhoud",
        ["KH231"] = "De nummers horen bij verschillende personen",
        ["KH232"] = "De nummers kunnen zo niet worden gewijzigd",
        ["KH233"] = "De hub stuurde u geen melding met dit id",
        ["KH240"] = "De hub kon dit bericht niet verwerken",
        ["KH241"] = "De hub viel bij dit bericht uit",
        ["KH436"] = "Het bericht is niet ondertekend",
        ["KH437"] = "De handtekening is niet die van deze partner onder deze inhoud",
        ["KH438"] = "De handtekening is te oud, of uit de toekomst",
        ["KH441"] = "Dit bericht kan van hieruit niet opnieuw worden verstuurd",
    };
}
