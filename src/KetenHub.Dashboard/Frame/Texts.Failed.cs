using KetenHub.Hub;

namespace KetenHub.Dashboard;

// What failed, and what people do about it.
internal sealed partial class Texts
{
    public string Failed => In("Mislukt", "Failed");
    public string FailedIntro => In("Wat de hub weigerde en wat een partner niet aannam, per reden. Niets hiervan is weg: alles is bewaard en kan opnieuw.", "What the hub refused and what a partner did not take, by reason. None of it is lost: everything is kept and can be sent again.");
    public string NothingFailed => In("Er staat niets open. Wat de hub weigert of een partner niet aanneemt, verschijnt hier.", "Nothing is open. What the hub refuses or a partner does not take appears here.");
    public string KindOf(FailureKind kind) => kind == FailureKind.Refused ? In("Geweigerde berichten", "Refused messages") : In("Niet aangenomen meldingen", "Notifications not taken");
    public string Count => In("Aantal", "Count");
    public string WhyFailed => In("Reden", "Reason");
    public string FirstAndLast => In("Eerste en laatste", "First and last");
    public string Note => In("Notitie", "Note");
    public string WriteNote => In("Notitie schrijven", "Write a note");
    public string ChangeNote => In("Notitie wijzigen", "Change the note");
    public string Keep => In("Bewaren", "Keep");
    public string AllGroups => In("Alles wat mislukt is", "Everything that failed");
    public string AllAgain(FailureKind kind, long count) => kind == FailureKind.Refused
        ? In($"Alle {Number(count)} opnieuw aanbieden", $"Send all {Number(count)} again")
        : In($"Alle {Number(count)} nu proberen", $"Try all {Number(count)} now");
    public string Message => In("Bericht", "Message");
    public string LookAt => In("Bekijken", "Look");
    public string NextTry => In("volgende poging", "next try");
    public string TryNow => In("Nu proberen", "Try now");
    public string NotificationType(string type) => Types.TryGetValue(type, out var words) ? In(words.Dutch, words.English) : type;

    public string PlanTitle => In("Opnieuw aanbieden", "Send again");
    public string WouldSend(long count) => count == 1 ? In("1 bericht gaat opnieuw door de hub.", "1 message goes through the hub again.") : In($"{Number(count)} berichten gaan opnieuw door de hub.", $"{Number(count)} messages go through the hub again.");
    public string WouldPass(int passing, long count) => passing == count
        ? In("Alle komen nu door de controle.", "All of them pass the checks now.")
        : In($"Daarvan komen er nu {Number(passing)} door de controle; de andere zouden opnieuw worden geweigerd.", $"{Number(passing)} of them pass the checks now; the others would be refused again.");
    public string NotTriedOut => In("Het zijn er te veel om vooraf te controleren.", "They are too many to check beforehand.");
    public string OrderKept => In("In de volgorde waarin ze binnenkwamen. Wordt een bericht opnieuw geweigerd, dan wachten latere over dezelfde persoon.", "In the order in which they came. If one is refused again, later ones about the same person wait.");
    public string WouldRelease(long count) => count == 1 ? In("1 melding wordt direct opnieuw geprobeerd.", "1 notification is tried again at once.") : In($"{Number(count)} meldingen worden direct opnieuw geprobeerd.", $"{Number(count)} notifications are tried again at once.");
    public string StartJob => In("Start", "Start");
    public string DoNothing => In("Niets doen", "Do nothing");
    public string WhyDone => In("Waarom", "Why");
    public string WhyDoneHint => In("5 tot 200 tekens; wordt vastgelegd. Geen namen of nummers van personen.", "5 to 200 characters; it is written down. No names or numbers of persons.");
    public string Jobs => In("Opdrachten", "Jobs");
    public string NoJobs => In("Er is nog niets opnieuw aangeboden.", "Nothing was sent again yet.");
    public string JobTitle => In("Opdracht: opnieuw aanbieden", "Job: send again");
    public string JobState(ReplayRow job) => job.EndedAt is null
        ? In($"Bezig: {Number(job.Done)} van {Number(job.Total)}", $"Running: {Number(job.Done)} of {Number(job.Total)}")
        : In($"Klaar: {Number(job.Good)} van {Number(job.Total)} gelukt", $"Ended: {Number(job.Good)} of {Number(job.Total)} succeeded");
    public string EndedAt => In("Klaar", "Ended");
    public string Place => In("Nr.", "No.");
    public string JobResult => In("Uitkomst", "Result");
    public string MessageOf(Guid id) => In($"bericht {id.ToString("D")[..8]}", $"message {id.ToString("D")[..8]}");
    public string NotificationOf(Guid id) => In($"melding {id.ToString("D")[..8]}", $"notification {id.ToString("D")[..8]}");
    public string Of(ReplayResult? result) => result switch
    {
        ReplayResult.Accepted => In("Aangenomen", "Accepted"),
        ReplayResult.Known => In("Was al bekend", "Was known already"),
        ReplayResult.Released => In("Wordt nu geprobeerd", "Is tried now"),
        ReplayResult.Refused => In("Opnieuw geweigerd", "Refused again"),
        ReplayResult.HeldBack => In("Wacht op een eerder bericht over dezelfde persoon", "Waits for an earlier message about the same person"),
        ReplayResult.Gone => In("Intussen al afgehandeld", "Dealt with meanwhile"),
        ReplayResult.NotWhole => In("Kan niet opnieuw: de inhoud is niet volledig bewaard", "Can't be sent: its content was not kept whole"),
        null => In("Nog niet gedaan", "Not done yet"),
        { } other => UnknownKind(other),
    };

