using KetenHub.Hub;

namespace KetenHub.Dashboard;

// Signing in and out, roles and sessions.
internal sealed partial class Texts
{
    public string SignOut => In("Afmelden", "Sign out");
    public string SignInAgain => In("U bent niet meer aangemeld. Wat u ziet, is verouderd. Laad de pagina opnieuw om u aan te melden.", "You are no longer signed in. What you see is out of date. Reload the page to sign in.");
    public string SessionsName => In("Aanmeldingen", "Sign-ins");
    public string SessionsIntro => In(
        "Wie nu bij deze hub is aangemeld. Beëindigen werkt meteen; wie een account houdt, kan zich opnieuw aanmelden. Een account van een aanmelddienst staat hier onder een nummer, nooit onder een naam.",
        "Who is signed in at this hub now. Ending works at once; who keeps an account can sign in again. An account of an identity provider stands here by a number, never by a name.");
    public string RoleName => In("Rol", "Role");
    public string SignedInAt => In("Aangemeld", "Signed in");
    public string SessionSeen => In("Laatst gezien", "Last seen");
    public string EndsAt => In("Eindigt", "Ends");
    public string EndSession => In("Beëindigen", "End");
    public string You => In("u", "you");
    public string WithToken => In("met een link", "with a link");
    public string OnlyYours(string partner) => In($"U ziet alleen wat {partner} aangaat.", $"You see only what concerns {partner}.");
    public string NotShown => In("Inhoud: daarvoor heeft u geen recht", "Content: you have no right to it");
    public string Of(StaffRole role) => role switch
    {
        StaffRole.Viewer => In("inzage", "viewer"),
        StaffRole.CaseWorker => In("casusbehandelaar", "case worker"),
        StaffRole.Operator => In("beheerder van de keten", "operator"),
        StaffRole.Approver => In("goedkeurder", "approver"),
        StaffRole.Administrator => In("administrator", "administrator"),
        StaffRole.PrivacyOfficer => In("behandelaar van verzoeken van betrokkenen", "privacy officer"),
        _ => In("auditor", "auditor"),
    };
}
