using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KetenHub.Hub;

namespace KetenHub.Commands;

/// <summary><c>ketenhub metrics</c>: what the hub tells at <c>/metrics</c>, as a table or as a Grafana dashboard made from the same list.</summary>
internal static class MetricsCommand
{
    private const int PanelsInRow = 3;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static Command Create()
    {
        var grafana = new Option<bool>("--grafana") { Description = "Print a Grafana dashboard (JSON) in place of the table." };
        var command = new Command("metrics", "Lists the metrics of the hub.\nExample: ketenhub metrics --grafana > dashboard.json") { grafana };
        command.SetAction(parsed => Console.Write(parsed.GetValue(grafana) ? Dashboard() : Table()));
        return command;
    }

    /// <summary>The table, as Markdown.</summary>
    public static string Table()
    {
        var table = new StringBuilder("| metric | at Prometheus | kind | by | tells |\n|---|---|---|---|---|\n");
        foreach (var metric in Metrics.All)
            table.Append(CultureInfo.InvariantCulture, $"| `{metric.Name}` | `{metric.Prometheus}` | {metric.Kind} | {metric.Tags} | {metric.Description} |\n");
        return table.ToString();
    }

    /// <summary>The dashboard: one panel for each metric.</summary>
    public static string Dashboard() => JsonSerializer.Serialize(new
    {
        uid = "ketenhub",
        title = "KetenHub",
        schemaVersion = 39,
        refresh = "30s",
        time = new { from = "now-6h", to = "now" },
        templating = new { list = new[] { new { name = "source", label = "Prometheus", type = "datasource", query = "prometheus" } } },
        panels = Metrics.All.Select(Panel),
    }, Indented) + "\n";

    private static object Panel(Metric metric, int place) => new
    {
        id = place + 1,
        title = metric.Description,
        type = "timeseries",
        datasource = new { type = "prometheus", uid = "${source}" },
        gridPos = new { x = place % PanelsInRow * 24 / PanelsInRow, y = place / PanelsInRow * 8, w = 24 / PanelsInRow, h = 8 },
        fieldConfig = new { defaults = new { unit = metric.Unit == "s" ? "s" : "short", min = 0 } },
        targets = Queries(metric).Select((query, i) => new { refId = ((char)('A' + i)).ToString(), expr = query.Expression, legendFormat = query.Legend }),
    };

    private static IEnumerable<(string Expression, string Legend)> Queries(Metric metric)
    {
        var by = metric.Tags.Length == 0 ? "" : $" by ({metric.Tags.Replace(" ", ", ", StringComparison.Ordinal)})";
        var legend = metric.Tags.Length == 0 ? "" : string.Join(' ', metric.Tags.Split(' ').Select(tag => $"{{{{{tag}}}}}"));
        return metric.Kind switch
        {
            MetricKind.Counter => [($"sum{by} (rate({metric.Prometheus}[5m]))", legend)],
            // Hubs that share a store tell the same: the highest, not the sum.
            MetricKind.Gauge => [($"max{by} ({metric.Prometheus})", legend)],
            _ => [Quantile(metric, "0.5"), Quantile(metric, "0.95")],
        };
    }

    private static (string, string) Quantile(Metric metric, string quantile) =>
        ($"histogram_quantile({quantile}, sum by (le) (rate({metric.Prometheus}_bucket[5m])))", $"p{quantile[2..].PadRight(2, '0')}");
}
