using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>Administration: policies and what changed, jobs, what is kept, roles.</summary>
public class AdminTests(Chromium chromium)
{
    [Fact]
    public async Task Two_policies_are_compared_and_one_that_was_changed_in_place_is_marked()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        await host.NotePolicyAsync("2026-11-01", text => text.Replace("\"respondWithin\": \"PT4H\"", "\"respondWithin\": \"PT9H\"", StringComparison.Ordinal));
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/admin");
        await Expect(page.Locator("#policy-2026-11-01")).ToContainTextAsync("KH449");
        await Expect(page.Locator(".difference tr.changed").First).ToContainTextAsync("PT6H");
        await Expect(page.Locator(".difference tr.changed").First).ToContainTextAsync("PT4H");
        await Expect(page.Locator("#difference")).ToContainTextAsync("1 regel verschilt");
        await page.Locator("select[name=from]").SelectOptionAsync("2026-11-29");
        await page.Locator("select[name=to]").SelectOptionAsync("2026-11-29");
        await page.Locator("#difference button").ClickAsync();
        await Expect(page.Locator("#difference")).ToContainTextAsync("zeggen hetzelfde");
        Assert.Empty(host.Complaints);
        await Looks.KeepAsync(host, chromium, "/admin", "admin");
    }

    [Fact]
    public async Task What_is_kept_is_counted_on_demand_and_jobs_and_roles_are_listed()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/admin/kept");
        await Expect(page.Locator("#kept .empty")).ToBeVisibleAsync();
        await page.Locator("#count-kept").ClickAsync();
        await Expect(page.Locator("#kept")).ToContainTextAsync("logboek: bericht decision-issued");
        await page.GotoAsync($"{host.Address}/admin/jobs");
        await Expect(page.Locator("#work-Deadlines")).ToContainTextAsync("Termijnen verwerken");
        await page.GotoAsync($"{host.Address}/admin/roles?lang=en");
        await Expect(page.Locator("main")).ToContainTextAsync("acknowledge alerts, pause partners");
        foreach (var path in new[] { "kept", "jobs", "roles" })
            await Looks.KeepAsync(host, chromium, $"/admin/{path}", $"admin-{path}");
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task Retention_shows_what_would_go_what_went_and_what_is_held()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("coa", Story.Signal(host.Clock.GetUtcNow()));
        await host.SendAsync("coa", Story.Signal(host.Clock.GetUtcNow(), "2711000002"));
        await host.HoldAsync("2711000002", "dossier gevraagd door de rechtbank");
        host.Clock.Move(TimeSpan.FromDays(731));
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/admin/retention");
        await Expect(page.Locator("#preview")).ToContainTextAsync("Nog niet nagegaan");
        await Expect(page.Locator("#holds")).ToContainTextAsync("bewaarplicht: niets wordt gewist");
        await page.Locator("#count-retention").ClickAsync();
        Assert.Equal(["case-signal", "proposal: signals add up within two years", "730 dagen", "1", "1", "0"], await RowAsync("#preview"));
        await Expect(page.Locator("#runs")).ToContainTextAsync("Er is nog niets losgelaten");

        await host.LetGoAsync();
        await page.GotoAsync($"{host.Address}/admin/retention?lang=en");
        await Expect(page.Locator("#runs details")).ToHaveCountAsync(1);
        await Expect(page.Locator("#runs summary")).ToContainTextAsync("1 gone");
        Assert.Equal(["case-signal", "proposal: signals add up within two years", "730 days", "1", "1", "0"], await RowAsync("#runs"));
        await page.GotoAsync($"{host.Address}/admin/jobs");
        await Expect(page.Locator("#work-Retention")).ToContainTextAsync("by hand only");
        Assert.Contains((await host.Operations.ActionsAsync("retention preview", 0, 10, TestContext.Current.CancellationToken)).Items, action => action.Kind == KetenHub.Hub.ActionKind.Counted);

        async Task<IEnumerable<string>> RowAsync(string section) =>
            (await page.Locator($"{section} tbody tr", new PageLocatorOptions { HasText = "case-signal" }).Locator("td").AllInnerTextsAsync()).Select(text => text.Trim());
    }

    [Theory]
    [InlineData(360, ColorScheme.Light, "nl")]
    [InlineData(360, ColorScheme.Dark, "en")]
    [InlineData(1920, ColorScheme.Light, "en")]
    [InlineData(1920, ColorScheme.Dark, "nl")]
    public async Task It_is_as_WCAG_asks_and_nothing_scrolls_sideways(int width, ColorScheme scheme, string language)
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium, width, scheme);
        await page.GotoAsync($"{host.Address}/admin/kept");
        await page.Locator("#count-kept").ClickAsync();
        await host.LetGoAsync();
        await page.GotoAsync($"{host.Address}/admin/retention");
        await page.Locator("#count-retention").ClickAsync();
        foreach (var path in new[] { "/admin", "/admin/jobs", "/admin/kept", "/admin/retention", "/admin/roles" })
        {
            await page.GotoAsync($"{host.Address}{path}?lang={language}");
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, $"{path} does not fit {width}");
            await Axe.JudgeAsync(page);
        }
    }

    private static async Task FillAsync(DashboardHost host)
    {
        await Boards.FillAsync(host);
        await host.NotePolicyAsync("2026-11-01", text => text.Replace("\"respondWithin\": \"PT4H\"", "\"respondWithin\": \"PT6H\"", StringComparison.Ordinal));
        host.Clock.Move(TimeSpan.FromDays(1));
        await host.NotePolicyAsync("2026-11-29", text => text);
    }
}
