using KetenHub.Hub;

namespace KetenHub.Dashboard;

// Person search, and what the log says in the reader's words.
internal sealed partial class Texts
{
    public string SearchIntro => In("Wie de tijdlijn van een persoon opent, komt met het doel in het logboek van die persoon te staan.", "Whoever opens a person's timeline is noted, with the purpose, in that person's log.");
    public string Scheme => In("Soort nummer", "Kind of number");
    public string SchemeHint => In("Bijvoorbeeld v-nummer.", "For example v-nummer.");
    public string Value => In("Nummer", "Number");
    public string ValueHint => In("Een V-nummer heeft 10 cijfers.", "A V-nummer has 10 digits.");
    public string Issuer => In("Uitgegeven door (OIN)", "Issued by (OIN)");
    public string IssuerHint => In("20 cijfers. Niet nodig bij een V-nummer.", "20 digits. Not needed for a V-nummer.");
    public string Purpose => In("Doel van de inzage", "Purpose of looking");
    public string PurposeHint => In("5 tot 200 tekens, bijvoorbeeld: nagaan of DT&V klaar is. Schrijf hier geen namen of nummers van personen.", "5 to 200 characters, for example: check whether DT&V is ready. Write no names or numbers of persons here.");
    public string Open => In("Tijdlijn openen", "Open timeline");
    public string AboutDecision => In("De persoon bij besluit", "The person of decision");
    public string PurposeMissing => In("Vul het doel van de inzage in, 5 tot 200 tekens.", "State the purpose in 5 to 200 characters.");
    public string PersonUnknown => In("Geen aangenomen bericht noemt iemand met dit nummer. Controleer de soort en het nummer.", "No accepted message names a person with this number. Check its kind and the number.");
    public string VNummerForm => In("Een V-nummer bestaat uit 10 cijfers.", "A V-nummer is 10 digits.");
    public string IssuerMissing => In("Vul bij dit soort nummer het OIN van de uitgever in, 20 cijfers.", "State the issuer's OIN, 20 digits, for this kind of number.");
    public string ValueMissing => In("Vul het nummer in.", "State the number.");
    public string TicketExpired => In("Deze inzage is verlopen. Zoek opnieuw.", "This look-up has expired. Search again.");
    public string NotDone => In("Niet gelukt", "Not done");

    public string TimelineHeading => In("Tijdlijn van één persoon", "Timeline of one person");
    public string LookedFor(string purpose) => In($"Ingezien voor: {purpose}", $"Looked up for: {purpose}");
    public string AsOf => In("Stand van", "As of");
    public string Refresh => In("Verversen", "Refresh");
    public string NewSearch => In("Andere persoon zoeken", "Search another person");
    public string MergedNote(int count) => In($"Met {count} eerder samengevoegd{(count == 1 ? "" : "e")} dossier{(count == 1 ? "" : "s")}.", $"With {count} record{(count == 1 ? "" : "s")} merged earlier.");
    public string ReadinessesOf => In("Uitreikingen van deze persoon", "Hand-outs of this person");
    public string NoReadiness => In("Voor deze persoon is geen gereedheid gevraagd.", "No readiness was asked for this person.");
    public string ChainGood(long entries) => In($"Het logboek klopt: {Number(entries)} regels nagerekend.", $"The log is intact: {Number(entries)} entries recomputed.");
    public string ChainBad(long n) => In($"Het logboek is veranderd: regel {Number(n)} past niet in de keten (KH304). Bewaar dit en bel het beheer.", $"The log was changed: entry {Number(n)} does not fit the chain (KH304). Keep this and call operations.");
    public string ChainTooLong(long entries) => In($"Niet nagerekend: {Number(entries)} regels vragen meer tijd dan een pagina heeft.", $"Not recomputed: {Number(entries)} entries take more time than a page has.");
    public string Hub => In("hub", "hub");
    public string Time => In("Tijd", "Time");
    public string Entries => In("Regels", "Entries");
    public string Earlier => In("Eerdere regels", "Earlier entries");
    public string Later => In("Latere regels", "Later entries");
    public string RestrictedNote(string since) => In($"De verwerking is beperkt sinds {since} (AVG artikel 18). Gebruik deze gegevens alleen voor de uitreiking, de veiligheid van anderen of een correctie.", $"Processing is restricted since {since} (GDPR article 18). Use these data for the hand-out, the safety of others or a correction only.");
    public string HeldNote(string since) => In($"Bewaarplicht sinds {since}: deze gegevens worden niet gewist.", $"Legal hold since {since}: these data are not erased.");
    public string DoneBy(string actor) => In($"door {actor}", $"by {actor}");
    public string Because(long n) => In($"door nr. {n}", $"because of no. {n}");
    public string EntryNumber(long n) => In($"nr. {n}", $"no. {n}");
    public string Dossier(int index) => In($"dossier {index + 1}", $"record {index + 1}");
    public string PolicyVersion(string version) => In($"beleid {version}", $"policy {version}");
    public string HashIs(string hash) => In($"controlegetal {hash}", $"hash {hash}");
    public string Content => In("Inhoud", "Content");
    public string Erased => In("Inhoud gewist", "Content erased");
    public string Unreadable => In("Inhoud kan niet worden geopend", "Content can't be opened");
    public string ToHub(string from) => In($"{from} aan hub", $"{from} to hub");
    public string FromHub(string to) => In($"hub aan {to}", $"hub to {to}");
    public string LookedUpBy(string actor) => In($"ingezien door {actor}", $"looked up by {actor}");

