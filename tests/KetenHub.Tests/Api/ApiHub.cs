using System.Net.Http.Headers;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Embedded;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;

namespace KetenHub.Tests.Api;

/// <summary>The whole hub behind real HTTP on a free loopback port, without simulated partners.</summary>
internal sealed class ApiHub : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly WebApplication app;
    private readonly IHubStore real;

    private ApiHub(DirectoryInfo folder, IHubStore real, IHubStore store, HubKeys keys, Func<PartnerList, PartnerList>? change, Func<Policy, Policy>? terms)
    {
        (this.folder, this.real, Store, Keys) = (folder, real, store, keys);
        Folder = new DataFolder(folder.FullName);
        var (partners, policy) = SettingsFolder.Read(null, null);
        (Partners, Policy) = (change?.Invoke(partners) ?? partners, terms?.Invoke(policy) ?? policy);
        app = EmbeddedHub.Build(new EmbeddedOptions(Folder, 0, 1, false, null, null), Partners, Policy, store, keys, "a token of a page, long enough");
    }

    public DataFolder Folder { get; }

    public IHubStore Store { get; }

    public PartnerList Partners { get; }

    public Policy Policy { get; }

    public HubKeys Keys { get; }

    // The client's own patience is a second, which a busy machine can take.
    public HttpClient Http { get; } = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });

    public Uri Address => new(app.Urls.First());

    /// <summary>Starts it.</summary>
    /// <param name="wrap">Puts something between the hub and its store.</param>
    /// <param name="change">Changes the partners that come with the hub.</param>
    /// <param name="terms">Changes the policy.</param>
    /// <param name="prepare">Puts something into the data folder.</param>
    public static async Task<ApiHub> StartAsync(
        Func<IHubStore, IHubStore>? wrap = null, Func<PartnerList, PartnerList>? change = null, Func<Policy, Policy>? terms = null, Action<DataFolder>? prepare = null)
    {
        var made = Directory.CreateTempSubdirectory("ketenhub-test-");
        prepare?.Invoke(new DataFolder(made.FullName));
        var (store, keys) = await new DataFolder(made.FullName).OpenAsync(CancellationToken.None);
        var hub = new ApiHub(made, store, wrap?.Invoke(store) ?? store, keys, change, terms);
        await hub.app.StartAsync();
        hub.Http.BaseAddress = hub.Address;
        return hub;
    }

    public Task<Answer> PostAsync(InboundMessage message) =>
        PostAsync(message.Body.ToArray(), message.ContentType, Folder.Token(message.Publisher));

    public async Task<Answer> PostAsync(byte[] body, string? contentType, string? token, bool chunked = false, IReadOnlyList<string>? signatures = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/events") { Content = new ByteArrayContent(body) };
        if (contentType is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var signature in signatures ?? [])
            request.Headers.TryAddWithoutValidation(EventSignature.Header, signature);
        request.Headers.TransferEncodingChunked = chunked;
        // A large body waits for the hub's consent, as the larger clients do: an answer that comes while it is sent would be lost with the connection.
        request.Headers.ExpectContinue = body.Length > 8 * 1024 * 1024;
        return await SendAsync(request);
    }

    public async Task<Answer> GetAsync(string path, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await SendAsync(request);
    }

    public async Task<QuarantineRow?> FindQuarantineAsync(Guid id) =>
        (await Store.Reads.QuarantineAsync(0, 1000, CancellationToken.None)).Items.SingleOrDefault(row => row.Id == id);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await real.DisposeAsync();
        Keys.Dispose();
        folder.Delete(recursive: true);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ToString(), response.Content.Headers.ContentType?.MediaType);
    }
}

/// <summary>An answer, read whole.</summary>
internal sealed record Answer(int Status, string Text, string Headers, string? ContentType)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement.Clone();

    public string[] Numbers => [.. Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("number").GetString()!)];

    public Guid Quarantine => Json.GetProperty("quarantine").GetGuid();
}
