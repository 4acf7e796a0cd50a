using System.Text;
using KetenHub.Contracts;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Check;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>The suite for adapters finds what it is for: adapters with one fault each.</summary>
public sealed class AdapterCheckTests
{
    private static readonly Setting Url = new("url", SettingKind.Url, "where to");

    private static readonly AdapterSamples Samples = new(
        [new Sample("goed.json", """{"nummer":"S-1","op":"2026-11-22T14:30:00+01:00","vnummer":"0000000001"}"""u8.ToArray(), null)],
        [new Sample("leeg.json", "{}"u8.ToArray(), null), new Sample("geen.json", "[]"u8.ToArray(), null)]);

    [Fact]
    public async Task A_sound_adapter_passes_once_what_it_gives_is_recorded()
    {
        var certificate = await CheckAsync(new Faulty());
        Assert.Equal(["samples give what is expected"], Failed(certificate));
        var other = await CheckAsync(new Faulty(), Samples with { Good = [Samples.Good[0] with { Expected = "[\n  {\n    \"type\": \"another\",\n" }] });
        Assert.Contains("in line 3: \"type\": \"nl.vreemdelingenketen.case-signal.v1\",, expected \"type\": \"another\",", other.Text(), StringComparison.Ordinal);
        var recorded = TranslationText.Of(new Faulty().Translate(new MemoryStream(Samples.Good[0].Content), new Origin("goed.json")));
        certificate = await CheckAsync(new Faulty(), Samples with { Good = [Samples.Good[0] with { Expected = recorded }] });
        Assert.True(certificate.Passed, certificate.Text());
        Assert.Contains("CERTIFICATE", certificate.Text(), StringComparison.Ordinal);
        Assert.Contains("\"passed\": true", certificate.Json(), StringComparison.Ordinal);
        Assert.True(certificate.MessagesPerSecond > 0 && certificate.BytesPerMessage > 0);
    }

    [Fact]
    public Task One_that_throws_is_found() => AssertFoundAsync(
        new Faulty { Before = document => _ = document[10] }, "malformed and truncated documents are rejected and never throw");

    [Fact]
    public Task One_that_gives_other_ids_each_time_is_found() => AssertFoundAsync(
        new Faulty { After = message => message with { Key = Guid.NewGuid().ToString() } }, "the same document gives the same events");

    [Fact]
    public Task One_that_drops_unknown_fields_is_found() => AssertFoundAsync(
        new Faulty { After = message => message with { Unmapped = new Dictionary<string, string>() } }, "unknown fields survive");

    [Fact]
    public Task One_that_takes_everything_is_found() => AssertFoundAsync(
        new Faulty { OnRejection = _ => [] }, "bad samples are rejected");

    [Fact]
    public Task One_that_repeats_the_document_in_its_rejections_is_found() => AssertFoundAsync(
        new Faulty { OnRejection = text => [new Rejection(Errors.MalformedJson.At("", text))] }, "rejections repeat nothing of the document");

    [Fact]
    public Task One_that_calls_a_refusal_a_delivery_is_found() => AssertFoundAsync(
        new Faulty { Outcome = outcome => outcome is Refused ? new Delivered() : outcome }, "what the partner answers gets the right outcome");

    [Fact]
    public Task One_that_gives_up_where_it_should_retry_is_found() => AssertFoundAsync(
        new Faulty { Outcome = outcome => outcome is RetryLater ? new Refused("") : outcome }, "what the partner answers gets the right outcome");

    [Fact]
    public Task One_that_does_not_hear_that_it_must_end_is_found() => AssertFoundAsync(
        new Faulty { Deaf = true }, "cancelling ends a delivery within a second");

    [Fact]
    public Task One_that_sends_without_the_id_is_found() => AssertFoundAsync(
        new Faulty { WithId = false }, "every notification is delivered, with its id and nothing of it in traces");

    private static async Task AssertFoundAsync(Faulty adapter, string check) => Assert.Contains(check, Failed(await CheckAsync(adapter)));

    private static IEnumerable<string> Failed(Certificate certificate) => certificate.Checks.Where(check => !check.Passed).Select(check => check.Name);

    private static Task<Certificate> CheckAsync(Faulty adapter, AdapterSamples? samples = null) => AdapterCheck.RunAsync(
        new AdapterLine("faulty", AdapterKind.Webhook, "for tests", [Url], (settings, _) => adapter.At(settings.Url(Url))),
        samples ?? Samples, TestContext.Current.CancellationToken);

    private sealed record Faulty : IAdapter
    {
        private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(0.5) };
        private Uri? url;

        public Action<byte[]> Before { get; init; } = _ => { };

        public Func<Message, Message> After { get; init; } = message => message;

        public Func<string, IEnumerable<Translated>>? OnRejection { get; init; }

        public Func<DeliveryOutcome, DeliveryOutcome> Outcome { get; init; } = outcome => outcome;

        public bool Deaf { get; init; }

        public bool WithId { get; init; } = true;

        public Faulty At(Uri to) => this with { url = to };

        public IEnumerable<Translated> Translate(Stream document, Origin origin)
        {
            using var copy = new MemoryStream();
            document.CopyTo(copy);
            Before(copy.ToArray());
            copy.Position = 0;
            return JsonDocuments.Translate(copy, Read) switch
            {
                Rejection when OnRejection is not null => OnRejection(Encoding.UTF8.GetString(copy.ToArray())),
                Message message => [After(message)],
                var other => [other],
            };
        }

        public async Task<DeliveryOutcome> DeliverAsync(Notice notice, CancellationToken cancellation)
        {
            try
            {
                using var content = new StringContent(WithId ? notice.Event.Id : "");
                using var answer = await Http.PostAsync(url, content, cancellation);
                return Outcome((int)answer.StatusCode switch
                {
                    < 300 => new Delivered(),
                    408 or 425 or 429 or >= 500 => new RetryLater("", answer.Headers.RetryAfter?.Delta),
                    _ => new Refused(""),
                });
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException && (Deaf || !cancellation.IsCancellationRequested))
            {
                return Outcome(new RetryLater(""));
            }
        }

        private static Message Read(Fields fields) => new(fields.Text("nummer", 64), fields.Time("op"), new CaseSignal
        {
            Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = fields.Text("vnummer", 10) }] },
            Kind = CaseSignalKind.Arrested,
            ObservedAt = fields.Time("op"),
        });
    }
}