    /// <summary>A log entry's type in words.</summary>
    public string TypeOf(LogRow row) => row.Kind switch
    {
        LogKind.LookedUp => In("Inzage", "Look-up"),
        LogKind.Merged => In("Personen samengevoegd", "Persons merged"),
        LogKind.Erased => In("Gewist", "Erased"),
        LogKind.Corrected => In("Gecorrigeerd", "Corrected"),
        LogKind.Restricted => In("Verwerking beperkt", "Processing restricted"),
        LogKind.RestrictionLifted => In("Beperking opgeheven", "Restriction lifted"),
        LogKind.HoldSet => In("Bewaarplicht ingesteld", "Legal hold set"),
        LogKind.HoldLifted => In("Bewaarplicht opgeheven", "Legal hold lifted"),
        LogKind.Expired => In("Bewaartermijn verstreken", "Term of retention ended"),
        LogKind.Split => In("Nummers afgesplitst", "Identifiers split off"),
        LogKind.Deadline => row.Type switch
        {
            "readiness" => In("Termijn: antwoord van DT&V", "Deadline: answer of DT&V"),
            "interview" => In("Termijn: vertrekgesprek", "Deadline: departure interview"),
            "attention" => In("Termijn: signalen bundelen", "Deadline: gathering reports"),
            "agreement" => In("Termijn: afspraak", "Deadline: agreement"),
            _ => In("Termijn", "Deadline"),
        },
        _ when !Stored.IsKnown(row.Kind) => UnknownKind(row.Kind),
        _ => Types.TryGetValue(row.Type, out var words) ? In(words.Dutch, words.English) : row.Type,
    };

    /// <summary>Reasons as the log holds them, each in the reader's words where they are known.</summary>
    public string Why(string why) => IsDutch
        ? string.Join("; ", why.Split("; ").Select(reason => Reasons.GetValueOrDefault(reason, reason)))
        : why;

    private static readonly Dictionary<string, (string Dutch, string English)> Types = new(StringComparer.Ordinal)
    {
        ["case-signal"] = ("Signaal", "Signal"),
        ["incident-registered"] = ("Incident geregistreerd", "Incident registered"),
        ["decision-issued"] = ("Besluit genomen", "Decision issued"),
        ["hand-out-planned"] = ("Uitreiking gepland", "Hand-out planned"),
        ["hand-out-cancelled"] = ("Uitreiking gaat niet door", "Hand-out cancelled"),
        ["decision-handed-out"] = ("Besluit uitgereikt", "Decision handed out"),
        ["decision-withdrawn"] = ("Besluit ingetrokken", "Decision withdrawn"),
        ["readiness-reported"] = ("Antwoord van DT&V", "Answer of DT&V"),
        ["departure-interview-held"] = ("Vertrekgesprek gehouden", "Departure interview held"),
        ["person-identifiers-changed"] = ("Nummers van de persoon gewijzigd", "Identifiers of the person changed"),
        ["agreement-made"] = ("Afspraak gemaakt", "Agreement made"),
        ["agreement-closed"] = ("Afspraak afgesloten", "Agreement closed"),
        ["removability-changed"] = ("Verwijderbaarheid gewijzigd", "Removability changed"),
        ["process-director-assigned"] = ("Procesregisseur gewijzigd", "Process director changed"),
        ["delivery-reported"] = ("Aflevering gemeld", "Delivery reported"),
        ["transport-planned"] = ("Vervoer gepland", "Transport planned"),
        ["transport-picked-up"] = ("Opgehaald voor vervoer", "Picked up for transport"),
        ["transport-handed-over"] = ("Overgedragen voor vertrek", "Handed over for departure"),
        ["transport-cancelled"] = ("Vervoer vervallen", "Transport cancelled"),
        ["readiness-requested"] = ("Gevraagd om klaar te staan", "Asked to be ready"),
        ["readiness-reminder"] = ("Herinnering", "Reminder"),
        ["readiness-escalated"] = ("Waarschuwing aan dienst of regisseur", "Warning to duty officer or director"),
        ["hand-out-clearance"] = ("Doorgegeven of DT&V klaar is", "Told whether DT&V is ready"),
        ["hand-out-changed"] = ("Wijziging van de uitreiking", "Change of the hand-out"),
        ["attention-proposed"] = ("Aandacht voorgesteld", "Attention proposed"),
        ["safety-notice"] = ("Veiligheid: kijk voor de uitreiking", "Safety: look before the hand-out"),
        ["person-out-of-view"] = ("Uit beeld of weer in beeld", "Out of view or seen again"),
        ["agreement-reminder"] = ("Herinnering aan afspraak", "Reminder of agreement"),
        ["agreement-escalated"] = ("Afspraak niet nagekomen", "Agreement missed"),
        ["correction-issued"] = ("Correctie", "Correction"),
    };

