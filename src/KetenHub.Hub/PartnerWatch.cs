using System.Diagnostics.Metrics;
using KetenHub.Decisions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Looks how it is with each partner, now and then, and writes down when they were heard. Hubs that share a store tell the same.</summary>
public sealed class PartnerWatch : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly IHubStore store;
    private readonly PartnerList partners;
    private readonly PartnerPulses pulses;
    private readonly ContractsSeen contracts;
    private readonly HubHealth health;
    private readonly TimeProvider clock;
    private readonly ILogger<PartnerWatch> log;

    /// <summary>A watch over these partners.</summary>
    public PartnerWatch(IHubStore store, PartnerList partners, HubTransaction hub, HubHealth health, TimeProvider clock, ILogger<PartnerWatch> log)
    {
        (this.store, this.partners, pulses, contracts, this.health, this.clock, this.log) = (store, partners, hub.Pulses, hub.Contracts, health, clock, log);
        Gauge(Metrics.PartnerHeardAge, partner => partner.HeardAt is { } at ? Math.Max(0, (clock.GetUtcNow() - at).TotalSeconds) : null);
        Gauge(Metrics.PartnerSilent, partner => partner.IsSilent ? 1 : 0);
        Gauge(Metrics.PartnerQueue, partner => partner.Queue?.Messages);
        Gauge(Metrics.PartnerConsumers, partner => partner.Queue?.Consumers);
        Telemetry.Meter.CreateObservableGauge(
            Metrics.PartnerPaused.Name, () => (health.Pauses ?? []).Select(pause => new Measurement<double>(1, new("partner", pause.Partner), new("side", pause.Side.ToString()))),
            Metrics.PartnerPaused.Unit, Metrics.PartnerPaused.Description);
    }

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var taken = pulses.Take();
        try
        {
            await store.NotePulsesAsync(taken, now - PartnerRhythm.Window - PartnerRhythm.Window, cancellation);
        }
        catch
        {
            pulses.GiveBack(taken);
            throw;
        }
        await NoteContractsAsync(cancellation);
        var heard = (await store.Reads.PulsesAsync(cancellation)).ToLookup(row => row.Partner, StringComparer.Ordinal);
        var waiting = (await store.Reads.WaitingAsync(cancellation)).Backlogs.ToDictionary(backlog => backlog.Recipient, StringComparer.Ordinal);
        var sequences = (await store.Reads.SequencesAsync(cancellation)).ToLookup(row => row.Publisher, StringComparer.Ordinal);
        var pauses = (health.Pauses ?? []).ToLookup(pause => pause.Partner, StringComparer.Ordinal);
        var refused = (await store.Operations.Controls.LastRefusalsAsync([.. partners.All.Select(partner => partner.Code)], cancellation)).ToDictionary(one => one.Partner, StringComparer.Ordinal);
        var seen = (await store.Operations.Controls.ContractsAsync(cancellation)).ToLookup(one => one.Partner, StringComparer.Ordinal);
        var looked = new List<PartnerHealth>();
        foreach (var partner in partners.All)
        {
            looked.Add(Look(partner, [.. heard[partner.Code]], waiting.GetValueOrDefault(partner.Code), [.. sequences[partner.Code]], [.. pauses[partner.Code]], now) with
            {
                LastRefused = refused.GetValueOrDefault(partner.Code), Contracts = [.. seen[partner.Code]],
                NotTakenReason = waiting.ContainsKey(partner.Code) ? await NotTakenReasonAsync(partner.Code, cancellation) : null,
            });
        }
        foreach (var partner in looked.Where(partner => partner.IsSilent && !health.Partners.Any(before => before.Code == partner.Code && before.IsSilent)))
            log.PartnerSilent(partner.Code, partner.SilentFrom!.Value);
        health.Partners = looked;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            do
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    // Old news would look like good news.
                    health.Partners = [];
                    log.GaugesFailed(failure.GetType().Name);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Gauges of a hub that stopped tell nothing.
            health.Partners = [];
        }
    }

    private async Task NoteContractsAsync(CancellationToken cancellation)
    {
        var taken = contracts.Take();
        if (taken.Count == 0)
            return;
        try
        {
            await store.Operations.Controls.NoteContractsAsync(taken, cancellation);
        }
        catch
        {
            contracts.GiveBack(taken);
            throw;
        }
    }

    private async Task<string?> NotTakenReasonAsync(string partner, CancellationToken cancellation) =>
        (await store.Failures.PostponedAsync(new FailureFilter(FailureKind.Postponed, partner), 0, 1, cancellation)).Items is [var first, ..] ? first.Reason : null;

    private PartnerHealth Look(
        Partner partner, IReadOnlyList<PulseRow> heard, Backlog? waiting, IReadOnlyList<SequenceRow> sequences, IReadOnlyList<PauseRow> pauses, DateTimeOffset now)
    {
        // Whose messages we don't read is not the one who is silent.
        var isPaused = pauses.Any(pause => pause.Side == PauseSide.From);
        // Who gives signs of life has a rhythm in these too; the first that stops is the first to look at.
        var silentFrom = new[] { PulseKind.Message, PulseKind.Heartbeat }.Select(kind => SilentFrom(heard.Where(row => row.Kind == kind).ToList())).Min();
        return new PartnerHealth(
            partner.Code, partner.Name, Last(PulseKind.Message), Last(PulseKind.Heartbeat), Last(PulseKind.Taken), silentFrom, silentFrom <= now && !isPaused,
            sequences.Sum(row => row.Missing), sequences.Where(row => row.Missing > 0).ToDictionary(row => row.Source, row => row.Gaps),
            waiting?.Count ?? 0, waiting?.OldestAt, Depth($"keten.out.{partner.Code}"), Depth($"keten.in.{partner.Code}"), health.Adapters.GetValueOrDefault(partner.Code))
        {
            Pauses = pauses,
        };

        DateTimeOffset? Last(PulseKind kind) => heard.Where(row => row.Kind == kind).Max(row => (DateTimeOffset?)row.LastAt);
    }

    private static DateTimeOffset? SilentFrom(List<PulseRow> rows) =>
        rows.Count == 0 ? null : PartnerRhythm.SilentFrom(rows.Select(row => row.Heard), rows.Max(row => row.LastAt));

    // A split lane is several queues.
    private QueueDepth? Depth(string name)
    {
        var queues = health.Queues.Where(queue => queue.Key == name || queue.Key.StartsWith($"{name}.", StringComparison.Ordinal)).ToList();
        return queues.Count == 0 ? null : new QueueDepth(queues.Sum(queue => queue.Value.Messages), queues.Sum(queue => queue.Value.Consumers));
    }

    private void Gauge(Metric metric, Func<PartnerHealth, double?> measure) => Telemetry.Meter.CreateObservableGauge(
        metric.Name, () => health.Partners.Where(partner => measure(partner) is not null)
            .Select(partner => new Measurement<double>(measure(partner)!.Value, new KeyValuePair<string, object?>("partner", partner.Code))),
        metric.Unit, metric.Description);
}
