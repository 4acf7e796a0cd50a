using System.Net;
using System.Text.Json;
using KetenHub.Hub;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>Sign-ins of attackers: each is refused, by number, and written down.</summary>
public class ForgedSignInTests(Chromium chromium)
{
    public static TheoryData<string> Forgeries => ["issuer", "audience", "expired", "not yet", "nonce", "no nonce", "no subject", "unsigned", "another's key", "the client's secret", "authorized party"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_token_that_is_not_the_providers_for_this_hub_and_this_browser_is_refused(string forgery)
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        Forge(issuer, forgery);
        var page = await host.SignInAtAsync(chromium, "ind-casus", "/board");
        await Expect(page.Locator("h1")).ToContainTextAsync("KH455");
        // The token was fetched, and it alone was at fault.
        Assert.Equal(1, issuer.TokensGiven);
        await host.HasNoSessionAsync(page);
        Assert.Single((await host.Operations.ActionsAsync("sign-in KH455", 0, 10, CancellationToken.None)).Items, action => action.Kind == ActionKind.Denied);
    }

    [Fact]
    public async Task An_answer_of_the_provider_works_once_and_only_in_the_browser_it_was_for()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        var (address, cookies) = await AttackAsync(host, issuer);

        // Into somebody else's browser, so that they would work in the attacker's account.
        var victim = await host.OpenAsync(chromium);
        await victim.GotoAsync(address);
        await Expect(victim.Locator("h1")).ToContainTextAsync("KH455");
        await host.HasNoSessionAsync(victim);
        Assert.Equal(0, issuer.TokensGiven);

        // In their own it works, and then no more: not with the cookies as they are, and not with those of before.
        Assert.Equal(HttpStatusCode.Found, await CallAsync(address, cookies));
        Assert.Equal(HttpStatusCode.BadRequest, await CallAsync(address, cookies));
        Assert.Equal(HttpStatusCode.BadRequest, await CallAsync(address, "lang=nl"));
        Assert.Equal(1, issuer.TokensGiven);
        Assert.Equal(HttpStatusCode.BadRequest, await CallAsync($"{host.Address}/sign-in/callback?code=guessed&state=guessed", cookies));
        Assert.Equal(HttpStatusCode.BadRequest, await CallAsync($"{host.Address}/sign-in/callback", cookies));
        Assert.Equal(HttpStatusCode.BadRequest, await CallAsync($"{host.Address}/sign-in/callback?id_token=e30.e30.&state=x", cookies));
    }

    private static void Forge(TestIssuer issuer, string forgery)
    {
        issuer.Signs = forgery switch
        {
            "unsigned" => TestIssuer.Signing.WithNothing,
            "another's key" => TestIssuer.Signing.WithAnothersKey,
            "the client's secret" => TestIssuer.Signing.WithTheClientsSecret,
            _ => TestIssuer.Signing.WithItsKey,
        };
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        issuer.Change = claims => _ = forgery switch
        {
            "issuer" => claims["iss"] = $"{issuer.Address}/other",
            "audience" => claims["aud"] = "another-client",
            "expired" => claims["exp"] = Past(claims, now - 120),
            "not yet" => claims["nbf"] = now + 600,
            "nonce" => claims["nonce"] = "of-another-sign-in",
            "no nonce" => claims.Remove("nonce"),
            "no subject" => claims.Remove("sub"),
            "authorized party" => claims["azp"] = Two(claims),
            _ => forgery,
        };
    }

    private static long Past(Dictionary<string, object> claims, long end)
    {
        claims["nbf"] = claims["iat"] = end - 300;
        return end;
    }

    private static string Two(Dictionary<string, object> claims)
    {
        claims["aud"] = new[] { TestIssuer.ClientId, "another-client" };
        return "another-client";
    }

    // Somebody who signs in by hand and keeps what the provider sends the browser back with, and the cookies that go with it.
    private static async Task<(string Address, string Cookies)> AttackAsync(DashboardHost host, TestIssuer issuer)
    {
        using var http = Client();
        using var sent = await http.GetAsync($"{host.Address}/board", TestContext.Current.CancellationToken);
        Assert.True(sent.Headers.Location is not null, $"{sent}" + await sent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var asked = QueryHelpers.ParseQuery(sent.Headers.Location!.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("user", "avim-casus"), KeyValuePair.Create("asked", JsonSerializer.Serialize(asked))]);
        using var back = await http.PostAsync($"{issuer.Address}/login", form, TestContext.Current.CancellationToken);
        return (back.Headers.Location!.ToString(), string.Join("; ", sent.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0])));
    }

    private static async Task<HttpStatusCode> CallAsync(string address, string cookies)
    {
        using var http = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Cookie", cookies);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

#pragma warning disable MA0039 // The certificate of the test's own hub; who it is does not matter here.
    private static HttpClient Client() => new(new HttpClientHandler
    {
        AllowAutoRedirect = false, UseCookies = false, ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
    });
#pragma warning restore MA0039
}
