namespace KetenHub.Partners.Adapters;

internal static class CoaFilesSettings
{
    public static readonly Setting Notices = new("noticesFolder", SettingKind.Folder, "where notices for COA are put, one file each");

    public static IReadOnlyList<Setting> All { get; } = [Notices];
}
