using KetenHub.Hub;
using Microsoft.Extensions.Options;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace KetenHub.Dashboard;

/// <summary>Whether the identity provider answers. Nobody is sent to one that does not: they would see a browser's error in place of a number.</summary>
internal sealed class ProviderLine(SignInSource source, IOptionsMonitor<OpenIdConnectOptions> options, DashboardOptions dashboard) : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    private const int MostTries = 20;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = LongestWait };
    private DateTimeOffset answeredAt = DateTimeOffset.MinValue;

    /// <summary>Whether it answered just now.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        var now = dashboard.SessionClock.GetUtcNow();
        if (now - answeredAt < GoodFor && now >= answeredAt)
            return true;
        try
        {
            using var answer = await http.GetAsync(DiscoveryOf(source.Current), HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!answer.IsSuccessStatusCode)
                return false;
            answeredAt = now;
            return true;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Where one signs out at the provider; null when it has no such place or does not answer.</summary>
    public async Task<string?> EndSessionAsync(CancellationToken cancellation)
    {
        try
        {
            return (await options.Get(ProviderSignIn.Scheme).ConfigurationManager!.GetConfigurationAsync(cancellation)).EndSessionEndpoint;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads the provider's keys again; whether it has others than before. Reading goes on in the background: this waits for it, a little.</summary>
    public async Task<bool> LookForKeysAsync(CancellationToken cancellation)
    {
        var keys = options.Get(ProviderSignIn.Scheme).ConfigurationManager!;
        var before = await keys.GetConfigurationAsync(cancellation);
        for (var tries = 0; tries < MostTries; tries++)
        {
            keys.RequestRefresh();
            await Task.Delay(BetweenTries, cancellation);
            if (!ReferenceEquals(before, await keys.GetConfigurationAsync(cancellation)))
                return true;
        }
        return false;
    }

    /// <summary>Where a provider describes itself (OpenID Connect Discovery, 4.1).</summary>
    public static Uri DiscoveryOf(SignInSettings settings) => new($"{settings.Issuer.TrimEnd('/')}/.well-known/openid-configuration");

    public void Dispose() => http.Dispose();
}
