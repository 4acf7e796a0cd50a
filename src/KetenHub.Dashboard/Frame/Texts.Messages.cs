namespace KetenHub.Dashboard;

// Messages over all persons.
internal sealed partial class Texts
{
    public string MessagesName => In("Berichten", "Messages");
    public string MessagesIntro => In("Wat partners stuurden en wat hun is gemeld, laatste eerst. Zonder inhoud: die staat in de tijdlijn van de persoon, en wie haar opent, noemt een doel.", "What partners sent and what they were told, latest first. Without content: that stands in the person's timeline, and whoever opens it states a purpose.");
    public string DirectionName => In("Richting", "Direction");
    public string BothWays => In("in en uit", "in and out");
    public string WayIn => In("van partners", "from partners");
    public string WayOut => In("aan partners", "to partners");
    public string TypeName => In("Soort", "Type");
    public string AllTypes => In("alle soorten", "all types");
    public string TypeInWords(string type) => Types.TryGetValue(type, out var words) ? In(words.Dutch, words.English) : type;
    public string Lately => In("Periode", "Period");
    public string LastHoursOf(int hours) => hours switch
    {
        1 => In("laatste uur", "last hour"),
        168 => In("laatste 7 dagen", "last 7 days"),
        _ => In($"laatste {hours} uur", $"last {hours} hours"),
    };
    public string MessageId => In("Id van het bericht", "Id of the message");
    public string CaseNumber => In("Zaaknummer", "Case number");
    public string CaseHint => In("Het zaaknummer komt niet in het adres; daar staat alleen een kenmerk.", "The case number does not come into the address; only a reference stands there.");
    public string CaseIs(string reference) => In($"Zaak met kenmerk {reference}", $"Case with reference {reference}");
    public string CaseMeans => In("Alle berichten over wie dit zaaknummer heeft.", "All messages about whoever has this case number.");
    public string CaseUnknown => In("Geen enkel dossier heeft dit zaaknummer.", "No file has this case number.");
    public string CasesNotFilled => In("Zaaknummers van vroeger worden nog ingelezen: wat ontbreekt, kan nog komen.", "Case numbers of before are still being read in: what is missing may still come.");
    public string WithoutCase => In("zonder deze zaak", "without this case");
    public string ByPerson => In("Op persoon zoeken", "Search by person");
    public string ByPersonHint => In("Opent de tijdlijn, met een doel.", "Opens the timeline, with a purpose.");
    public string NoMessages => In("Er is nog niets binnengekomen. Wat een partner stuurt, staat hier zodra het is aangenomen.", "Nothing came in yet. What a partner sends stands here as soon as it is accepted.");
    public string NoMessagesFound => In("Geen enkel bericht past hierbij.", "No message matches.");
    public string OnlyOwn(string partner) => In($"U ziet wat {partner} stuurde en wat {partner} is gemeld.", $"You see what {partner} sent and what {partner} was told.");
    public string Newest => In("Nieuwste", "Newest");
    public string Newer => In("Nieuwere", "Newer");
    public string Older => In("Oudere", "Older");
    public string ShownMessages(int count, bool more) => (count, more) switch
    {
        (0, _) => In("0 berichten", "0 messages"),
        (_, true) => In($"{Number(count)} berichten; er zijn er meer", $"{Number(count)} messages; there are more"),
        (1, _) => In("1 bericht; ouder is er niet", "1 message; none is older"),
        _ => In($"{Number(count)} berichten; ouder zijn er niet", $"{Number(count)} messages; none are older"),
    };
    public string BackToMessages => In("Naar alle berichten", "To all messages");
    public string SentAt => In("in de wachtrij van de partner", "in the partner's queue");
    public string WaitsToBeSent => In("wacht op verzending", "waits to be sent");
    public string TriedTimes(int attempts) => In($"niet aangenomen, {Number(attempts)} keer geprobeerd", attempts == 1 ? "not taken, tried once" : $"not taken, tried {Number(attempts)} times");
    public string AcceptedState => In("aangenomen", "accepted");
    public string MessageOfId(string id) => In($"Bericht {id}", $"Message {id}");
    public string RefusedById => In("Met dit nummer staat er een geweigerd bericht.", "A refused message has this number.");
    public string LookAtIt => In("Bekijk het", "Look at it");
    public string CausedBy => In("Veroorzaakt door", "Caused by");
    public string CausedThese => In("Veroorzaakte", "Caused");
    public string FromOutside => In("van buiten", "from outside");
    public string NothingCaused => In("niets", "nothing");
    public string PolicyName => In("Beleid", "Policy");
    public string LogPlace => In("Regel in het dossier", "Entry in the file");

    public string SavedViews => In("Bewaarde selecties", "Saved views");
    public string KeepView => In("Deze selectie bewaren", "Keep this selection");
    public string ViewName => In("Naam van de selectie", "Name of the view");
    public string ViewHint => In("1 tot 40 tekens, zonder namen of nummers van personen. Alleen u ziet haar. Een id of zaak wordt niet bewaard.", "1 to 40 characters, without names or numbers of persons. Only you see it. An id or case is not kept.");
    public string ForgetView(string name) => In($"Selectie {name} vergeten", $"Forget view {name}");
    public string Forget => In("Vergeten", "Forget");
    public string ViewRefused => In("Zo kan de selectie niet worden bewaard: een naam heeft 1 tot 40 tekens en geen nummer van een persoon, en er zijn hoogstens 30 selecties.", "The view can't be kept like this: a name has 1 to 40 characters and no number of a person, and there are 30 views at most.");
    public string FilterUnreadable => In("Dit is geen id van een bericht of geen moment. Een id heeft de vorm 019ae0c4-…, een moment 2026-11-22T02:15.", "This is no id of a message or no moment. An id looks like 019ae0c4-…, a moment like 2026-11-22T02:15.");
}
