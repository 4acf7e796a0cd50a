using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Client;

/// <summary>The hub's API, for a partner without AMQP.</summary>
/// <param name="hub">Address of the hub.</param>
/// <param name="token">The partner's token, read at each call, so that it can be renewed without a restart.</param>
/// <param name="wait">How long an event may take until it is accepted.</param>
/// <param name="tls">Whose certificates are trusted.</param>
/// <param name="signer">Signs each event as it is sent; null: none is signed.</param>
internal sealed class HubHttp(Uri hub, Func<string> token, TimeSpan wait, TlsFiles tls, MessageSigner? signer = null) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HttpClient client = new(HandlerOf(tls)) { BaseAddress = hub, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Posts an event; ends when the hub has stored it.</summary>
    /// <exception cref="KetenHubException">The hub refuses it, with every reason; or its certificate is not trusted (KH415).</exception>
    /// <exception cref="TimeoutException">Not accepted in time; it may have been. Send it again: its id stays.</exception>
    public async Task SendAsync(AdapterEvent made, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(wait);
        try
        {
            while (await TryAsync(made, bound.Token) is { } pause)
                await Task.Delay(pause, bound.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"not accepted within {wait.TotalSeconds:0.#} s", late);
        }
    }

    /// <summary>Tells the hub that this partner is alive. Whatever comes of it: the next one follows.</summary>
    public async Task BeatAsync(CancellationToken cancellation)
    {
        try
        {
            using var request = Request(HttpMethod.Post, "/v1/heartbeats");
            using var answer = await client.SendAsync(request, cancellation);
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // That nothing comes is what the hub sees.
        }
    }

    public void Dispose() => client.Dispose();

    private static SocketsHttpHandler HandlerOf(TlsFiles tls)
    {
        var handler = tls.Handler();
        (handler.AllowAutoRedirect, handler.PooledConnectionLifetime) = (false, TimeSpan.FromMinutes(2));
        return handler;
    }

    /// <returns>How long to wait before the next try; null: it is stored.</returns>
    private async Task<TimeSpan?> TryAsync(AdapterEvent made, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Post, "/v1/events");
        request.Content = new ByteArrayContent(made.Body) { Headers = { ContentType = new MediaTypeHeaderValue(CloudEvent.ContentType) } };
        if (signer is not null)
            request.Headers.Add(EventSignature.Header, signer.Sign(made.Body));
        try
        {
            using var answer = await client.SendAsync(request, cancellation);
            if (answer.StatusCode == HttpStatusCode.Accepted)
                return null;
            if (answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)answer.StatusCode >= 500)
                return answer.Headers.RetryAfter?.Delta ?? Pause;
            throw new KetenHubException(await ProblemsAsync(answer, cancellation));
        }
        catch (HttpRequestException distrust) when (distrust.InnerException is AuthenticationException)
        {
            throw new KetenHubException(Errors.ServerNotTrusted.At(hub.GetLeftPart(UriPartial.Authority)), distrust);
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return Pause;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path) => new(method, new Uri(path, UriKind.Relative))
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token()) },
    };

    // All of them at once, as problem details (RFC 9457). A number of a later hub is told as refused all the same.
    private static async Task<IReadOnlyList<Problem>> ProblemsAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var status = $"HTTP {(int)answer.StatusCode}";
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return [Errors.HubRefused.At("", status)];
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
        var problems = document.RootElement.GetProperty("errors").EnumerateArray().Select(error => new Problem(
            Errors.All.FirstOrDefault(kind => kind.Number == error.GetProperty("number").GetString()) ?? Errors.HubRefused,
            error.GetProperty("where").GetString()!, error.TryGetProperty("detail", out var detail) ? detail.GetString() : null)).ToList();
        return problems.Count > 0 ? problems : [Errors.HubRefused.At("", status)];
    }
}
