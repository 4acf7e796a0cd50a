using System.Net;
using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;

namespace KetenHub.Browser;

/// <summary>The identity provider says that somebody signed out (OpenID Connect Back-Channel Logout 1.0).</summary>
public class BackChannelLogoutTests(Chromium chromium)
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    [Fact]
    public async Task Who_signed_out_at_the_provider_is_out_here_at_every_hub_and_nobody_else_is()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var one = await DashboardHost.StartAsync(issuer: issuer);
        await using var two = await DashboardHost.StartAsync(issuer: issuer, beside: one);
        var page = await one.SignInAtAsync(chromium, "ind-casus", "/board");
        var other = await one.SignInAtAsync(chromium, "keten-beheer", "/board");

        var byNumber = issuer.LogoutToken(claims => claims["sub"] = "number-of-ind-casus");
        Assert.Equal(HttpStatusCode.OK, await PostAsync(two, byNumber));
        Assert.Equal(401, await page.FetchedAsync("/board"));
        Assert.Equal(200, await other.FetchedAsync("/board"));
        Assert.Single((await one.Operations.ActionsAsync("", 0, 20, TestContext.Current.CancellationToken)).Items, action => action is { Kind: ActionKind.SessionEnded, Actor: "provider" });

        // Once used it does nothing more, at neither hub: somebody who kept it can't sign people out.
        page = await one.SignInAtAsync(chromium, "ind-casus", "/board");
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(one, byNumber));
        Assert.Equal(200, await page.FetchedAsync("/board"));
        // By the session there, signed with a key that is new.
        issuer.Rotate();
        Assert.Equal(HttpStatusCode.OK, await PostAsync(one, issuer.LogoutToken(claims => claims["sid"] = TestIssuer.SessionOf("ind-casus"), "JWT")));
        Assert.Equal(401, await page.FetchedAsync("/board"));
        Assert.Equal(200, await other.FetchedAsync("/board"));
    }

    [Fact]
    public async Task A_token_that_is_not_as_it_must_be_signs_nobody_out()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        var page = await host.SignInAtAsync(chromium, "ind-casus", "/board");
        string Token(Action<Dictionary<string, object>> change, string type = "logout+jwt", TestIssuer.Signing signing = TestIssuer.Signing.WithItsKey)
        {
            issuer.Signs = signing;
            var token = issuer.LogoutToken(claims =>
            {
                claims["sub"] = "number-of-ind-casus";
                change(claims);
            }, type);
            issuer.Signs = TestIssuer.Signing.WithItsKey;
            return token;
        }
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["another issuer"] = Token(claims => claims["iss"] = "https://elsewhere.example"),
            ["another client"] = Token(claims => claims["aud"] = "another"),
            ["expired"] = Token(claims => claims["exp"] = now - 120),
            ["no end"] = Token(claims => claims.Remove("exp")),
            ["no moment"] = Token(claims => claims.Remove("iat")),
            ["too old"] = Token(claims => claims["iat"] = now - 400),
            ["from the future"] = Token(claims => claims["iat"] = now + 120),
            ["no number"] = Token(claims => claims.Remove("jti")),
            ["a nonce"] = Token(claims => claims["nonce"] = "n"),
            ["no events"] = Token(claims => claims.Remove("events")),
            ["another event"] = Token(claims => claims["events"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["http://schemas.example/event/other"] = new { } }),
            ["an event that is no object"] = Token(claims => claims["events"] = new Dictionary<string, object>(StringComparer.Ordinal) { [Event] = "yes" }),
            ["nobody"] = Token(claims => claims.Remove("sub")),
            ["another type"] = Token(_ => { }, "at+jwt"),
            ["signed by nobody"] = Token(_ => { }, signing: TestIssuer.Signing.WithNothing),
            ["signed by another"] = Token(_ => { }, signing: TestIssuer.Signing.WithAnothersKey),
            ["signed with the secret"] = Token(_ => { }, signing: TestIssuer.Signing.WithTheClientsSecret),
            ["no token"] = "",
            ["rubbish"] = "a.b.c",
        };
        foreach (var (what, token) in wrong)
        {
            Assert.True(await PostAsync(host, token) == HttpStatusCode.BadRequest, what);
            Assert.True(await page.FetchedAsync("/board") == 200, what);
        }
        Assert.Contains((await host.Operations.ActionsAsync("", 0, 20, TestContext.Current.CancellationToken)).Items,
            action => action is { Kind: ActionKind.SignInRefused, Subject: "POST /sign-in/back-channel-logout" });
        // The same without anything wrong: what is refused above is refused for what is wrong with it.
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Token(_ => { })));
        Assert.Equal(401, await page.FetchedAsync("/board"));
    }

    // As the provider's machine does: without a cookie of anybody.
    private async Task<HttpStatusCode> PostAsync(DashboardHost host, string token)
    {
        var machine = await host.OpenAsync(chromium);
        var answer = await machine.APIRequest.PostAsync($"{host.Address}/sign-in/back-channel-logout", new APIRequestContextOptions { Form = machine.APIRequest.CreateFormData().Set("logout_token", token) });
        Assert.Equal("no-store", answer.Headers["cache-control"]);
        await machine.Context.CloseAsync();
        return (HttpStatusCode)answer.Status;
    }
}
