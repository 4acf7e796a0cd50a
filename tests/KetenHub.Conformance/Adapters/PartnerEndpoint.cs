using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
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

    /// <summary>Told what it answered 2xx to.</summary>
    public Action<JsonElement> OnTaken { get; set; } = _ => { };

    /// <summary>Port that nobody listens at.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

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

    /// <summary>Takes the server away; it can be started again.</summary>
    public async Task StopAsync()
    {
        await app!.DisposeAsync();
        app = null;
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
        if (http.Response.StatusCode >= 300)
            return;
        var document = JsonDocument.Parse(body.ToArray()).RootElement.Clone();
        taken.Enqueue(document);
        OnTaken(document);
    }
}
