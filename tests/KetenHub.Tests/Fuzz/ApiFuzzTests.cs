using System.Text;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Tests.Api;
using KetenHub.Tests.Contracts;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Fuzz;

/// <summary>Whatever is sent to the API, it answers with a receipt or with numbered errors, and goes on.</summary>
public sealed class ApiFuzzTests
{
    private static readonly string?[] ContentTypes =
        [CloudEvent.ContentType, CloudEvent.ContentType + "; charset=utf-8", "application/json", "application/cloudevents+json;charset=utf-16", "text/html", "application/vnd.masstransit+json", "a", "/", ";;;", null];

    [Fact]
    public async Task No_changed_request_gets_anything_but_a_receipt_or_numbered_errors()
    {
        await using var hub = await ApiHub.StartAsync();
        var events = new Mutator([.. ContractFiles.Examples("good").Select(ContractFiles.Bytes)], 20261129);
        var words = new Mutator([.. new[] { "/v1/references/01900000-0000-7000-8000-00000000aa01", "/v1/events", "/v1/heartbeats", "Bearer x", "00-aa-bb-01", "eyJ..x" }.Select(Encoding.ASCII.GetBytes)], 1);
        var random = new Random(20261129);
        for (var i = 0; i < 400; i++)
        {
            // What a client can put into a header at all; what it can't is in AttackTests.
            var text = string.Concat(Encoding.Latin1.GetString(words.Next()).Where(character => character is >= ' ' and <= '~'));
            var isEvent = random.Next(4) > 0;
            using var request = new HttpRequestMessage(isEvent ? HttpMethod.Post : HttpMethod.Get, isEvent ? "/v1/events" : "/v1/references/" + Uri.EscapeDataString(text));
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {hub.Folder.Token("coa")}");
            request.Headers.TryAddWithoutValidation(EventSignature.Header, text);
            request.Headers.TryAddWithoutValidation("traceparent", text);
            if (isEvent)
            {
                request.Content = new ByteArrayContent(events.Next());
                request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentTypes[random.Next(ContentTypes.Length)]);
            }
            var answer = await hub.SendAsync(request);
            if (answer.Status is 202 or 200)
                continue;
            Assert.InRange(answer.Status, 400, 499);
            // What the web server itself can't read as a request has no body.
            if (answer.Status == 400 && answer.Text.Length == 0)
                continue;
            Assert.Equal("application/problem+json", answer.ContentType);
            Assert.NotEmpty(answer.Numbers);
            Assert.All(answer.Numbers, number => Assert.NotNull(Errors.Find(number)));
        }
        Assert.Equal(202, (await hub.PostAsync(Events.Signal("coa", "9000000001"))).Status);
        Assert.Null((await LogVerifier.VerifyAsync(hub.Store.Reads, null, TestContext.Current.CancellationToken)).FirstBad);
    }
}
