using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using KetenHub.Hub;
using KetenHub.Production;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Tests.Hub;

[Collection("spans")]
public sealed class TelemetryTests : IDisposable
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Sent = $"00-{Trace}-00f067aa0ba902b7-01";

    private readonly ConcurrentQueue<Activity> spans = new();
    private readonly ActivityListener listener;

    public TelemetryTests()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            // As a sampler that follows the sender: what the sender does not record is not recorded.
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent.TraceFlags == ActivityTraceFlags.Recorded ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.PropagationData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_trace_goes_from_the_sender_through_the_decision_to_the_sending_of_the_notification()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision("9000000001", "B-1", 48) with { TraceParent = Sent });
        var recipient = new Takes();
        using var relay = new Relay(hub.Store, hub.Hub, hub.Keys, hub.Partners, recipient, new HubHealth(), hub.Clock, NullLogger<Relay>.Instance);
        await relay.SendUnsentAsync("dtv", Cancellation);

        var deciding = Assert.Single(Mine(), span => span.DisplayName == "decide decision-issued");
        var sending = Assert.Single(Mine(), span => span.DisplayName == "send keten.out.dtv");
        Assert.Equal("00f067aa0ba902b7", deciding.ParentSpanId.ToString());
        Assert.Equal(deciding.SpanId, sending.ParentSpanId);
        Assert.Equal(sending.Id, recipient.Traces.Single());
        Assert.All(await hub.WholeLogAsync(), entry => Assert.Equal(deciding.Id, entry.Trace));
    }

    [Fact]
    public async Task A_sender_that_does_not_record_is_not_recorded_and_its_trace_is_kept()
    {
        await using var hub = await TestHub.StartAsync();
        var unrecorded = $"00-{Trace}-00f067aa0ba902b7-00";
        await hub.SendAsync(Events.Message("avim", Events.Traced(unrecorded, "9000000001")));

        Assert.Empty(Mine());
        Assert.All(await hub.WholeLogAsync(), entry => Assert.Equal(unrecorded, entry.Trace));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a trace")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01")]
    public async Task A_trace_that_is_none_is_left_and_the_message_accepted(string header)
    {
        await using var hub = await TestHub.StartAsync();
        var receipt = await hub.SendOneAsync(Events.Decision("9000000001", "B-1", 48) with { TraceParent = header });
        Assert.Equal(ReceiptOutcome.Accepted, receipt.Outcome);
    }

    [Fact]
    public async Task Spans_and_measurements_hold_nothing_of_a_person()
    {
        var told = new ConcurrentQueue<string>();
        using var meters = new MeterListener { InstrumentPublished = (instrument, meter) => { if (instrument.Meter.Name == Telemetry.Name) meter.EnableMeasurementEvents(instrument); } };
        meters.SetMeasurementEventCallback<long>((_, _, tags, _) => Add(tags));
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) => Add(tags));
        meters.Start();
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision("9000000777", "B-SECRET-1", 48) with { TraceParent = Sent });

        var words = told.Concat(Mine().SelectMany(span => span.TagObjects.Select(tag => $"{tag.Value}").Append(span.DisplayName))).ToList();
        Assert.Contains("decision-issued", words);
        Assert.DoesNotContain(words, word => word.Contains("9000000777", StringComparison.Ordinal) || word.Contains("B-SECRET-1", StringComparison.Ordinal));

        void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
                told.Enqueue($"{tag.Value}");
        }
    }

    [Fact]
    public async Task That_the_store_can_not_be_read_is_told_although_its_figures_are_not()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.Sqlite.DisposeAsync();
        using var gauges = new StoreGauges(hub.Store, new HubHealth { StoreProblem = "gone" }, hub.Clock, NullLogger<StoreGauges>.Instance);
        await gauges.StartAsync(Cancellation);
        var problems = new ConcurrentQueue<(string Kind, double Count)>();
        using var meters = new MeterListener { InstrumentPublished = (instrument, meter) => { if (instrument.Name == Metrics.Problems.Name) meter.EnableMeasurementEvents(instrument); } };
        meters.SetMeasurementEventCallback<double>((_, count, tags, _) => problems.Enqueue(($"{tags[0].Value}", count)));
        meters.Start();

        await Until.TrueAsync(() =>
        {
            meters.RecordObservableInstruments();
            return problems.Contains(("store", 1));
        });
        await gauges.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Every_metric_of_the_list_is_told_and_no_other()
    {
        var names = new ConcurrentDictionary<string, byte>();
        using var meters = new MeterListener { InstrumentPublished = (instrument, _) => { if (instrument.Meter.Name == Telemetry.Name) names.TryAdd(instrument.Name, 0); } };
        await using var hub = await TestHub.StartAsync();
        using var gauges = new StoreGauges(hub.Store, new HubHealth(), hub.Clock, NullLogger<StoreGauges>.Instance);
        using var watch = new PartnerWatch(hub.Store, hub.Partners, hub.Hub, new HubHealth(), hub.Clock, NullLogger<PartnerWatch>.Instance);
        // The process that hosts adapters tells the rest.
        using var adapters = new AdapterGauges([], hub.Clock);
        using var relay = new ProcessingRelay(hub.Store, null!, null!, NullLogger<ProcessingRelay>.Instance);
        using var certificates = new CertificateWatch([], hub.Clock, NullLogger<CertificateWatch>.Instance);
        await hub.SendAsync(Events.Decision("9000000001", "B-1", 48));
        meters.Start();

        Assert.Equal(Metrics.All.Select(metric => metric.Name), names.Keys.Order(StringComparer.Ordinal));
    }

    public void Dispose() => listener.Dispose();

    // Other tests run beside this one.
    private IEnumerable<Activity> Mine() => spans.Where(span => span.Recorded && span.TraceId.ToString() == Trace);

    private sealed class Takes : IOutbound
    {
        public List<string?> Traces { get; } = [];

        public Task<IReadOnlyList<Delivery>> SendAsync(string recipient, IReadOnlyList<OutboundEvent> events, CancellationToken cancellation)
        {
            Traces.AddRange(events.Select(sent => sent.TraceParent));
            return Task.FromResult<IReadOnlyList<Delivery>>([.. events.Select(_ => Delivery.Confirmed)]);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
