using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>What waits in the store, read now and then, so that being measured costs the same however often somebody asks.
/// Hubs that share a store tell the same: a dashboard takes the highest, not the sum.</summary>
public sealed class StoreGauges : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly IHubStore store;
    private readonly HubHealth health;
    private readonly TimeProvider clock;
    private readonly ILogger<StoreGauges> log;
    private volatile Sample? latest;
    private volatile bool isRunning;

    /// <summary>Gauges of one hub. They end with it: <see cref="latest"/> is emptied.</summary>
    public StoreGauges(IHubStore store, HubHealth health, TimeProvider clock, ILogger<StoreGauges> log)
    {
        (this.store, this.health, this.clock, this.log) = (store, health, clock, log);
        Gauge(Metrics.Backlog, sample => sample.Waiting.Backlogs.Select(backlog => Of(backlog.Count, "partner", backlog.Recipient)));
        Gauge(Metrics.BacklogAge, sample => sample.Waiting.Backlogs.Select(backlog => Of((sample.At - backlog.OldestAt).TotalSeconds, "partner", backlog.Recipient)));
        Gauge(Metrics.DeadlinesOpen, sample => [new(sample.Waiting.Deadlines)]);
        Gauge(Metrics.DeadlinesOverdue, sample => [new(sample.Overview.DeadlinesOverdue)]);
        Gauge(Metrics.Readiness, sample => sample.Overview.ByStatus.Select(status => Of(status.Value, "status", status.Key.ToString())));
        Gauge(Metrics.Missing, sample => sample.Sequences.GroupBy(row => row.Publisher).Select(rows => Of(rows.Sum(row => row.Missing), "partner", rows.Key)));
        Gauge(Metrics.QuarantineSize, sample => [new(sample.Overview.Quarantined)]);
        Gauge(Metrics.LogEntries, sample => [new(sample.Overview.LogEntries)]);
        Gauge(Metrics.CheckpointAge, sample => [new(sample.Unproven is { } since ? Math.Max(0, (sample.At - since).TotalSeconds) : 0)]);
        // Not from the sample: that the store can't be read is one of them.
        Telemetry.Meter.CreateObservableGauge(Metrics.Problems.Name, () => isRunning ? Problems() : [], Metrics.Problems.Unit, Metrics.Problems.Description);
    }

    /// <summary>Reads once.</summary>
    public async Task SampleAsync(CancellationToken cancellation) => latest = new Sample(
        clock.GetUtcNow(), await store.Reads.OverviewAsync(clock.GetUtcNow(), cancellation), await store.Reads.WaitingAsync(cancellation),
        await store.Reads.SequencesAsync(cancellation), await store.Checkpoints.OldestUnprovenAsync(cancellation));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        isRunning = true;
        using var timer = new PeriodicTimer(Every);
        try
        {
            do
            {
                try
                {
                    await SampleAsync(stoppingToken);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    // Old figures would look like good news.
                    latest = null;
                    log.GaugesFailed(failure.GetType().Name);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            latest = null;
            isRunning = false;
        }
    }

    private IEnumerable<Measurement<double>> Problems() =>
    [
        Of(health.StoreProblem is null ? 0 : 1, "kind", "store"),
        Of(health.EvidenceProblem is null ? 0 : 1, "kind", "evidence"),
        Of(health.BrokerProblems.Count, "kind", "broker"),
        Of(health.TopologyProblems.Count, "kind", "topology"),
        Of(health.KeptMessages.Count, "kind", "kept"),
        Of(health.DeliveryProblems.Count, "kind", "delivery"),
    ];

    private void Gauge(Metric metric, Func<Sample, IEnumerable<Measurement<double>>> measure) => Telemetry.Meter.CreateObservableGauge(
        metric.Name, () => latest is { } sample ? measure(sample) : [], metric.Unit, metric.Description);

    private static Measurement<double> Of(double value, string tag, string name) => new(value, new KeyValuePair<string, object?>(tag, name));

    private sealed record Sample(DateTimeOffset At, Overview Overview, Waiting Waiting, IReadOnlyList<SequenceRow> Sequences, DateTimeOffset? Unproven);
}
