using Microsoft.Playwright;
using Xunit;

namespace KetenHub.Browser;

/// <summary>What people do to sign in.</summary>
internal static class SigningIn
{
    /// <summary>Opens a page, and signs in where that leads.</summary>
    public static async Task<IPage> SignInAtAsync(this DashboardHost host, Chromium chromium, string user, string path = "/")
    {
        var page = await host.OpenAsync(chromium);
        await page.GotoAsync(host.Address + path);
        await page.FillInAsync(user);
        return page;
    }

    /// <summary>Says at the provider who one is.</summary>
    public static async Task FillInAsync(this IPage page, string user)
    {
        var provider = new Uri(page.Url).GetLeftPart(UriPartial.Authority);
        await page.Locator("#user").FillAsync(user);
        await page.Locator("#user").PressAsync("Enter");
        await page.WaitForURLAsync(address => !address.StartsWith(provider, StringComparison.Ordinal));
    }

    public static Task<string[]> MenuAsync(this IPage page) => page.Locator("header nav a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");

    /// <summary>The cookie of a session, as a thief would copy it.</summary>
    public static async Task<Cookie> CookieAsync(this DashboardHost host, IPage page)
    {
        var cookie = (await page.Context.CookiesAsync([host.Address])).Single(cookie => cookie.Name == "__Host-ketenhub-session");
        return new Cookie { Name = cookie.Name, Value = cookie.Value, Url = host.Address, Secure = true, HttpOnly = true, SameSite = SameSiteAttribute.Lax };
    }

    /// <summary>What the browser has opens nothing.</summary>
    public static async Task HasNoSessionAsync(this DashboardHost host, IPage page)
    {
        foreach (var path in new[] { "/board", "/live", "/dashboard/hub.css" })
        {
            var answer = await page.APIRequest.GetAsync(host.Address + path, new APIRequestContextOptions { MaxRedirects = 0 });
            Assert.Contains(answer.Status, new[] { 302, 401 });
        }
    }

    /// <summary>The answer of a page that fetches itself again.</summary>
    public static Task<int> FetchedAsync(this IPage page, string path) => page.EvaluateAsync<int>("async path => (await fetch(path, { redirect: 'manual' })).status", path);
}
