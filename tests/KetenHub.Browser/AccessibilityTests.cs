using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>Every page by WCAG 2.2 A and AA, wide and on a phone, light and dark; also those that only a form leads to.</summary>
public class AccessibilityTests(Chromium chromium)
{
    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Every_page_meets_WCAG(int width, ColorScheme scheme)
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await host.SignInAsync(chromium, width, scheme);
        foreach (var path in new[]
        {
            "/", "/?hours=24", "/board", "/deadlines", "/deadlines?list=agreements", "/agenda", "/agenda/minutes?table=Regietafel%20Ter%20Apel", "/direction?location=Ter%20Apel", "/figures", "/figures/compare", "/person", "/failed", "/messages", "/contracts", "/access", "/partners", "/partners/dtv", "/alerts", "/alerts/history", "/alerts/events", "/alerts/rules/hand-outs-4h", "/admin", "/admin/jobs", "/admin/kept", "/admin/roles", "/board/days?days=7", "/board?wall=1",
        })
        {
            await page.GotoAsync(host.Address + path);
            await JudgeAsync(page, path, width);
        }
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task The_report_form_meets_WCAG_empty_refused_and_with_its_receipt(int width, ColorScheme scheme)
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await host.SignInAsync(chromium, width, scheme, DashboardHost.ReportToken);
        await JudgeAsync(page, "signal", width);
        await page.GotoAsync($"{host.Address}/report?kind=incident");
        await JudgeAsync(page, "incident", width);
        await page.EvaluateAsync("document.querySelector('#number').form.noValidate = true");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Versturen" }).ClickAsync();
        await Expect(page.Locator("[role=alert]:visible").First).ToBeVisibleAsync();
        await JudgeAsync(page, "refused", width);
        await page.Locator("#number").FillAsync(Story.VNummer);
        await page.GetByText("Fysiek geweld").ClickAsync();
        await page.Locator("[name=impact][value=High]").CheckAsync();
        await page.Locator("#place").FillAsync("Station Emmen");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Versturen" }).ClickAsync();
        await Expect(page.Locator("#receipt")).ToBeVisibleAsync();
        await JudgeAsync(page, "receipt", width);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Purpose_timeline_and_exact_figures_meet_WCAG(int width, ColorScheme scheme)
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await host.SignInAsync(chromium, width, scheme);
        await page.GotoAsync($"{host.Address}/board");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new("tijdlijn", System.Text.RegularExpressions.RegexOptions.IgnoreCase) }).First.ClickAsync();
        await Expect(page.Locator("#purpose")).ToBeVisibleAsync();
        await JudgeAsync(page, "purpose", width);
        await page.Locator("#purpose").FillAsync("nagaan of DT&V klaar is");
        await page.Locator("#purpose").PressAsync("Enter");
        await Expect(page.Locator(".timeline > li").First).ToBeVisibleAsync();
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(part => part.open = true)");
        await JudgeAsync(page, "timeline", width);

        await page.GotoAsync($"{host.Address}/figures");
        await page.Locator("#exact-from").FillAsync("2026-11-01");
        await page.Locator("#exact-to").FillAsync("2026-11-30");
        await page.Locator("#exact-by").SelectOptionAsync("location");
        await page.Locator("#purpose").FillAsync("jaarverslag controleren");
        await page.Locator("#exact button").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Exacte cijfers");
        Assert.NotEqual(0, await page.Locator(".chart").CountAsync());
        await JudgeAsync(page, "exact figures", width);
    }

    private static async Task JudgeAsync(IPage page, string what, int width)
    {
        await Axe.JudgeAsync(page);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{what} does not fit {width}");
    }
}
