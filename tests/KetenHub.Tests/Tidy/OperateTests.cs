using System.Text.RegularExpressions;
using KetenHub.Commands;
using KetenHub.Contracts;
using Xunit;

namespace KetenHub.Tests.Tidy;

/// <summary>What operations staff read is what the hub is.</summary>
public sealed partial class OperateTests
{
    [Fact]
    public void The_dashboard_of_Grafana_is_what_the_command_prints() =>
        Assert.Equal(MetricsCommand.Dashboard(), Repository.Text("deploy/grafana/ketenhub.json"));

    [Fact]
    public void Every_alert_and_every_error_number_has_its_section_in_the_runbook()
    {
        var headings = Heading().Matches(Repository.Text("deploy/RUNBOOK.md")).Select(match => match.Groups["name"].Value).ToList();
        var words = headings.SelectMany(heading => heading.Split(' ', ':')).ToHashSet(StringComparer.Ordinal);
        var alerts = Alert().Matches(Repository.Text("deploy/prometheus/ketenhub.rules.yml")).Select(match => match.Groups["name"].Value).ToList();
        Assert.NotEmpty(alerts);
        Assert.Empty(alerts.Except(words));
        Assert.Empty(Errors.All.Select(error => error.Number).Except(words));
        // And none that no longer exists.
        Assert.Empty(words.Where(word => word.StartsWith("KH", StringComparison.Ordinal)).Except(Errors.All.Select(error => error.Number)));
        Assert.Empty(words.Where(word => word.StartsWith("KetenHub", StringComparison.Ordinal)).Except(alerts));
    }

    [GeneratedRegex(@"^#{2,3} (?<name>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s+- alert: (?<name>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Alert();
}
