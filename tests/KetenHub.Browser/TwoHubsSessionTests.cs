using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>Two hubs behind one address, and a hub that starts again: who is signed in stays so, and who is out is out at both.</summary>
public class TwoHubsSessionTests(Chromium chromium)
{
    [Fact]
    public async Task Who_signed_in_at_one_hub_is_known_at_the_other_with_forms_and_look_ups_and_is_out_at_both()
    {
        await using var one = await DashboardHost.StartAsync();
        await using var two = await DashboardHost.StartAsync(beside: one);
        await Boards.FillAsync(one);
        var page = await one.SignInAsync(chromium);
        await Boards.OpenTimelineAsync(one, page, "B-201");
        // The form of one hub is taken by the other, and the look-up that one logged is leafed through at the other.
        var (form, look) = (await page.Locator("input[name=formToken]").First.InputValueAsync(), page.Url[one.Address.Length..]);
        await page.GotoAsync(two.Address + look);
        await Expect(page.Locator(".timeline > li").First).ToBeVisibleAsync();
        Assert.Equal(form, await page.Locator("input[name=formToken]").First.InputValueAsync());

        var stranger = await one.SignInAsync(chromium);
        await stranger.GotoAsync(two.Address + look);
        await Expect(stranger.Locator("#error")).ToContainTextAsync("KH404");

        await page.GotoAsync($"{two.Address}/board");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Afmelden" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("U bent afgemeld");
        Assert.Equal(401, (await page.APIRequest.GetAsync($"{one.Address}/board")).Status);
        Assert.Equal(200, (await stranger.APIRequest.GetAsync($"{two.Address}/board")).Status);
    }

    [Fact]
    public async Task A_sign_in_that_began_at_one_hub_ends_at_the_other_and_a_third_that_starts_later_knows_it()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var one = await DashboardHost.StartAsync(issuer: issuer);
        await using var two = await DashboardHost.StartAsync(issuer: issuer, beside: one);
        var page = await two.OpenAsync(chromium);
        await page.GotoAsync($"{two.Address}/board");
        await page.FillInAsync("ind-casus");
        await Expect(page).ToHaveURLAsync($"{one.Address}/board");
        Assert.Equal(200, (await page.APIRequest.GetAsync($"{two.Address}/board", new APIRequestContextOptions { MaxRedirects = 0, IgnoreHTTPSErrors = true })).Status);
        await two.StopAsync();
        await using var again = await DashboardHost.StartAsync(issuer: issuer, beside: one);
        Assert.Equal(200, (await page.APIRequest.GetAsync($"{again.Address}/board", new APIRequestContextOptions { MaxRedirects = 0, IgnoreHTTPSErrors = true })).Status);
    }

    [Fact]
    public async Task Where_an_account_has_another_token_or_is_not_there_a_session_of_it_is_none()
    {
        await using var one = await DashboardHost.StartAsync(moreAccounts: [("avim", "inzage", "token-of-a-viewer-of-avim", [Right.View]), ("avim", "oud", "token-of-an-old-account", [Right.View])]);
        await using var two = await DashboardHost.StartAsync(beside: one, moreAccounts: [("avim", "inzage", "another-token-of-the-viewer", [Right.View])]);
        foreach (var token in new[] { "token-of-a-viewer-of-avim", "token-of-an-old-account" })
        {
            var page = await one.SignInAsync(chromium, token: token);
            Assert.Equal(200, (await page.APIRequest.GetAsync($"{one.Address}/board")).Status);
            Assert.Equal(401, (await page.APIRequest.GetAsync($"{two.Address}/board")).Status);
            // And it is over: what opened it is not good any more.
            Assert.Equal(401, (await page.APIRequest.GetAsync($"{one.Address}/board")).Status);
        }
    }

    [Fact]
    public async Task What_the_store_keeps_of_a_session_opens_nothing()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium, token: DashboardHost.DirectToken);
        var cookie = (await page.Context.CookiesAsync()).Single(one => one.Name.Contains("session", StringComparison.Ordinal)).Value;
        var row = Assert.Single(await host.Operations.Sessions.OpenAsync(host.SessionClock.GetUtcNow(), TestContext.Current.CancellationToken));
        Assert.DoesNotContain(cookie, row.Id + Convert.ToHexStringLower(row.Sealed), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(DashboardHost.DirectToken))),
            System.Text.Encoding.Latin1.GetString(row.Sealed), StringComparison.OrdinalIgnoreCase);
        var thief = await host.OpenAsync(chromium);
        await thief.Context.AddCookiesAsync([new Cookie { Name = "ketenhub-session", Value = row.Id, Url = host.Address }]);
        Assert.Equal(401, (await thief.GotoAsync($"{host.Address}/person"))!.Status);
    }
}
