using System.Globalization;
using System.Text;
using KetenHub.Partners;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Hosting;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>COA's files in a real folder: slowly written, half-written, marked as done, twice, and a process that stops in the middle.</summary>
public sealed class FilePickupTests : IDisposable
{
    private const string Header = "incidentnummer;versie;vnummer;categorie;impact;gebeurd;geregistreerd;locatie;maatregelen;aangifte\n";
    private const string Name = "incidenten-0001.csv";

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-files-");
    private readonly HandClock clock = new(DateTimeOffset.UtcNow);
    private readonly LogLines log = new();
    private readonly List<Guid> sent = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File => At(Name);

    private string Archived => At($"archive/{Name}");

    [Fact]
    public async Task A_file_that_is_written_slowly_is_taken_when_it_did_not_change_for_a_while()
    {
        Write(Header + Rows(1, 2));
        clock.MoveOn(Settle / 2);
        Assert.Equal(0, await Pickup().TakeCompleteAsync(Cancellation));
        Write(Rows(3, 4), append: true);
        clock.MoveOn(Settle * 0.9);
        Assert.Equal(0, await Pickup().TakeCompleteAsync(Cancellation));
        clock.MoveOn(Settle);
        Assert.Equal(1, await Pickup().TakeCompleteAsync(Cancellation));
        Assert.Equal(4, sent.Distinct().Count());
        Assert.True(System.IO.File.Exists(Archived));
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task A_file_with_its_done_marker_is_taken_at_once_and_the_marker_goes()
    {
        Write(Header + Rows(1, 3));
        System.IO.File.WriteAllText(File + ".done", "");
        Assert.Equal(1, await Pickup().TakeCompleteAsync(Cancellation));
        Assert.Equal(3, sent.Count);
        Assert.Equal([$"archive/{Name}"], Files());
    }

    [Fact]
    public async Task A_file_under_its_unfinished_name_and_a_marker_without_its_file_are_left_alone()
    {
        foreach (var name in new[] { Name + ".part", "." + Name, "other.csv.done" })
            System.IO.File.WriteAllText(At(name), Header + Rows(1, 1));
        clock.MoveOn(Settle * 10);
        Assert.Equal(0, await Pickup().TakeCompleteAsync(Cancellation));
        Assert.Equal(3, Files().Count);
    }

    [Fact]
    public async Task Of_a_half_written_file_the_broken_row_is_reported_and_the_whole_file_later_adds_what_was_missing()
    {
        var whole = Header + Rows(1, 3);
        Write(whole[..^25]);
        clock.MoveOn(Settle);
        Assert.Equal(1, await Pickup().TakeCompleteAsync(Cancellation));
        Assert.Equal(2, sent.Count);
        Assert.Contains("line 4", System.IO.File.ReadAllText(Archived + ".report"), StringComparison.Ordinal);
        Write(whole);
        clock.MoveOn(Settle);
        Assert.Equal(1, await Pickup().TakeCompleteAsync(Cancellation));
        Assert.Equal((5, 3), (sent.Count, sent.Distinct().Count()));
        // Both are kept.
        Assert.Equal(2, Files().Count(file => file.EndsWith(Name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_that_is_written_on_while_it_is_read_stays_until_it_settles_and_loses_no_row()
    {
        var whole = Header + Rows(1, 200);
        var half = whole.IndexOf("COA-100;1;0000", StringComparison.Ordinal) + 30;
        Write(whole[..half]);
        clock.MoveOn(Settle);
        var more = true;
        Assert.Equal(0, await Pickup(_ =>
        {
            if (more)
                Write(whole[half..], append: true);
            more = false;
        }).TakeCompleteAsync(Cancellation));
        Assert.True(System.IO.File.Exists(File));
        Assert.False(System.IO.File.Exists(Archived));
        clock.MoveOn(Settle);
        Assert.Equal(1, await Pickup().TakeCompleteAsync(Cancellation));
        Assert.Equal(200, sent.Distinct().Count());
        // The row that was half there is no fault of the partner.
        Assert.False(System.IO.File.Exists(Archived + ".report"));
    }

    [Fact]
    public async Task A_process_that_stops_in_the_middle_goes_on_where_it_was_and_reports_each_bad_row_once()
    {
        Write(Header + Rows(1, 20) + Row(21, "onzin") + Rows(22, 300));
        clock.MoveOn(Settle);
        await Assert.ThrowsAsync<TimeoutException>(() => Pickup(count =>
        {
            if (count > 150)
                throw new TimeoutException("the broker is away");
        }).TakeCompleteAsync(Cancellation));
        Assert.True(System.IO.File.Exists(File));
        var before = sent.Count;
        Assert.Equal(1, await Pickup().TakeCompleteAsync(Cancellation));
        Assert.Equal(299, sent.Distinct().Count());
        // Not from the beginning: what was sent twice is at most the rows that were under way.
        Assert.InRange(before + (sent.Count - before) - 299, 0, 64);
        Assert.Equal("line 22", Assert.Single(System.IO.File.ReadAllLines(Archived + ".report")).Split(" at ")[1].Split(',')[0]);
        Assert.Equal([$"archive/{Name}", $"archive/{Name}.report"], Files());
    }

    [Fact]
    public async Task Progress_that_was_half_written_is_no_progress_and_sending_again_has_the_same_ids()
    {
        Directory.CreateDirectory(At(".progress"));
        System.IO.File.WriteAllText(At($".progress/{Name}"), "12");
        Write(Header + Rows(1, 20));
        clock.MoveOn(Settle);
        Assert.Equal(1, await Pickup().TakeCompleteAsync(Cancellation));
        Assert.Equal(20, sent.Distinct().Count());
    }

    [Fact]
    public async Task The_same_file_twice_has_the_same_ids_and_both_are_kept()
    {
        for (var time = 0; time < 2; time++)
        {
            Write(Header + Rows(1, 5));
            clock.MoveOn(Settle);
            Assert.Equal(1, await Pickup().TakeCompleteAsync(Cancellation));
        }
        Assert.Equal((10, 5), (sent.Count, sent.Distinct().Count()));
        Assert.Equal(2, Files().Count);
    }

    [Fact]
    public async Task Of_a_large_file_the_log_says_how_far_it_is_and_names_nobody()
    {
        Write(Header + Rows(1, 26_000));
        clock.MoveOn(Settle);
        await Pickup().TakeCompleteAsync(Cancellation);
        Assert.Contains(log.Lines, line => line.Contains($"{Name}: 25024 rows, ", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("26000 rows taken, 0 rejected", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("0000000", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        log.Dispose();
        folder.Delete(recursive: true);
    }

    internal static string Rows(int first, int last)
    {
        var text = new StringBuilder();
        for (var row = first; row <= last; row++)
            text.Append(Row(row, "huisregels"));
        return text.ToString();
    }

    private static string Row(int row, string category) => string.Create(CultureInfo.InvariantCulture,
        $"COA-{row};1;{row % 50:D10};{category};laag;2026-11-22T01:00:00+01:00;2026-11-22T08:00:00+01:00;Budel;geen;nee\n");

    private string At(string name) => Path.Combine(folder.FullName, name);

    private List<string> Files() => [.. Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(folder.FullName, file)).Order(StringComparer.Ordinal)];

    private void Write(string text, bool append = false)
    {
        if (append)
            System.IO.File.AppendAllText(File, text);
        else
            System.IO.File.WriteAllText(File, text);
        System.IO.File.SetLastWriteTimeUtc(File, clock.GetUtcNow().UtcDateTime);
    }

    private FilePickup Pickup(Action<int>? onSend = null)
    {
        var line = AdapterRegistry.Find("coa-files")!;
        var settings = new AdapterSettings(line.Settings, new Dictionary<string, string> { ["noticesFolder"] = folder.FullName });
        var intake = new AdapterIntake(new Partner("coa", "00000000000000000200", "coa-files"), line.Create(settings, clock), (made, _) =>
        {
            onSend?.Invoke(sent.Count);
            sent.Add(made.Id);
            return Task.CompletedTask;
        });
        return new FilePickup(folder.FullName, intake, Settle, clock, log);
    }
}
