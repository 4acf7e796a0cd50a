using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json;

namespace KetenHub.Broker;

/// <summary>Reads over the management API. Its user needs the tag <c>management</c> and nothing more.</summary>
/// <param name="addresses">For example <c>https://rabbitmq:15671</c>, one a node: the first that answers is asked.</param>
/// <param name="user">User.</param>
/// <param name="password">Password.</param>
/// <param name="trusts">Whether a server is the one that was meant; null: as the machine judges.</param>
public sealed class RabbitMqManagement(IReadOnlyList<Uri> addresses, string user, string password, RemoteCertificateValidationCallback? trusts = null) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = trusts } })
    {
        Timeout = TimeSpan.FromSeconds(10),
        DefaultRequestHeaders =
        {
            Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))),
        },
    };

    /// <summary>Names the addresses only.</summary>
    public override string ToString() => string.Join(", ", addresses.Select(address => address.GetLeftPart(UriPartial.Authority)));

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>What there is of a kind (<c>queues</c>, <c>exchanges</c>, <c>bindings</c>, <c>policies</c>) in a virtual host.</summary>
    internal async Task<IReadOnlyList<JsonElement>> ListAsync(string kind, string virtualHost, CancellationToken cancellation)
    {
        using var answer = await GetAsync($"/api/{kind}/{Uri.EscapeDataString(virtualHost)}", cancellation);
        answer.EnsureSuccessStatusCode();
        using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellation), cancellationToken: cancellation);
        return [.. json.RootElement.EnumerateArray().Select(element => element.Clone())];
    }

    private async Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellation)
    {
        foreach (var address in addresses.SkipLast(1))
        {
            try
            {
                return await http.GetAsync(new Uri(address, path), cancellation);
            }
            catch (Exception away) when (away is HttpRequestException || (away is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // The next node knows the same.
            }
        }
        return await http.GetAsync(new Uri(addresses[^1], path), cancellation);
    }
}
