namespace KetenHub.Dashboard;

// Recording what DT&V answered on the phone, and the catalogue of contracts.
internal sealed partial class Texts
{
    public string RecordAnswer => In("Antwoord van DT&V vastleggen", "Record the answer of DT&V");
    public string RecordAnswerHint => In("Voor een antwoord aan de telefoon. Het wordt een bericht van DT&V waarin staat welk account het vastlegde, en gaat door naar IND.", "For an answer on the phone. It becomes a message of DT&V that names the account that recorded it, and goes on to IND.");
    public string WhoComes => In("Wie komt", "Who comes");
    public string WhoComesHint => In("Team of functie, geen naam. Nodig als DT&V klaarstaat.", "Team or function, no name. Needed when DT&V is ready.");
    public string InterviewSlot => In("Vertrekgesprek (Nederlandse tijd)", "Departure interview (Dutch time)");
    public string WhyNotReady => In("Waarom niet", "Why not");
    public string OnlyNotReady => In("alleen bij niet klaar", "only when not ready");
    public string AnswerIncomplete => In("Niet vastgelegd. Bij klaar hoort wie komt, bij niet klaar waarom niet.", "Not recorded. Ready needs who comes, not ready needs why not.");

    public string ContractsName => In("Contracten", "Contracts");
    public string ContractsIntro => In("De gepubliceerde taal: wat partners sturen en wat de hub hun meldt, wie wat mag, en waarvoor.", "The published language: what partners send and what the hub tells them, who may what, and for which purpose.");
    public string SentByPartners => In("Berichten van partners", "Messages of partners");
    public string SentByHub => In("Meldingen van de hub", "Notifications of the hub");
    public string ContractName => In("Bericht", "Message");
    public string Version => In("Versie", "Version");
    public string Publishers => In("Stuurt", "Sends");
    public string Receivers => In("Ontvangt", "Receives");
    public string Nobody => In("niemand", "nobody");
    public string ForPurpose => In("Doel", "Purpose");
    public string Fields => In("Velden", "Fields");
    public string FieldName => In("Veld", "Field");
    public string FieldKind => In("Soort", "Kind");
    public string Required => In("verplicht", "required");
    public string Meaning => In("Betekenis", "Meaning");
    public string Examples => In("Voorbeelden", "Examples");
    public string SchemaFile => In("JSON Schema", "JSON Schema");
    public string AllContracts => In("Alle contracten", "All contracts");
}