    // The log holds English reasons; they are part of what is hashed and stay as they are.
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["recorded"] = "vastgelegd",
        ["the partner has the notification"] = "de partner heeft de melding",
        ["the partner does not have the notification"] = "de partner heeft de melding niet",
        ["looked up"] = "ingezien",
        ["ignored: a later revision is known"] = "zonder gevolg: een latere versie is bekend",
        ["ignored: this revision is known"] = "zonder gevolg: deze versie is al bekend",
        ["readiness asked"] = "gevraagd of DT&V klaarstaat",
        ["readiness asked again: the earlier answer does not cover the plan"] = "opnieuw gevraagd: het eerdere antwoord past niet bij het plan",
        ["short notice: the hand-out is nearer than the lead time"] = "korte termijn: de uitreiking is te dichtbij",
        ["no answer yet"] = "nog geen antwoord",
        ["no answer before it was due"] = "geen antwoord binnen de termijn",
        ["DT&V answered"] = "DT&V heeft geantwoord",
        ["the earlier answer covers the new plan"] = "het eerdere antwoord past bij het nieuwe plan",
        ["the answer does not cover the plan as it stands"] = "het antwoord past niet bij het huidige plan",
        ["the answer is kept until its decision or hand-out is known"] = "antwoord bewaard tot het besluit of de uitreiking bekend is",
        ["hand-out planned or changed"] = "uitreiking gepland of gewijzigd",
        ["the hand-out does not take place"] = "de uitreiking gaat niet door",
        ["the decision was handed out"] = "het besluit is uitgereikt",
        ["missed presence: handed out without DT&V"] = "uitgereikt zonder DT&V",
        ["handed out although it was cancelled, withdrawn or granted"] = "uitgereikt hoewel vervallen, ingetrokken of ingewilligd",
        ["first departure interview held"] = "eerste vertrekgesprek gehouden",
        ["no departure interview in time after the hand-out"] = "geen vertrekgesprek op tijd na de uitreiking",
        ["the person is a minor: the guardian is told what DT&V is told"] = "minderjarig: de voogd hoort wat DT&V hoort",
        ["the person is a minor and no guardian partner is configured"] = "minderjarig en geen voogd ingesteld",
        ["removability changed"] = "verwijderbaarheid gewijzigd",
        ["report about a person with an open case"] = "melding over iemand met een lopende zaak",
        ["gathered into the open proposal"] = "toegevoegd aan het lopende voorstel",
        ["gathered: no case is known yet"] = "verzameld: er is nog geen zaak bekend",
        ["serious incident while a hand-out is prepared"] = "ernstig incident tijdens voorbereiding van een uitreiking",
        ["out of view while a hand-out is planned"] = "uit beeld terwijl een uitreiking gepland is",
        ["seen again while a hand-out is planned"] = "weer in beeld terwijl een uitreiking gepland is",
        ["ignored: a later observation is known"] = "zonder gevolg: een latere waarneming is bekend",
        ["minority established"] = "minderjarigheid vastgesteld",
        ["identifiers linked"] = "nummers gekoppeld",
        ["persons merged"] = "personen samengevoegd",
        ["identifiers split off"] = "nummers afgesplitst",
        ["agreement made"] = "afspraak gemaakt",
        ["the term of the agreement is another than the one sent: it ended on a day that is no working day"] = "termijn verlengd: de laatste dag was geen werkdag",
        ["agreement closed"] = "afspraak afgesloten",
        ["the term of the agreement comes near"] = "de termijn van de afspraak nadert",
        ["the term of the agreement passed"] = "de termijn van de afspraak is verstreken",
        ["the close is kept until its agreement is known"] = "afsluiting bewaard tot de afspraak bekend is",
        ["ignored: this or a later close is known"] = "zonder gevolg: deze of een latere afsluiting is bekend",
        ["without effect: neither who made the agreement nor its owner closed it"] = "zonder gevolg: alleen maker of actiehouder kan afsluiten",
        ["the owner receives no reminders: the process director is told"] = "de actiehouder krijgt geen herinneringen: de procesregisseur hoort het",
        ["another owner than policy names for this kind of agreement"] = "andere actiehouder dan het beleid voor dit soort afspraak noemt",
        ["process director changed"] = "procesregisseur gewijzigd",
        ["without effect: policy names no such process director"] = "zonder gevolg: het beleid noemt deze partner niet als procesregisseur",
        ["transport changed"] = "vervoer gewijzigd",
        ["processing restricted"] = "verwerking beperkt",
        ["restriction lifted"] = "beperking opgeheven",
        ["withheld: processing is restricted"] = "niet doorgegeven: de verwerking is beperkt",
        ["legal hold set"] = "bewaarplicht ingesteld",
        ["legal hold lifted"] = "bewaarplicht opgeheven",
        ["what was told earlier was wrong"] = "wat eerder is doorgegeven klopte niet",
        ["ignored: nothing is due"] = "zonder gevolg: er is niets verschuldigd",
    };
}
