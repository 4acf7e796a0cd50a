using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using KetenHub.Servers;
using Xunit;

namespace KetenHub.Conformance.Adapters;

/// <summary>A process that hosts adapters tells its part of a trace: from the document that a partner posts to the notification that another one gets.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed partial class AdapterTraceTests(SharedRabbitMq server)
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319d";
    private const string PostedIn = "b7ad6b7169203341";
    private const string VNummer = "9000000772";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_trace_spans_the_posted_document_the_decision_and_the_delivered_notification()
    {
        using var collector = new OtlpReceiver();
        await using var site = await KetenSite.PrepareAsync(server);
        await using var hub = await site.StartHubAsync(collector.Environment);
        await using var own = await OwnSystems.StartAsync(site);
        await own.Dtv.StartAsync();
        await using var adapters = await site.StartAdaptersAsync(own.Settings(site), collector.Environment);
        using var http = new HttpClient { BaseAddress = new Uri(Address().Match(adapters.Output).Value) };

        using var request = new HttpRequestMessage(HttpMethod.Post, "/adapters/ind")
        {
            Content = new StringContent(Decision, Encoding.UTF8, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", KetenSite.TokenOf("ind")) },
        };
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{Trace}-{PostedIn}-01");
        using var answer = await http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);

        var posted = await collector.SpanAsync(Trace, null, PostedIn);
        var sent = await collector.SpanAsync(Trace, "send keten.in.ind", posted.SpanId);
        var decided = await collector.SpanAsync(Trace, "decide decision-issued", sent.SpanId);
        var told = await collector.SpanAsync(Trace, "send keten.out.dtv", decided.SpanId);
        await collector.SpanAsync(Trace, "process keten.out.dtv", told.SpanId);
        Assert.DoesNotContain(collector.Bodies, body => body.Contains(VNummer, StringComparison.Ordinal) || body.Contains("B-TRACE-0002", StringComparison.Ordinal));
    }

    private static string Decision => $$"""
        {
          "berichtnummer": "IND-TRACE-1", "soort": "Beschikking", "verzondenOp": "{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss}}Z", "vreemdeling": { "vnummer": "{{VNummer}}" },
          "beschikking": {
            "besluitnummer": "B-TRACE-0002", "versie": 1, "uitkomst": "Afgewezen", "spoor": 2, "genomenOp": "{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss}}Z",
            "terugkeerbesluit": true, "inreisverbod": false, "vertrektermijnDagen": 0, "beroepSchort": false
          }
        }
        """;

    [GeneratedRegex("http://127.0.0.1:[0-9]+")]
    private static partial Regex Address();
}
