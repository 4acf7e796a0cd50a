using System.Diagnostics;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>Files under <c>deploy</c>.</summary>
internal static class Deployed
{
    /// <summary>The folder in the checkout.</summary>
    public static string Folder { get; } = Find();

    public static string Path(string file) => System.IO.Path.Combine(Folder, file);

    public static string Text(string file) => File.ReadAllText(Path(file));

    /// <summary>Runs a program to its good end.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {printed}{await errors}");
        return printed;
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "KetenHub.sln")))
            folder = folder.Parent!;
        return System.IO.Path.Combine(folder.FullName, "deploy");
    }
}
