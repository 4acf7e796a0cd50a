using KetenHub.Partners.Http;

namespace KetenHub.Partners.Adapters;

internal static class DtvWebhookSettings
{
    public static readonly Setting Url = new("url", SettingKind.Url, "where DT&V receives notifications");
    public static readonly Setting CalendarUrl = new("calendarUrl", SettingKind.Url, "where DT&V receives invitations (text/calendar); empty: nowhere", "");
    public static readonly Setting Secrets = new("secretFile", SettingKind.SecretFile, "signs what is posted; add a new secret on top to rotate");
    public static readonly Setting Origin = new("origin", SettingKind.Text, "host name of the hub, for the handshake", "ketenhub.invalid");
    public static readonly Setting Organizer = new("organizer", SettingKind.MailAddress, "organizer of invitations", "ketenhub@ketenhub.invalid");
    public static readonly Setting Attendee = new("attendee", SettingKind.MailAddress, "who is invited: a function, not a person", "vertrekgesprek@ketenhub.invalid");

    public static IReadOnlyList<Setting> All { get; } =
        [Url, CalendarUrl, Secrets, Origin, Organizer, Attendee, PartnerHttpOptions.TimeoutSetting, PartnerHttpOptions.ConcurrencySetting];
}
