namespace KetenHub.Partners.Adapters;

internal static class CoaFilesSettings
{
    public static readonly Setting Notices = new("noticesFolder", SettingKind.Folder, "where notices for COA are put, one file each");

    public static readonly Setting Oin = new("oin", SettingKind.Text, "COA's OIN: the issuer of its own numbers (`coanummer`)", "00000000000000000102");

    public static IReadOnlyList<Setting> All { get; } = [Notices, Oin];
}
