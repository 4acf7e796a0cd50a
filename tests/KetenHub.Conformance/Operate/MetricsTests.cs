using System.Diagnostics;
using System.Text.RegularExpressions;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Servers;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>What operations staff see of a real hub, through a real Prometheus.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed partial class MetricsTests(SharedRabbitMq server)
{
    private static readonly string Rules = Path.Combine(AppContext.BaseDirectory, "prometheus", "ketenhub.rules.yml");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prometheus_scrapes_a_hub_and_finds_the_metrics_of_the_list_and_the_rules_good()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var hub = await site.StartHubAsync();
        using var prometheus = PrometheusServer.Start(hub.Address, Rules);
        await SendAsync(site);

        await prometheus.UntilAsync("/api/v1/query?query=ketenhub_messages_quarantined_total", data => data.GetProperty("result").GetArrayLength() == 1, Cancellation);
        await prometheus.UntilAsync("/api/v1/query?query=ketenhub_quarantine_size%3E0", data => data.GetProperty("result").GetArrayLength() == 1, Cancellation);
        var names = (await prometheus.UntilAsync("/api/v1/label/__name__/values", _ => true, Cancellation)).EnumerateArray().Select(name => name.GetString()!)
            .Where(name => name.StartsWith("ketenhub_", StringComparison.Ordinal) && !name.EndsWith("_created", StringComparison.Ordinal)).Select(name => Part().Replace(name, "")).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(names.Except(Metrics.All.Select(metric => metric.Prometheus)));
        // These are told from the start, whatever happens; what waits for a receiver of records only where there is one.
        Assert.Subset(names, Metrics.All.Where(metric => metric.Kind == MetricKind.Gauge && metric.Tags.Length == 0 && metric != Metrics.ProcessingWaiting).Select(metric => metric.Prometheus).ToHashSet(StringComparer.Ordinal));
        var groups = await prometheus.UntilAsync("/api/v1/rules", data => data.GetProperty("groups").GetArrayLength() == 2, Cancellation);
        Assert.DoesNotContain("\"health\":\"err\"", groups.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_alert_rules_pass_the_tests_of_promtool_and_name_only_metrics_that_exist()
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["test", "rules", Rules.Replace(".rules.", ".rules.test.", StringComparison.Ordinal)])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = await promtool.StandardOutput.ReadToEndAsync(Cancellation) + await promtool.StandardError.ReadToEndAsync(Cancellation);
        await promtool.WaitForExitAsync(Cancellation);
        Assert.True(promtool.ExitCode == 0, output);

        var named = Name().Matches(await File.ReadAllTextAsync(Rules, Cancellation)).Select(match => Part().Replace(match.Value, "")).Distinct();
        Assert.Empty(named.Except(Metrics.All.Select(metric => metric.Prometheus)));
    }

    private static async Task SendAsync(KetenSite site)
    {
        var channel = await (await site.ConnectAsync("coa")).CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancellation);
        await channel.BasicPublishAsync("keten.in.coa", "any", mandatory: true,
            new BasicProperties { ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent }, "{}"u8.ToArray(), Cancellation);
    }

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Part();

    [GeneratedRegex("(?<![a-z:])ketenhub_[a-z_]+", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
