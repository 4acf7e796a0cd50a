using KetenHub.Partners.Http;

namespace KetenHub.Partners.Adapters;

internal static class NaamWebhookSettings
{
    public static readonly Setting Url = new("url", SettingKind.Url, "where the partner receives notifications");
    public static readonly Setting Secrets = new("secretFile", SettingKind.SecretFile, "signs what is posted there; add a new secret on top to rotate");
    public static readonly Setting Origin = new("origin", SettingKind.Text, "host name of the hub, for the handshake", "ketenhub.invalid");

    public static IReadOnlyList<Setting> All { get; } = [Url, Secrets, Origin, PartnerHttpOptions.TimeoutSetting, PartnerHttpOptions.ConcurrencySetting];
}
