using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Http;

/// <summary>Posts signed as Standard Webhooks 1.0.0 says: <c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c>, an HMAC-SHA-256
/// with each secret, so that the partner can change to the newest in its own time.</summary>
/// <param name="http">Calls to the partner.</param>
/// <param name="url">Where to.</param>
/// <param name="secrets">The secrets: <c>whsec_</c> and base64, or any text, whose UTF-8 is the key.</param>
/// <param name="clock">For the timestamp.</param>
public sealed class SignedWebhook(PartnerHttp http, Uri url, Func<IReadOnlyList<string>> secrets, TimeProvider clock)
{
    private const string Prefix = "whsec_";

    /// <summary>Posts one body.</summary>
    /// <param name="id">Id of the event: the same for each try.</param>
    /// <param name="contentType">Media type.</param>
    /// <param name="body">The body.</param>
    /// <param name="further">Adds further headers.</param>
    /// <param name="cancellation">Ends it at once.</param>
    public async Task<DeliveryOutcome> PostAsync(
        string id, string contentType, ReadOnlyMemory<byte> body, Action<HttpRequestHeaders>? further, CancellationToken cancellation)
    {
        IReadOnlyList<byte[]> keys;
        try
        {
            keys = [.. secrets().Select(KeyOf)];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException)
        {
            return new RetryLater("the secret can't be read");
        }
        return await http.SendAsync(() =>
        {
            var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", timestamp);
            request.Headers.Add("webhook-signature", string.Join(' ', keys.Select(key => Sign(key, id, timestamp, body.Span))));
            further?.Invoke(request.Headers);
            return request;
        }, cancellation);
    }

    /// <summary>The signature of a body under a secret: what a receiver compares with.</summary>
    public static string Sign(string secret, string id, string timestamp, ReadOnlySpan<byte> body) => Sign(KeyOf(secret), id, timestamp, body);

    private static string Sign(byte[] key, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return $"v1,{Convert.ToBase64String(hmac.GetHashAndReset())}";
    }

    private static byte[] KeyOf(string secret) => secret.StartsWith(Prefix, StringComparison.Ordinal)
        ? Convert.FromBase64String(secret[Prefix.Length..])
        : Encoding.UTF8.GetBytes(secret);
}
