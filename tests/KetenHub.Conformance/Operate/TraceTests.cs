using System.Collections.Concurrent;
using System.Text;
using KetenHub.Contracts;
using KetenHub.Servers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>One trace from partner to partner over the real broker and database, as a collector receives it.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed class TraceTests(SharedRabbitMq server)
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string VNummer = "9000000771";

    private static readonly DateTimeOffset HandOutAt = new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero).AddDays(3);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_trace_spans_decision_request_answer_and_clearance_with_the_right_parents()
    {
        using var collector = new OtlpReceiver();
        await using var site = await KetenSite.PrepareAsync(server);
        await using var hub = await site.StartHubAsync(collector.Environment);
        var toldDtv = await ReceiveAsync(site, "dtv", "readiness-requested");
        var toldInd = await ReceiveAsync(site, "ind", "hand-out-clearance");

        await SendAsync(site, "ind", "00000000000000000101", Decision(), "b7ad6b7169203331");
        var request = await FirstAsync(toldDtv);
        await SendAsync(site, "dtv", "00000000000000000103", Answer(), "b7ad6b7169203332");
        var clearance = await FirstAsync(toldInd);

        var asked = await collector.SpanAsync(Trace, "decide decision-issued", "b7ad6b7169203331");
        var sent = await collector.SpanAsync(Trace, "send keten.out.dtv", asked.SpanId);
        var answered = await collector.SpanAsync(Trace, "decide readiness-reported", "b7ad6b7169203332");
        var cleared = await collector.SpanAsync(Trace, "send keten.out.ind", answered.SpanId);
        Assert.Equal($"00-{Trace}-{sent.SpanId}-01", request);
        Assert.Equal($"00-{Trace}-{cleared.SpanId}-01", clearance);
        Assert.DoesNotContain(collector.Bodies, body => body.Contains(VNummer, StringComparison.Ordinal) || body.Contains("B-TRACE-0001", StringComparison.Ordinal));
    }

    private static async Task<string> FirstAsync(ConcurrentQueue<string> headers)
    {
        var until = DateTime.UtcNow + Bound;
        string? header;
        while (!headers.TryDequeue(out header))
        {
            Assert.True(DateTime.UtcNow < until, "no notification came");
            await Task.Delay(20, Cancellation);
        }
        return header;
    }

    private static async Task<ConcurrentQueue<string>> ReceiveAsync(KetenSite site, string partner, string type)
    {
        var headers = new ConcurrentQueue<string>();
        var channel = await (await site.ConnectAsync(partner)).CreateChannelAsync(cancellationToken: Cancellation);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            if (delivery.BasicProperties.Type == $"nl.vreemdelingenketen.{type}.v1" || delivery.BasicProperties.Type == type)
                headers.Enqueue(delivery.BasicProperties.Headers?["traceparent"] is byte[] text ? Encoding.ASCII.GetString(text) : "none");
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync($"keten.out.{partner}", autoAck: false, consumer, Cancellation);
        return headers;
    }

    private static async Task SendAsync(KetenSite site, string partner, string oin, KetenMessage message, string span)
    {
        var channel = await (await site.ConnectAsync(partner)).CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancellation);
        var type = MessageTypes.Of(message);
        var body = CloudEventWriter.Write(new CloudEvent
        {
            Id = Guid.CreateVersion7().ToString(), Source = $"urn:nld:oin:{oin}:systeem:test", Type = type.EventType, Time = DateTimeOffset.UtcNow,
            Data = CloudEventWriter.Data(message),
        });
        await channel.BasicPublishAsync($"keten.in.{partner}", type.EventType, mandatory: true, new BasicProperties
        {
            ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?> { ["traceparent"] = $"00-{Trace}-{span}-01" },
        }, body, Cancellation);
    }

    private static PersonReference Person() => new() { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = VNummer }] };

    private static DecisionIssued Decision() => new()
    {
        Person = Person(), DecisionNumber = "B-TRACE-0001", Revision = 1, Outcome = DecisionOutcome.Rejected, Track = 2, IssuedAt = DateTimeOffset.UtcNow,
        ReturnDecision = true, EntryBan = false, DeparturePeriodDays = 0, AppealSuspendsRemoval = false,
        HandOut = new HandOutPlan { Revision = 1, At = HandOutAt, Location = new Location { Name = "Ter Apel", Kind = LocationKind.ReceptionLocation } },
    };

    private static ReadinessReported Answer() => new()
    {
        Person = Person(), DecisionNumber = "B-TRACE-0001", Revision = 1, Answer = ReadinessAnswer.Ready, ReportedAt = DateTimeOffset.UtcNow,
        HandOutAt = HandOutAt, WhoComes = "TTOV",
    };
}
