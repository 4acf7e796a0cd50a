using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Http;

/// <summary>A webhook as the CloudEvents specification for web hooks (1.0.2) asks: consent by <c>OPTIONS</c> before the first delivery, the rate that
/// the partner allows, and nothing more once it answered 410.</summary>
/// <param name="http">Calls to the partner.</param>
/// <param name="webhook">Signs and posts.</param>
/// <param name="url">Where to.</param>
/// <param name="origin">Who asks: the host name of the hub.</param>
/// <param name="clock">For the rate.</param>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for has nothing to give back.
public sealed class ConsentedWebhook(PartnerHttp http, SignedWebhook webhook, Uri url, string origin, TimeProvider clock)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim oneAtATime = new(1);
    private bool consented;
    private bool gone;
    private TimeSpan pause = TimeSpan.Zero;
    private DateTimeOffset next = DateTimeOffset.MinValue;

    /// <summary>Posts one body, after consent.</summary>
    public async Task<DeliveryOutcome> PostAsync(string id, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            if (gone)
                return new Refused("HTTP 410 before: the partner ended this webhook; a restart asks again");
            if (!consented && await AskAsync(cancellation) is { } refusal)
                return refusal;
            if (next - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, clock, cancellation);
            next = clock.GetUtcNow() + pause;
            var outcome = await webhook.PostAsync(id, contentType, body, headers => headers.Add("WebHook-Request-Origin", origin), cancellation);
            gone = outcome is Refused { Reason: "HTTP 410" };
            return outcome;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    // Consent is given by the header, never by a status alone (section 4).
    private async Task<DeliveryOutcome?> AskAsync(CancellationToken cancellation)
    {
        var (allowed, rate) = ("", 0);
        var outcome = await http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Options, url) { Headers = { { "WebHook-Request-Origin", origin } } },
            cancellation,
            response =>
            {
                allowed = Of(response.Headers, "WebHook-Allowed-Origin");
                _ = int.TryParse(Of(response.Headers, "WebHook-Allowed-Rate"), NumberStyles.None, CultureInfo.InvariantCulture, out rate);
                gone = response.StatusCode == HttpStatusCode.Gone;
            });
        if (outcome is RetryLater)
            return outcome;
        if (allowed != "*" && !allowed.Equals(origin, StringComparison.OrdinalIgnoreCase))
            return gone ? new Refused("HTTP 410 to the handshake") : new RetryLater("the partner did not consent to this webhook");
        consented = true;
        pause = rate > 0 ? TimeSpan.FromMinutes(1) / rate : TimeSpan.Zero;
        return null;
    }

    private static string Of(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? string.Join(',', values).Trim() : "";
}
