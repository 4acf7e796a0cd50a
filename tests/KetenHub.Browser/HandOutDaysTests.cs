using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>Hand-outs along the hours of each day, and the screen on the wall.</summary>
public class HandOutDaysTests(Chromium chromium)
{
    [Fact]
    public async Task Hand_outs_stand_by_day_and_place_with_the_ladder_and_what_is_next()
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/board/days?days=7");
        await Expect(page.Locator("#days h2").First).ToContainTextAsync("zo 22 nov");
        // Nobody answered: the reminder and the first warning are done.
        var late = page.Locator("#row-B-201 .ladder");
        await Expect(late.Locator("li.Done")).ToHaveCountAsync(2);
        await Expect(late.Locator("li.Next")).ToContainTextAsync("waarschuwing aan de procesregisseur van Immigratie- en Naturalisatiedienst");
        await Expect(late.Locator("li.Later")).ToHaveCountAsync(1);
        var asked = page.Locator("#row-B-207 .ladder");
        await Expect(asked.Locator("li.Next")).ToContainTextAsync("herinnering aan DT&V");
        Assert.NotEqual(0, await page.Locator(".marks rect.NeedsSomebody").CountAsync());
        await Expect(page.Locator(".marks").First).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex(@"^\d\d:\d\d "));

        await page.GotoAsync($"{host.Address}/board/days?days=7&location=Budel");
        await Expect(page.Locator(".days tbody tr")).ToHaveCountAsync(2);
        await Expect(page.Locator(".note")).ToContainTextAsync("gefilterd");
        await page.GotoAsync($"{host.Address}/board/days?day=2026-11-21");
        await Expect(page.Locator("#days .empty")).ToBeVisibleAsync();
        await page.Locator("#days-after").ClickAsync();
        await Expect(page).ToHaveURLAsync($"{host.Address}/board/days?day=2026-11-22");
        Assert.DoesNotContain(host.Requests, url => url.Contains("2711000", StringComparison.Ordinal));
        Assert.Empty(host.Complaints);
        await Looks.KeepAsync(host, chromium, "/board/days?days=7", "days");
        await Looks.KeepAsync(host, chromium, "/board", "board");
    }

    [Fact]
    public async Task The_screen_on_the_wall_changes_by_itself_names_no_decision_and_goes_dark_at_night()
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await host.SignInAsync(chromium, width: 1920);
        await page.SetViewportSizeAsync(1920, 1080);
        await page.GotoAsync($"{host.Address}/board?wall=1");
        await Expect(page.Locator("html")).ToHaveClassAsync("wall night");
        await Expect(page.Locator("h1")).ToContainTextAsync("vragen nu een mens");
        await Expect(page.Locator("#wall")).ToContainTextAsync("Bel de piketdienst van DTV");
        Assert.DoesNotContain("B-2", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("minderjarig", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        // At five metres on a screen of 55 inches: 25 mm of capital is some 56 pixels of font.
        Assert.True(await page.EvaluateAsync<double>("parseFloat(getComputedStyle(document.querySelector('.wall-board td')).fontSize)") >= 50);
        Assert.Equal("1920 1080", await page.EvaluateAsync<string>("`${document.documentElement.scrollWidth} ${document.documentElement.scrollHeight}`"));
        await Looks.KeepAsync(page, "wall-night");

        await page.EvaluateAsync("window.notReloaded = true");
        await host.PassAsync(TimeSpan.FromHours(5));
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-400", TimeSpan.FromHours(2), "2711000400", "Zevenaar"));
        await Expect(page.Locator(".wall-more")).ToHaveTextAsync("en nog 2");
        await Expect(page.Locator("html")).ToHaveClassAsync("wall");
        Assert.True(await page.EvaluateAsync<bool>("window.notReloaded"));
        Assert.Empty(host.Complaints);
        await Looks.KeepAsync(page, "wall-day");
        await Looks.KeepAsync(host, chromium, "/board?wall=1", "wall");
    }

    [Fact]
    public async Task What_does_not_fit_on_the_wall_is_said()
    {
        await using var host = await DashboardHost.StartAsync();
        for (var number = 0; number < 9; number++)
            await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), $"B-{number}", TimeSpan.FromHours(30 + number), $"271100050{number}"));
        var page = await host.SignInAsync(chromium, width: 1920);
        await page.GotoAsync($"{host.Address}/board?wall=1&lang=en");
        var shown = await page.Locator(".wall-board tbody tr").CountAsync();
        await Expect(page.Locator(".wall-more")).ToHaveTextAsync($"and {9 - shown} more");
    }

    [Theory]
    [InlineData(360, ColorScheme.Light, "nl")]
    [InlineData(360, ColorScheme.Dark, "en")]
    [InlineData(1920, ColorScheme.Light, "en")]
    [InlineData(1920, ColorScheme.Dark, "nl")]
    public async Task Both_are_as_WCAG_asks_and_nothing_scrolls_sideways(int width, ColorScheme scheme, string language)
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await host.SignInAsync(chromium, width, scheme);
        foreach (var path in new[] { "/board/days?days=7", "/board?wall=1", "/board?x=1" })
        {
            await page.GotoAsync($"{host.Address}{path}&lang={language}");
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, $"{path} does not fit {width}");
            await Axe.JudgeAsync(page);
        }
    }
}
