using System.Collections.Concurrent;
using System.Text.Json;
using KetenHub.Partners.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KetenHub.Conformance.Adapters;

/// <summary>A partner's web server: consents to webhooks, checks signatures, and answers as the test has it.</summary>
internal sealed class PartnerEndpoint(int port) : IAsyncDisposable
{
    public const string Secret = "whsec_c2VjcmV0LW9mLWEtcGFydG5lci1mb3ItdGVzdHM=";

    private readonly ConcurrentQueue<JsonElement> taken = new();
    private WebApplication? app;

    /// <summary>What it answered 2xx to, in order.</summary>
    public IReadOnlyList<JsonElement> Taken => [.. taken];

    /// <summary>How often it was called.</summary>
    public int Calls { get; private set; }

    /// <summary>Gives the status of the next answer.</summary>
    public Func<HttpContext, Task<int>> Answer { get; set; } = _ => Task.FromResult(204);

    public string Url => $"http://127.0.0.1:{port}/meldingen";

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        app = builder.Build();
        app.MapMethods("/meldingen", ["OPTIONS"], (HttpContext http) =>
        {
            http.Response.Headers["WebHook-Allowed-Origin"] = http.Request.Headers["WebHook-Request-Origin"];
        });
        app.MapPost("/meldingen", TakeAsync);
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        Calls++;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers;
        if (SignedWebhook.Sign(Secret, headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), body.ToArray()) != headers["webhook-signature"])
        {
            http.Response.StatusCode = 401;
            return;
        }
        http.Response.StatusCode = await Answer(http);
        if (http.Response.StatusCode < 300)
            taken.Enqueue(JsonDocument.Parse(body.ToArray()).RootElement.Clone());
    }
}
