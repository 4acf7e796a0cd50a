using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KetenHub.Broker;
using KetenHub.Contracts;

namespace KetenHub.Development;

/// <summary>The broker's management API as administrator: imports the topology, for development only. In production operations import it.</summary>
internal sealed class BrokerAdministration : IDisposable
{
    private readonly HttpClient http;

    /// <summary>As the user of the broker's address.</summary>
    /// <param name="management">For example <c>http://127.0.0.1:15672</c>.</param>
    /// <param name="user">Administrator.</param>
    /// <param name="password">Password.</param>
    public BrokerAdministration(Uri management, string user, string password) => http = new HttpClient
    {
        BaseAddress = new Uri(management, "/api/"),
        Timeout = TimeSpan.FromSeconds(15),
        DefaultRequestHeaders =
        {
            Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))),
        },
    };

    /// <summary>Imports exchanges, queues, limits and users with these passwords. Throws KH411, KH412; KH413 when the broker has one of these users
    /// already at the first import from this folder: its password would change.</summary>
    public async Task ImportAsync(RabbitMqTopology topology, IReadOnlyDictionary<string, string> passwords, bool first, CancellationToken cancellation)
    {
        using var users = await AskAsync(HttpMethod.Get, "users", null, cancellation);
        var names = (await users.Content.ReadFromJsonAsync<JsonElement[]>(cancellation))!.Select(user => user.GetProperty("name").GetString()!);
        if (first && names.FirstOrDefault(passwords.ContainsKey) is { } taken)
            throw new KetenHubException(Errors.BrokerUserTaken.At(taken));
        using var content = new StringContent(RabbitMqDefinitions.Write(topology, passwords), Encoding.UTF8, "application/json");
        using var imported = await AskAsync(HttpMethod.Post, "definitions", content, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
            var answer = await http.SendAsync(request, cancellation);
            return answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw new KetenHubException(Errors.BrokerRefuses.At("--rabbitmq", "an administrator")),
                _ when answer.IsSuccessStatusCode => answer,
                var other => throw new KetenHubException(Errors.BrokerUnreachable.At("--management", $"its management API answered {(int)other}")),
            };
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new KetenHubException(Errors.BrokerUnreachable.At("--management", http.BaseAddress!.GetLeftPart(UriPartial.Authority)), error);
        }
    }
}
