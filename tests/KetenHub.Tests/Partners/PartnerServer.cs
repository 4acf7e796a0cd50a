using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KetenHub.Tests.Partners;

/// <summary>A partner's web server. Keeps what it was asked, and answers as the test has it.</summary>
internal sealed class PartnerServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<Asked> asked = new();
    private readonly WebApplication app;

    private PartnerServer(WebApplication app) => this.app = app;

    /// <summary>Answers <c>OPTIONS</c>; consents unless told otherwise.</summary>
    public Action<HttpContext> OnHandshake { get; set; } = http => http.Response.Headers["WebHook-Allowed-Origin"] = http.Request.Headers["WebHook-Request-Origin"];

    /// <summary>Answers <c>POST</c>.</summary>
    public Action<HttpContext> OnPost { get; set; } = http => http.Response.StatusCode = 204;

    public IReadOnlyList<Asked> Posts => [.. asked.Where(request => request.Method == "POST")];

    public int Handshakes => asked.Count(request => request.Method == "OPTIONS");

    public string Url => app.Urls.Single();

    public static async Task<PartnerServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new PartnerServer(builder.Build());
        server.app.Run(server.HandleAsync);
        await server.app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        asked.Enqueue(new Asked(
            http.Request.Method, http.Request.Path, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
        (http.Request.Method == "OPTIONS" ? OnHandshake : OnPost)(http);
    }

    /// <summary>One request.</summary>
    internal sealed record Asked(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
}
