using System.Net;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>What holds for every page.</summary>
public class FrameTests(Chromium chromium)
{
    private static readonly string[] Pages = ["/", "/board", "/deadlines", "/deadlines?list=agreements", "/agenda", "/direction", "/person", "/failed", "/failed/list?kind=Postponed", "/messages", "/messages?direction=out", "/partners", "/contracts", "/contracts/decision-issued.v1", "/access"];

    [Fact]
    public async Task A_stranger_gets_nothing_but_where_the_link_stands()
    {
        await using var host = await DashboardHost.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(host.Address) };
        foreach (var path in Pages.Concat(["/live", "/dashboard/hub.css", "/dashboard/hub.js", "/?token=some-other-token-here"]))
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("Open het dashboard met de link", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        using var post = await client.PostAsync(new Uri("/person", UriKind.Relative), new FormUrlEncodedContent([]), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, post.StatusCode);
    }

    [Fact]
    public async Task The_token_leaves_the_address_and_the_rest_of_it_stays()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.OpenAsync(chromium);
        await page.GotoAsync($"{host.Address}/?location=Ter%20Apel&token={DashboardHost.Token}");
        Assert.Equal($"{host.Address}/?location=Ter%20Apel", page.Url);
        var cookie = Assert.Single(await page.Context.CookiesAsync());
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        Assert.DoesNotContain(DashboardHost.Token, cookie.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_page_has_strict_headers_and_asks_only_this_hub()
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await host.SignInAsync(chromium);
        var answers = new List<(int Status, Dictionary<string, string> Headers)>();
        foreach (var path in Pages)
        {
            var answer = (await page.GotoAsync(host.Address + path))!;
            answers.Add((answer.Status, await answer.AllHeadersAsync()));
        }
        // Not as a page: a browser then asks for an icon that a script does not name.
        var script = await page.APIRequest.GetAsync($"{host.Address}/dashboard/hub.js");
        answers.Add((script.Status, script.Headers));
        foreach (var (status, headers) in answers)
        {
            Assert.Equal(200, status);
            Assert.Equal("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
                + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'", headers["content-security-policy"]);
            Assert.Equal("nosniff", headers["x-content-type-options"]);
            Assert.Equal("no-referrer", headers["referrer-policy"]);
            Assert.Contains("no-store", headers["cache-control"], StringComparison.Ordinal);
        }
        Assert.Empty(host.Complaints);
        Assert.All(host.Requests, address => Assert.StartsWith(host.Address, address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_form_from_elsewhere_is_refused()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium);
        var answer = await page.APIRequest.PostAsync($"{host.Address}/person", new APIRequestContextOptions
        {
            Form = page.APIRequest.CreateFormData().Set("value", Story.VNummer).Set("purpose", "from another site"),
        });
        Assert.Equal(400, answer.Status);
        Assert.Contains("Dit formulier is verlopen", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task English_is_one_click_away_and_remembered()
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await host.SignInAsync(chromium);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "nl");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "English" }).ClickAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(page.Locator("h1")).ToHaveTextAsync("4 hand-outs need a person now");
        Assert.Equal($"{host.Address}/board", page.Url);
        await page.GotoAsync($"{host.Address}/person");
        await Expect(page.GetByText("Purpose of looking")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Nederlands" }).ClickAsync();
        await Expect(page.GetByText("Doel van de inzage")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    [InlineData(3840)]
    public async Task Nothing_scrolls_sideways(int width)
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        await host.SendRawAsync("coa", "{}"u8.ToArray());
        var page = await host.SignInAsync(chromium, width);
        foreach (var path in Pages)
        {
            await page.GotoAsync(host.Address + path);
            await FitsAsync(page, width, path);
        }
        await page.GotoAsync($"{host.Address}/board");
        await page.Locator("#open-B-202").ClickAsync();
        await FitsAsync(page, width, "purpose");
        await page.Locator("#purpose").FillAsync("nagaan wie er komt");
        await page.Locator("#purpose").PressAsync("Enter");
        await page.Locator("#e0-1-content summary").ClickAsync();
        await FitsAsync(page, width, "timeline");
    }

    private static async Task FitsAsync(IPage page, int width, string path)
    {
        var needed = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(needed <= width, $"{path} is {needed} wide on {width}");
    }
}
