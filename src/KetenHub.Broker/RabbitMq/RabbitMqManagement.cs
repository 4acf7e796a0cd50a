using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace KetenHub.Broker;

/// <summary>Reads over the management API. Its user needs the tag <c>management</c> and nothing more.</summary>
/// <param name="address">For example <c>https://rabbitmq:15671</c>.</param>
/// <param name="user">User.</param>
/// <param name="password">Password.</param>
public sealed class RabbitMqManagement(Uri address, string user, string password) : IDisposable
{
    private readonly HttpClient http = new()
    {
        BaseAddress = new Uri(address, "/api/"),
        Timeout = TimeSpan.FromSeconds(10),
        DefaultRequestHeaders =
        {
            Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))),
        },
    };

    /// <summary>Names the address only.</summary>
    public override string ToString() => address.GetLeftPart(UriPartial.Authority);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>What there is of a kind (<c>queues</c>, <c>exchanges</c>, <c>bindings</c>, <c>policies</c>) in a virtual host.</summary>
    internal async Task<IReadOnlyList<JsonElement>> ListAsync(string kind, string virtualHost, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(new Uri($"{kind}/{Uri.EscapeDataString(virtualHost)}", UriKind.Relative), cancellation);
        answer.EnsureSuccessStatusCode();
        using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellation), cancellationToken: cancellation);
        return [.. json.RootElement.EnumerateArray().Select(element => element.Clone())];
    }
}
