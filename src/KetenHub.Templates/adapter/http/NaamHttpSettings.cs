using KetenHub.Partners.Http;

namespace KetenHub.Partners.Adapters;

internal static class NaamHttpSettings
{
    public static readonly Setting Url = new("url", SettingKind.Url, "where the partner receives notifications");
    public static readonly Setting Secrets = new("secretFile", SettingKind.SecretFile, "signs what is posted there; add a new secret on top to rotate");

    public static IReadOnlyList<Setting> All { get; } = [Url, Secrets, PartnerHttpOptions.TimeoutSetting, PartnerHttpOptions.ConcurrencySetting];
}
