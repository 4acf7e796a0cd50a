using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Check;

/// <summary>An HTTP endpoint. Consents to any webhook handshake; answers what it is told to.</summary>
internal sealed class HttpCounterpart : ICounterpart
{
    private static readonly int[] Taken = [200, 201, 202, 204];
    private static readonly int[] NeverTaken = [400, 401, 403, 404, 409, 410, 413, 415, 422];
    private static readonly int[] NotNow = [408, 425, 429, 500, 502, 503, 504];

    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<string> received = new();
    private readonly CancellationTokenSource ended = new();
    private readonly Task running;
    private volatile Func<HttpListenerResponse, Task> answer = response => Status(response, 204);

    public HttpCounterpart()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
        listener.Prefixes.Add(Address.ToString());
        listener.Start();
        running = RunAsync();
    }

    public Uri Address { get; }

    public IReadOnlyList<string> Received => [.. received];

    public Action Hang => () => answer = response => Task.Delay(Timeout.Infinite, ended.Token);

    public IReadOnlyList<Scenario> Scenarios =>
    [
        .. Taken.Select(status => Answering(status, new Delivered())),
        .. NeverTaken.Select(status => Answering(status, new Refused(""), calls: 1)),
        .. NotNow.Select(status => Answering(status, new RetryLater(""))),
        new("HTTP 302 to elsewhere", () => answer = response => Redirect(response), new Refused(""), Calls: 1),
        new("HTTP 429 with Retry-After: 90", () => answer = response => Status(response, 429, "90"), new RetryLater("", TimeSpan.FromSeconds(90)), Calls: 1),
        new("no answer at all", Hang, new RetryLater(""), Hangs: true),
        new("nobody listens", listener.Stop, new RetryLater("")),
    ];

    public string? ValueOf(Setting setting) => setting.Kind == SettingKind.Url ? $"{Address}partner" : null;

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Close();
        await running;
        ended.Dispose();
    }

    private Scenario Answering(int status, DeliveryOutcome expected, int? calls = null) =>
        new($"HTTP {status}", () => answer = response => Status(response, status), expected, calls);

    private static Task Status(HttpListenerResponse response, int status, string? retryAfter = null)
    {
        response.StatusCode = status;
        if (retryAfter is not null)
            response.AddHeader("Retry-After", retryAfter);
        response.Close();
        return Task.CompletedTask;
    }

    private Task Redirect(HttpListenerResponse response)
    {
        response.AddHeader("Location", $"{Address}elsewhere");
        return Status(response, 302);
    }

    private async Task RunAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(HandleAsync(await listener.GetContextAsync()));
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
        await Task.WhenAll(open);
    }

    private async Task HandleAsync(HttpListenerContext context)
    {
        try
        {
            if (context.Request.HttpMethod == "OPTIONS")
            {
                context.Response.AddHeader("WebHook-Allowed-Origin", context.Request.Headers["WebHook-Request-Origin"] ?? "*");
                context.Response.AddHeader("WebHook-Allowed-Rate", "120");
                await Status(context.Response, 200);
                return;
            }
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            received.Enqueue($"{context.Request.Url}\n{context.Request.Headers}\n{await reader.ReadToEndAsync(ended.Token)}");
            await answer(context.Response);
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException or OperationCanceledException)
        {
            // The caller hung up, or the check is over.
        }
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}
