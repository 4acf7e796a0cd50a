using System.Diagnostics;
using KetenHub.Tests.Contracts;

namespace KetenHub.Tests.Tidy;

/// <summary>The tracked files of the repository.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetDirectoryName(ContractFiles.Root)!;

    /// <summary>Paths from the root, with slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = Tracked();

    public static IEnumerable<string> Under(string ending, params string[] folders) =>
        Files.Where(file => file.EndsWith(ending, StringComparison.Ordinal) && Array.Exists(folders, folder => file.StartsWith(folder + "/", StringComparison.Ordinal)));

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static List<string> Tracked()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        return [.. files.Where(file => File.Exists(Path.Combine(Root, file)))];
    }
}
