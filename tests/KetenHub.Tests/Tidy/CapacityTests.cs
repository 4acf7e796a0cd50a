using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace KetenHub.Tests.Tidy;

/// <summary>The capacity page computes what it says from what was measured.</summary>
public sealed partial class CapacityTests
{
    private static readonly string Page = Repository.Text("deploy/CAPACITY.md");

    [Fact]
    public void Every_figure_of_the_table_follows_from_the_measured_and_the_assumed()
    {
        var rows = Rows("## From this machine to Europe");
        Assert.Equal(4, rows.Count);
        Assert.All(rows, row => Assert.Equal(Computed(Number(row[1])), row[2..]));
    }

    [Fact]
    public void What_it_calls_measured_stands_with_the_measurements()
    {
        var measurements = Repository.Text("tests/KetenHub.Benchmarks/README.md");
        foreach (var figure in new[] { "hub, CPU seconds per 1,000 messages", "broker, CPU seconds per 1,000 messages", "database, CPU seconds per 1,000 messages", "most messages a second on two cores" })
            Assert.Contains(Text("## Measured", figure), Cells(measurements));
    }

    // Average and busiest hour a second, cores of hub, broker and database then, minutes to drain a day, GiB a year.
    private static string[] Computed(double day)
    {
        var busiest = day * Value("## Assumed", "share of a day in its busiest hour") / 3600;
        var usable = Value("## Assumed", "share of a core that may be busy");
        return
        [
            Shown(day / 86_400), Shown(busiest), .. new[] { "hub", "broker", "database" }.Select(part => Shown(busiest * Value("## Measured", $"{part}, CPU seconds per 1,000 messages") / 1000 / usable)),
            Shown(day / Value("## Measured", "most messages a second on two cores") / 60),
            Shown(day * 365 * Value("## Measured", "stored per message, KiB") / 1024 / 1024),
        ];
    }

    // Two significant digits; nobody plans by more.
    private static string Shown(double value)
    {
        var digits = value >= 10 ? 0 : value >= 1 ? 1 : value >= 0.1 ? 2 : 3;
        return value < 0.001 ? "< 0.001" : value.ToString($"N{digits}", CultureInfo.InvariantCulture);
    }

    private static double Value(string section, string name) => Number(Text(section, name));

    private static string Text(string section, string name) => Rows(section).Single(row => row[0] == name)[1];

    private static double Number(string text) => double.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static List<string[]> Rows(string section)
    {
        var from = Page.IndexOf(section, StringComparison.Ordinal);
        Assert.True(from >= 0, section);
        var end = Page.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        var table = Page[from..(end < 0 ? Page.Length : end)].Split('\n').Where(line => line.StartsWith('|')).Skip(2);
        return [.. table.Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim()).ToArray())];
    }

    private static HashSet<string> Cells(string text) => [.. Figure().Matches(text).Select(figure => figure.Value)];

    [GeneratedRegex(@"[0-9][0-9.,]*[0-9]")]
    private static partial Regex Figure();
}
