using System.Globalization;
using System.Text;
using KetenHub.Partners.Adapters;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Partners.Hosting;

/// <summary>Takes the files that a partner drops into a folder, oldest name first. A file is complete when <c>NAME.done</c> stands beside it, or when it did
/// not change for a while; one that changes while it is read is read again from its beginning once it settled. What was taken moves to <c>archive/</c>, with <c>NAME.report</c> when rows were rejected. Progress is kept in
/// <c>.progress/</c>, so that a restart goes on where it was; whatever is sent twice has the same ids.</summary>
/// <param name="inbox">The folder.</param>
/// <param name="intake">Where documents go.</param>
/// <param name="settle">How long a file must not have changed.</param>
/// <param name="clock">For settling.</param>
/// <param name="log">Told of files by name, never of content.</param>
public sealed partial class FilePickup(string inbox, AdapterIntake intake, TimeSpan settle, TimeProvider clock, ILogger log) : BackgroundService
{
    private const string Done = ".done";
    private const int RowsBetweenLines = 25_000;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>Takes what is complete now, until nothing is.</summary>
    /// <returns>How many files.</returns>
    public async Task<int> TakeCompleteAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Archive);
        Directory.CreateDirectory(Progress);
        var (taken, changing) = (0, new HashSet<string>(StringComparer.Ordinal));
        while (Directory.GetFiles(inbox).Order(StringComparer.Ordinal).FirstOrDefault(file => !changing.Contains(file) && IsComplete(file)) is { } file)
        {
            if (await TakeAsync(file, cancellation))
                taken++;
            else
                changing.Add(file);
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

    /// <returns>Whether it was taken; otherwise it changed meanwhile.</returns>
    private async Task<bool> TakeAsync(string file, CancellationToken cancellation)
    {
        var name = Path.GetFileName(file);
        var (progress, report) = (Path.Combine(Progress, name), Path.Combine(Progress, name + ".report"));
        var stamp = StampOf(file);
        var (skip, reported) = ReadProgress(progress, stamp);
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
                WriteProgress(progress, safe.Rows, rejections.Length, stamp);
                if (safe.Rows / RowsBetweenLines > counts.Rows / RowsBetweenLines)
                    LogProgress(log, name, safe.Rows, 100 * document.Position / document.Length);
                counts = safe;
            }, cancellation);
        }
        if (StampOf(file) != stamp)
        {
            // Going on would skip the row that was half there; what is sent again has the same ids.
            File.Delete(report);
            File.Delete(progress);
            LogChanged(log, name);
            return false;
        }
        MoveAway(file, report);
        File.Delete(progress);
        LogTaken(log, name, counts.Taken, counts.Rejected);
        return true;
    }

    // Which file the progress is of: one that was written on since is another.
    private static string StampOf(string file)
    {
        var info = new FileInfo(file);
        return string.Create(CultureInfo.InvariantCulture, $"{info.Length}-{info.LastWriteTimeUtc.Ticks}");
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

    private static (long Rows, long Reported) ReadProgress(string file, string stamp)
    {
        if (!File.Exists(file))
            return (0, 0);
        var parts = File.ReadAllText(file).Split(' ');
        // A half-written one is no progress: sending again changes nothing.
        return parts.Length == 3 && parts[2] == stamp && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var rows) && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var reported)
            ? (rows, reported) : (0, 0);
    }

    private static void WriteProgress(string file, long rows, long reported, string stamp) =>
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"{rows} {reported} {stamp}"));

    [LoggerMessage(5111, LogLevel.Information, "{File}: {Taken} rows taken, {Rejected} rejected")]
    private static partial void LogTaken(ILogger log, string file, long taken, long rejected);

    [LoggerMessage(5113, LogLevel.Information, "{File}: {Rows} rows, {Percent} %")]
    private static partial void LogProgress(ILogger log, string file, long rows, long percent);

    [LoggerMessage(5114, LogLevel.Warning, "{File} changed while it was read; it is read again when it settled")]
    private static partial void LogChanged(ILogger log, string file);

    [LoggerMessage(5112, LogLevel.Warning, "files could not be taken ({Error}); tried again")]
    private static partial void LogFailed(ILogger log, string error);
}