    public string RefusedOne => In("Geweigerd bericht", "Refused message");
    public string NoSuchThing => In("Dit bestaat niet.", "There is no such thing.");
    public string ContentTypeName => In("Soort inhoud", "Content type");
    public string Headers => In("Kenmerken", "Attributes");
    public string Again => In("Opnieuw aanbieden", "Send again");
    public string SetAside => In("Terzijde leggen", "Set aside");
    public string Of(Resolution? resolution) => resolution switch
    {
        Resolution.Accepted => In("Opnieuw aangeboden en aangenomen", "Sent again and accepted"),
        Resolution.Known => In("Was al bekend", "Was known already"),
        Resolution.Corrected => In("Vervangen door een gewijzigde kopie", "Replaced by a changed copy"),
        Resolution.SetAside => In("Terzijde gelegd", "Set aside"),
        null => In("Staat open", "Open"),
        { } other => UnknownKind(other),
    };
    public string BodyTitle => In("Inhoud", "Content");
    public string BodyIntro => In("De inhoud kan persoonsgegevens bevatten. Dat u haar ziet, wordt met de reden vastgelegd.", "The content may hold person data. That you see it is written down with the reason.");
    public string ContentGone => In("De inhoud is na de bewaartermijn gewist; dat het bericht kwam en waarom het is geweigerd, blijft.", "The content went after its term; that the message came and why it was refused, stays.");
    public string GoneAndOpen => In("Niemand handelde dit bericht af en de inhoud is na de bewaartermijn gewist. Vraag de partner het opnieuw te sturen als het nog nodig is, en leg dit terzijde.", "Nobody dealt with this message, and its content went after its term. Ask the partner to send it again where it is still needed, and set this one aside.");
    public string ShowBody => In("Inhoud tonen", "Show content");
    public string NoRightToBodies => In("Uw account mag de inhoud niet zien.", "Your account may not see the content.");
    public string Change => In("Kopie wijzigen", "Change a copy");
    public string ChangeHint => In("Het origineel blijft zoals het is. De kopie gaat pas door als een tweede persoon haar goedkeurt, en draagt voor altijd het nummer van deze wijziging.", "The original stays as it is. The copy goes through only when a second person approves it, and carries the number of this change for ever.");
    public string Copy => In("Kopie", "Copy");
    public string Propose => In("Voorleggen aan een tweede persoon", "Put to a second person");
    public string CopyRefused => In("Ook deze kopie zou worden geweigerd:", "This copy would be refused too:");
    public string History => In("Wat ermee gebeurde", "What happened to it");
    public string NothingYet => In("Nog niets.", "Nothing yet.");

