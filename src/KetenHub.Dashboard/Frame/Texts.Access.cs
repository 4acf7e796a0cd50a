using KetenHub.Hub;

namespace KetenHub.Dashboard;

// For the auditor.
internal sealed partial class Texts
{
    public string Access => In("Toegang", "Access");
    public string AccessIntro => In("Wie in welk dossier keek en waarom, wie wat deed of niet mocht, en wat elk account mag. Een dossier staat hier onder zijn kenmerk.", "Who looked into which file and why, who did what or was refused it, and what each account may do. A file stands here by its reference.");
    public string Account => In("Account", "Account");
    public string May => In("Mag", "May");
    public string Deed => In("Handeling", "Deed");
    public string Outcome => In("Uitkomst", "Result");
    public string CameFrom => In("Vanaf", "From");
    public string Trace => In("Spoor", "Trace");
    public string ResultOf(ActionRow action) => action.Result switch
    {
        ActionRow.Done => In("gedaan", "done"),
        ActionRow.Refused => In("geweigerd", "refused"),
        _ when action.Kind == ActionKind.Verified => In($"klopt niet: {action.Result}", $"not right: {action.Result}"),
        _ when action.Kind is ActionKind.KeysRotated or ActionKind.RecoveryReported or ActionKind.Expired => In($"mislukt: {action.Result}", $"failed: {action.Result}"),
        _ => In($"geweigerd: {action.Result}", $"refused: {action.Result}"),
    };
    public string RunsHub => In("wie de hub beheert", "who runs the hub");
    public string EnteredBy(string account) => In($"vastgelegd door {account}", $"recorded by {account}");
    public string Of(AccessList list) => list switch
    {
        AccessList.LookUps => In("Inzages", "Look-ups"),
        AccessList.Actions => In("Handelingen", "Deeds"),
        _ => In("Accounts en rechten", "Accounts and rights"),
    };
    public string Of(Right right) => right switch
    {
        Right.Operate => In("overzicht, wat mislukte, partners; gereedheid en tijdlijnen met doel", "overview, what failed, partners; readiness and timelines with a purpose"),
        Right.Direct => In("tafels en regie", "tables and direction"),
        Right.Figures => In("cijfers zoals gepubliceerd", "figures as published"),
        Right.ExactFigures => In("exacte cijfers, met doel", "exact figures, with a purpose"),
        Right.Replay => In("opnieuw aanbieden, terzijde leggen, kopieën voorstellen", "send again, set aside, propose copies"),
        Right.Steer => In("alarmen in behandeling nemen, partners pauzeren", "acknowledge alerts, pause partners"),
        Right.Bodies => In("inhoud van geweigerde berichten, met reden", "content of refused messages, with a reason"),
        Right.Approve => In("kopieën van een ander goedkeuren", "approve somebody else's copies"),
        Right.Audit => In("deze pagina", "this page"),
        Right.Report => In("signalen en incidenten melden", "report signals and incidents"),
        Right.View => In("gereedheid, termijnen, contracten", "readiness, terms, contracts"),
        Right.Persons => In("tijdlijnen met doel, zonder inhoud", "timelines with a purpose, without content"),
        Right.Contents => In("inhoud van berichten op een tijdlijn", "content of messages on a timeline"),
        Right.Rectify => In("corrigeren, verwerking beperken, bewaarplicht instellen", "correcting, restricting processing, legal holds"),
        Right.Administer => In("wie is aangemeld; sessies beëindigen", "who is signed in; ending sessions"),
        _ => right.ToString(),
    };
}
