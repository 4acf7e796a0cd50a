using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KetenHub.Servers;
using Xunit;

namespace KetenHub.Conformance.Adapters;

/// <summary>An adapter that does not come with the hub: this assembly holds one of the templates, and lists it.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed partial class AdapterFromOutsideTests(SharedRabbitMq server)
{
    private const string Document = """{"berichtnummer":"TEST-1","verzondenOp":"2026-11-22T14:30:00+01:00","vnummer":"0000000001","soort":"Overlast","gezienOp":"2026-11-22T13:50:00+01:00"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_assembly_that_is_named_in_the_settings_is_loaded_and_its_adapter_takes_documents()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var adapters = await site.StartAdaptersAsync(new
        {
            avim = new
            {
                Adapter = "naam-http", Assembly = Assembly.GetExecutingAssembly().Location, site.PasswordFile,
                Settings = new { url = "http://127.0.0.1:9/", secretFile = await site.WriteAsync("webhook.secret", PartnerEndpoint.Secret) },
            },
        });
        using var http = new HttpClient { BaseAddress = new Uri(Address().Match(adapters.Output).Value) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", KetenSite.TokenOf("avim"));
        using var document = new StringContent(Document, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/adapters/avim", UriKind.Relative), document, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Contains("avim (naam-http)", adapters.Output, StringComparison.Ordinal);
        // No hub runs: the event waits in the partner's lane.
        for (var until = DateTime.UtcNow.AddSeconds(60); await WaitingAsync(site) != 1;)
        {
            Assert.True(DateTime.UtcNow < until, "not in the lane within its bound");
            await Task.Delay(100, Cancellation);
        }
    }

    private async Task<int> WaitingAsync(KetenSite site)
    {
        using var queue = JsonDocument.Parse(await server.Http.GetStringAsync(new Uri($"queues/{site.VirtualHost}/keten.in.avim", UriKind.Relative), Cancellation));
        return queue.RootElement.TryGetProperty("messages", out var messages) ? messages.GetInt32() : 0;
    }

    [GeneratedRegex("http://127.0.0.1:[0-9]+")]
    private static partial Regex Address();
}
