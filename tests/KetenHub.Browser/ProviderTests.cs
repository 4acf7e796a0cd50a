using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>People sign in at their organisation's identity provider.</summary>
public class ProviderTests(Chromium chromium)
{
    [Fact]
    public async Task Somebody_signs_in_at_their_organisation_and_comes_back_to_the_page_they_wanted()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        var page = await host.OpenAsync(chromium);
        await page.GotoAsync($"{host.Address}/board?location=Ter%20Apel");
        Assert.StartsWith(issuer.Address, page.Url, StringComparison.Ordinal);
        await page.FillInAsync("ind-casus");
        await page.WaitForURLAsync(address => address == $"{host.Address}/board?location=Ter%20Apel");
        await Expect(page.Locator("tr[id='row-B-100']")).ToBeVisibleAsync();
        Assert.Equal(["/board", "/person", "/agenda", "/direction", "/report", "/figures", "/contracts"], await page.MenuAsync());
        await Axe.JudgeAsync(page);
        await Looks.KeepAsync(page, "signed-in");

        var cookie = Assert.Single(await page.Context.CookiesAsync([host.Address]), cookie => cookie.Name.Contains("session", StringComparison.Ordinal));
        Assert.Equal("__Host-ketenhub-session", cookie.Name);
        Assert.Equal((true, true, SameSiteAttribute.Lax, "/"), (cookie.HttpOnly, cookie.Secure, cookie.SameSite, cookie.Path));
        Assert.DoesNotContain(await page.Context.CookiesAsync([host.Address]), cookie => cookie.Name.Contains("nonce", StringComparison.Ordinal) || cookie.Name.Contains("correlation", StringComparison.Ordinal));
        var asked = Assert.Single(issuer.Asked);
        Assert.Equal(("code", "S256"), (asked["response_type"], asked["code_challenge_method"]));
        Assert.DoesNotContain("x-client-SKU", asked.Keys);
        Assert.All(host.Requests, address => Assert.DoesNotContain(issuer.ClientSecret, address, StringComparison.Ordinal));
        Assert.Empty(host.Complaints);

        var signedIn = Assert.Single((await host.Operations.ActionsAsync("CaseWorker", 0, 10, CancellationToken.None)).Items);
        Assert.Equal(ActionKind.SignedIn, signedIn.Kind);
        Assert.Matches("^ind/p[0-9a-f]{12}$", signedIn.Actor);
        Assert.DoesNotContain("casus", signedIn.Actor, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ind-inzage", "/board")]
    [InlineData("keten-beheer", "/")]
    [InlineData("keten-admin", "/board")]
    [InlineData("keten-audit", "/access")]
    public async Task Everybody_begins_at_the_first_page_of_their_role(string user, string home)
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        var page = await host.SignInAtAsync(chromium, user);
        await Expect(page).ToHaveURLAsync(host.Address + home);
        Assert.Equal(200, (await page.GotoAsync(host.Address + home))!.Status);
    }

    [Fact]
    public async Task Where_tokens_are_switched_off_none_signs_in()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer, takesTokens: false);
        var page = await host.OpenAsync(chromium);
        foreach (var token in new[] { DashboardHost.Token, DashboardHost.DirectToken, "" })
        {
            await page.GotoAsync($"{host.Address}/board?token={token}");
            Assert.StartsWith(issuer.Address, page.Url, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("of-two")]
    public async Task Who_has_no_account_here_or_one_of_two_organisations_does_not_get_in_and_it_is_written_down(string user)
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        var page = await host.SignInAtAsync(chromium, user);
        await Expect(page.Locator("h1")).ToContainTextAsync("KH456");
        await host.HasNoSessionAsync(page);
        Assert.Single((await host.Operations.ActionsAsync("sign-in KH456", 0, 10, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task While_the_provider_is_down_a_stranger_is_told_by_number_and_who_is_signed_in_goes_on()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        var page = await host.SignInAtAsync(chromium, "ind-casus", "/board");
        await issuer.StopAsync();
        host.SessionClock.Move(TimeSpan.FromMinutes(16));
        Assert.Equal(200, (await page.GotoAsync($"{host.Address}/board"))!.Status);
        var stranger = await host.OpenAsync(chromium);
        Assert.Equal(503, (await stranger.GotoAsync($"{host.Address}/board"))!.Status);
        await Expect(stranger.Locator("h1")).ToContainTextAsync("KH454");
        await Looks.KeepAsync(stranger, "provider-down");

        await issuer.StartAgainAsync();
        await stranger.GotoAsync($"{host.Address}/board");
        await stranger.FillInAsync("ind-inzage");
        await Expect(stranger).ToHaveURLAsync($"{host.Address}/board");
    }

    [Fact]
    public async Task A_provider_that_changes_its_keys_needs_nothing_of_the_hub()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        await host.SignInAtAsync(chromium, "ind-inzage", "/board");
        for (var time = 0; time < 2; time++)
        {
            issuer.Rotate();
            var page = await host.SignInAtAsync(chromium, "ind-inzage", "/board");
            await Expect(page).ToHaveURLAsync($"{host.Address}/board");
            await Expect(page.Locator("header .who")).ToContainTextAsync("ind/p");
        }
    }

    [Fact]
    public async Task A_secret_that_the_provider_does_not_take_is_told_by_number()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer, secret: "another-secret-than-the-provider-has");
        var page = await host.SignInAtAsync(chromium, "ind-inzage");
        await Expect(page.Locator("h1")).ToContainTextAsync("KH458");
        await host.HasNoSessionAsync(page);
    }
}
