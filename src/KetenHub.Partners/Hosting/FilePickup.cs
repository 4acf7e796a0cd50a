using System.Globalization;
using System.Text;
using KetenHub.Partners.Adapters;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Partners.Hosting;

/// <summary>Takes the files that a partner drops into a folder, oldest name first. A file is complete when <c>NAME.done</c> stands beside it, or when it did
/// not change for a while. What was taken moves to <c>archive/</c>, with <c>NAME.report</c> when rows were rejected. Progress is kept in
/// <c>.progress/</c>, so that a restart goes on where it was; whatever is sent twice has the same ids.</summary>
/// <param name="inbox">The folder.</param>
/// <param name="intake">Where documents go.</param>
/// <param name="settle">How long a file must not have changed.</param>
/// <param name="clock">For settling.</param>
/// <param name="log">Told of files by name, never of content.</param>
public sealed partial class FilePickup(string inbox, AdapterIntake intake, TimeSpan settle, TimeProvider clock, ILogger log) : BackgroundService
{
    private const string Done = ".done";

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>Takes what is complete now, until nothing is.</summary>
    /// <returns>How many files.</returns>
    public async Task<int> TakeCompleteAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Archive);
        Directory.CreateDirectory(Progress);
        var taken = 0;
        while (Directory.GetFiles(inbox).Order(StringComparer.Ordinal).FirstOrDefault(IsComplete) is { } file)
        {
            await TakeAsync(file, cancellation);
            taken++;
        }
        return taken;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TakeCompleteAsync(stoppingToken);
                await Task.Delay(Poll, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or TimeoutException)
            {
                // The folder or the broker is away: the file stays, and goes on where it was.
                LogFailed(log, failure.GetType().Name);
                await Task.Delay(PauseAfterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private string Archive => Path.Combine(inbox, "archive");

    private string Progress => Path.Combine(inbox, ".progress");

    private bool IsComplete(string file)
    {
        var name = Path.GetFileName(file);
        if (name.StartsWith('.') || name.EndsWith(Done, StringComparison.Ordinal) || name.EndsWith(".part", StringComparison.Ordinal))
            return false;
        return File.Exists(file + Done) || clock.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file) >= settle;
    }

    private async Task TakeAsync(string file, CancellationToken cancellation)
    {
        var name = Path.GetFileName(file);
        var (progress, report) = (Path.Combine(Progress, name), Path.Combine(Progress, name + ".report"));
        var (skip, reported) = ReadProgress(progress);
        var counts = new RowCounts(skip, 0, 0);
        await using (var rejections = new FileStream(report, FileMode.OpenOrCreate, FileAccess.Write))
        {
            // What was written after the last progress is written again.
            rejections.SetLength(Math.Min(rejections.Length, reported));
            rejections.Position = rejections.Length;
            await using var document = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.SequentialScan);
            await intake.TakeRowsAsync(document, new Origin(name), skip, rejected =>
            {
                foreach (var problem in rejected.Problems)
                    rejections.Write(Encoding.UTF8.GetBytes($"{problem}\n"));
            }, safe =>
            {
                rejections.Flush();
                counts = safe;
                WriteProgress(progress, safe.Rows, rejections.Length);
            }, cancellation);
        }
        MoveAway(file, report);
        File.Delete(progress);
        LogTaken(log, name, counts.Taken, counts.Rejected);
    }

    // The file goes last: a crash in between repeats what changes nothing.
    private void MoveAway(string file, string report)
    {
        var name = Path.GetFileName(file);
        // A file of the same name was taken before: both are kept.
        var kept = File.Exists(Path.Combine(Archive, name)) ? $"{clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}-{name}" : name;
        if (new FileInfo(report).Length > 0)
            File.Move(report, Path.Combine(Archive, kept + ".report"), overwrite: true);
        else
            File.Delete(report);
        File.Delete(file + Done);
        File.Move(file, Path.Combine(Archive, kept));
    }

    private static (long Rows, long Reported) ReadProgress(string file)
    {
        if (!File.Exists(file))
            return (0, 0);
        var parts = File.ReadAllText(file).Split(' ');
        // A half-written one is no progress: sending again changes nothing.
        return parts.Length == 3 && parts[2] == "." && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var rows) && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var reported)
            ? (rows, reported) : (0, 0);
    }

    private static void WriteProgress(string file, long rows, long reported) =>
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"{rows} {reported} ."));

    [LoggerMessage(5111, LogLevel.Information, "{File}: {Taken} rows taken, {Rejected} rejected")]
    private static partial void LogTaken(ILogger log, string file, long taken, long rejected);

    [LoggerMessage(5112, LogLevel.Warning, "files could not be taken ({Error}); tried again")]
    private static partial void LogFailed(ILogger log, string error);
}