    public string Corrections => In("Gewijzigde kopieën", "Changed copies");
    public string CorrectionTitle => In("Gewijzigde kopie", "Changed copy");
    public string ChangedBy => In("Gewijzigd door", "Changed by");
    public string Original => In("Origineel", "Original");
    public string Difference => In("Verschil", "Difference");
    public string DifferenceHint => In("Gewijzigde regels hebben een streep aan de kant.", "Changed lines have a bar at the side.");
    public string Changed => In("gewijzigd", "changed");
    public string Approve => In("Goedkeuren en aanbieden", "Approve and send");
    public string TurnDown => In("Afwijzen", "Turn down");
    public string SecondPerson => In("Een tweede persoon met het recht om goed te keuren beslist hierover.", "A second person with the right to approve decides on this.");
    public string LookFirst => In("Bekijk eerst wat er is gewijzigd.", "Look first at what was changed.");
    public string OutcomeOf(CorrectionRow correction) => correction.Outcome switch
    {
        "" => In("Wacht op een tweede persoon", "Waits for a second person"),
        "Accepted" => In("Goedgekeurd en aangenomen", "Approved and accepted"),
        Correction.TurnedDown => In("Afgewezen", "Turned down"),
        _ => In($"Goedgekeurd, maar geweigerd: {correction.Outcome}", $"Approved, but refused: {correction.Outcome}"),
    };
    public string Of(ActionKind kind) => kind switch
    {
        ActionKind.Denied => In("Geweigerd: geen recht", "Refused: no right"),
        ActionKind.BodySeen => In("Inhoud bekeken", "Content seen"),
        ActionKind.Replayed => In("Opnieuw aangeboden", "Sent again"),
        ActionKind.SetAside => In("Terzijde gelegd", "Set aside"),
        ActionKind.Proposed => In("Kopie voorgelegd", "Copy proposed"),
        ActionKind.Approved => In("Kopie goedgekeurd", "Copy approved"),
        ActionKind.TurnedDown => In("Kopie afgewezen", "Copy turned down"),
        ActionKind.SignedIn => In("Aangemeld", "Signed in"),
        ActionKind.SignInRefused => In("Geweigerd: onbekend token", "Refused: unknown token"),
        ActionKind.LookedUp => In("Dossier ingezien", "File looked into"),
        ActionKind.Fetched => In("Verwijzing opgevraagd", "Reference fetched"),
        ActionKind.TakenOut => In("Tijdlijn afgedrukt of bewaard", "Timeline printed or kept"),
        ActionKind.Exported => In("Inzage aan de persoon gegeven", "Given to the person"),
        ActionKind.Erased => In("Persoon gewist", "Person erased"),
        ActionKind.Corrected => In("Gegevens gecorrigeerd", "Data corrected"),
        ActionKind.RightsChanged => In("Verwerking beperkt of bewaarplicht gewijzigd", "Restriction or legal hold changed"),
        ActionKind.FiguresSeen => In("Exacte cijfers ingezien", "Exact figures seen"),
        ActionKind.Sent => In("Bericht gestuurd", "Message sent"),
        ActionKind.AuditRead => In("Auditlog gelezen", "Audit log read"),
        ActionKind.Acknowledged => In("Alarm in behandeling genomen", "Alert acknowledged"),
        ActionKind.Paused => In("Partner gepauzeerd", "Partner paused"),
        ActionKind.Resumed => In("Partner hervat", "Partner resumed"),
        ActionKind.Counted => In("Laten tellen wat bewaard is", "Had it counted what is kept"),
        ActionKind.SignedOut => In("Afgemeld", "Signed out"),
        ActionKind.SessionEnded => In("Sessie beëindigd", "Session ended"),
        ActionKind.Verified => In("Logboek nagerekend", "Log verified"),
        ActionKind.KeysRotated => In("Hoofdsleutel vervangen", "Master key replaced"),
        ActionKind.RecoveryReported => In("Nagegaan wat na terugzetten ontbreekt", "Asked what is missing after a restore"),
        ActionKind.Migrated => In("Opslag bijgewerkt", "Store migrated"),
        ActionKind.Expired => In("Bewaartermijnen toegepast", "Terms of retention applied"),
        ActionKind.Noted => In("Notitie", "Note"),
        _ => UnknownKind(kind),
    };
}
