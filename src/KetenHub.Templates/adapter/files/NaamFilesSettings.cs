namespace KetenHub.Partners.Adapters;

internal static class NaamFilesSettings
{
    public static readonly Setting Notices = new("noticesFolder", SettingKind.Folder, "where notices for the partner are put, one file each");

    public static IReadOnlyList<Setting> All { get; } = [Notices];
}
