using System.Diagnostics;
using System.Text.RegularExpressions;
using KetenHub.Tests.Tidy;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>A newcomer who follows the guide to the letter, in a copy of the repository: its commands are run and its files written, in its order.</summary>
[Trait("kind", "process")]
public sealed partial class AdapterGuideTests : IDisposable
{
    private const string Guide = "src/KetenHub.Partners/Adapters/README.md";
    private const string Outside = "## Outside the repository";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(10);

    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("ketenhub-guide-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Checkout => Path.Combine(home.FullName, "ketenhub");

    [Fact]
    public async Task In_the_repository_it_ends_with_a_certificate_after_under_60_written_lines_samples_included()
    {
        CopyRepository();
        var (lines, said) = (0, "");
        foreach (var block in Blocks(Part(outside: false)))
        {
            if (block.File.Length == 0)
            {
                said = await RunAsync(block.Text);
                continue;
            }
            // What is written by hand fills in what the command made.
            var file = Path.Combine(Checkout, block.File);
            Assert.True(File.Exists(file), block.File);
            await File.WriteAllTextAsync(file, block.Text, Cancellation);
            lines += block.Text.Split('\n').Count(line => line.Trim().Length > 0);
        }
        Assert.Contains("politie-http: CERTIFICATE, 9 of 9 passed", said, StringComparison.Ordinal);
        Assert.Contains("Winkeldiefstal", await File.ReadAllTextAsync(
            Path.Combine(Checkout, "src/KetenHub.Partners/Adapters/PolitieHttp/samples/good/signaal.json.expected.json"), Cancellation), StringComparison.Ordinal);
        TestContext.Current.SendDiagnosticMessage($"{lines} lines\n{said}");
        Assert.InRange(lines, 20, 59);
    }

    [Fact]
    public async Task Outside_the_repository_the_packages_the_template_and_the_tool_give_a_certificate()
    {
        CopyRepository();
        var said = await RunAsync(string.Concat(Blocks(Part(outside: true)).Select(block => block.Text)));
        Assert.Contains("gemeente-files: CERTIFICATE, 9 of 9 passed", said, StringComparison.Ordinal);
        TestContext.Current.SendDiagnosticMessage(said);
    }

    public void Dispose() => home.Delete(recursive: true);

    private static string Part(bool outside)
    {
        var text = Repository.Text(Guide);
        var cut = text.IndexOf(Outside, StringComparison.Ordinal);
        Assert.True(cut > 0);
        return outside ? text[cut..] : text[..cut];
    }

    private static List<(string File, string Text)> Blocks(string text)
    {
        var blocks = Block().Matches(text).Select(block => (Kind: block.Groups["kind"].Value, File: block.Groups["file"].Value, Text: block.Groups["text"].Value)).ToList();
        // A block that is neither run nor written would be believed.
        Assert.Equal(text.Split("\n```").Length - 1, blocks.Count * 2);
        Assert.All(blocks, block => Assert.True(block.Kind == "sh" || block.File.Length > 0, block.Text));
        return [.. blocks.Select(block => (block.File, block.Text))];
    }

    private void CopyRepository()
    {
        foreach (var file in Repository.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) || file.StartsWith("contracts/", StringComparison.Ordinal) || !file.Contains('/', StringComparison.Ordinal)))
        {
            var copy = Path.Combine(Checkout, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Repository.Root, file), copy);
        }
    }

    private async Task<string> RunAsync(string commands)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $"({commands}) 2>&1"])
        {
            WorkingDirectory = Checkout,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        // Templates and packages of this run stay in its own folder; what the machine has already is not fetched again.
        start.Environment["DOTNET_CLI_HOME"] = home.CreateSubdirectory("home").FullName;
        start.Environment["NUGET_FALLBACK_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        start.Environment["NUGET_PACKAGES"] = home.CreateSubdirectory("nuget").FullName;
        // A build server that outlives the test would hold its folder.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bound.CancelAfter(Bound);
        try
        {
            var said = await process.StandardOutput.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            Assert.True(process.ExitCode == 0, said);
            return said;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("^```(?<kind>[a-z]+)(?: (?<file>\\S+))?\\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
