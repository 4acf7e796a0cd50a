namespace KetenHub.Faults.Real;

/// <summary>Two releases of ketenhub that follow each other, each in a folder of its own.</summary>
internal sealed class Releases : IDisposable
{
    private const string Store = "KetenHub.Storage.dll";

    private readonly DirectoryInfo? made;

    private Releases(string before, string after, DirectoryInfo? made) => (Before, After, this.made) = (before, after, made);

    /// <summary>Folder of the release that the hubs start with.</summary>
    public string Before { get; }

    /// <summary>Folder of the one that they are upgraded to.</summary>
    public string After { get; }

    /// <summary>An earlier release and this one; without an earlier one this one, and this one with the store of <c>KetenHub.NextRelease</c>.</summary>
    public static Releases Prepare(string? before)
    {
        if (before is not null)
            return new Releases(Path.GetFullPath(before), AppContext.BaseDirectory, null);
        var after = Directory.CreateTempSubdirectory("ketenhub-next-");
        Copy(AppContext.BaseDirectory, after.FullName);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "next", Store), Path.Combine(after.FullName, Store), overwrite: true);
        return new Releases(AppContext.BaseDirectory, after.FullName, after);
    }

    public void Dispose() => made?.Delete(recursive: true);

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
