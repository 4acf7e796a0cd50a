using System.Diagnostics.Metrics;
using KetenHub.Hub;
using KetenHub.Partners.Hosting;
using KetenHub.Partners.Http;

namespace KetenHub.Production;

/// <summary>What a process that hosts adapters tells of them at <c>/metrics</c>.</summary>
internal sealed class AdapterGauges : IDisposable
{
    private readonly Meter meter = new(Telemetry.Name);

    public AdapterGauges(IReadOnlyList<HostedAdapter> hosts, TimeProvider clock)
    {
        Gauge(Metrics.Circuit, state => state.Circuit switch { null => null, CircuitState.Closed => 0, CircuitState.HalfOpen => 1, _ => 2 });
        Gauge(Metrics.NotTakenAge, state => state.WaitingSince is { } since ? (clock.GetUtcNow() - since).TotalSeconds : 0);

        void Gauge(Metric metric, Func<AdapterState, double?> measure) => meter.CreateObservableGauge(
            metric.Name, () => hosts.Select(host => host.State()).Where(state => measure(state) is not null)
                .Select(state => new Measurement<double>(measure(state)!.Value, new KeyValuePair<string, object?>("partner", state.Partner))),
            metric.Unit, metric.Description);
    }

    public void Dispose() => meter.Dispose();
}
