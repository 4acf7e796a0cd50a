namespace KetenHub.Partners.Adapters;

internal static class MailNoticeSettings
{
    public static readonly Setting Host = new("host", SettingKind.Text, "mail server");
    public static readonly Setting Port = new("port", SettingKind.Number, "its port", "587");
    public static readonly Setting Encryption = new("encryption", SettingKind.MailEncryption, "how the connection is protected; none only on this machine", "starttls");
    public static readonly Setting User = new("user", SettingKind.Text, "account at the mail server; empty: none", "");
    public static readonly Setting Password = new("passwordFile", SettingKind.SecretFile, "its password; empty: none", "");
    public static readonly Setting From = new("from", SettingKind.MailAddress, "sender");
    public static readonly Setting To = new("to", SettingKind.MailAddress, "who is told that something waits: a function, not a person");
    public static readonly Setting Link = new("link", SettingKind.Url, "where it waits: the hub's dashboard");
    public static readonly Setting Timeout = new("timeout", SettingKind.Duration, "how long one mail may take", "PT20S");

    public static IReadOnlyList<Setting> All { get; } = [Host, Port, Encryption, User, Password, From, To, Link, Timeout];
}
