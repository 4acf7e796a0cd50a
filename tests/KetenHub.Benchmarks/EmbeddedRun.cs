using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Storage;
using Microsoft.AspNetCore.Builder;

namespace KetenHub.Benchmarks;

/// <summary>An embedded hub on a free port and a temporary folder.</summary>
internal sealed class EmbeddedRun : IAsyncDisposable
{
    private readonly DirectoryInfo temporary;
    private readonly DataFolder folder;
    private readonly SqliteStore store;
    private readonly HubKeys keys;
    private readonly WebApplication app;

    private EmbeddedRun(DirectoryInfo at, DataFolder inFolder, SqliteStore withStore, HubKeys withKeys, WebApplication running, PartnerList partners)
    {
        (temporary, folder, store, keys, app, Partners) = (at, inFolder, withStore, withKeys, running, partners);
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public PartnerList Partners { get; }

    public IServiceProvider Services => app.Services;

    public HttpClient Http { get; }

    public string Token(string partner) => folder.Token(partner);

    public static async Task<EmbeddedRun> StartAsync()
    {
        var at = Directory.CreateTempSubdirectory("ketenhub-benchmark-");
        var (shipped, policy) = SettingsFolder.Read(null, null);
        // What is measured is the hub, not what partners agreed to send.
        var partners = new PartnerList(shipped.HubOin, shipped.HubAddress, [.. shipped.All.Select(partner => partner with { Rate = new RateTerms(100_000, 1_000_000) })]);
        var inFolder = new DataFolder(at.FullName);
        var (store, keys) = await inFolder.OpenAsync(CancellationToken.None);
        var running = EmbeddedHub.Build(new EmbeddedOptions(inFolder, 0, 1, false, null, null), partners, policy, store, keys, "benchmark-token-0123456789");
        await running.StartAsync();
        return new EmbeddedRun(at, inFolder, store, keys, running, partners);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await store.DisposeAsync();
        keys.Dispose();
        temporary.Delete(recursive: true);
    }
}
