using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>Figures as they may be published, and to the digit for those with the right.</summary>
public class FiguresPageTests(Chromium chromium)
{
    [Fact]
    public async Task Every_figure_stands_with_its_definition_reference_date_and_note_and_small_numbers_are_protected()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        await Looks.KeepAsync(host, chromium, "/figures?from=2026-10&to=2026-12&by=location", "figures");
        var page = await host.SignInAsync(chromium, token: DashboardHost.FiguresToken);
        await page.GotoAsync($"{host.Address}/figures?from=2026-11&to=2026-11&by=location");
        await Expect(page.Locator("#reference")).ToContainTextAsync("Peildatum 6 januari 2027.");
        await Expect(page.Locator("#reference")).ToContainTextAsync("Cijfers kunnen door correcties nog wijzigen.");
        Assert.Equal(await page.Locator(".figure").CountAsync(), await page.Locator(".figure:has(.definition)").CountAsync());
        Assert.Equal(4 + 6, await page.Locator(".figure").CountAsync());
        // Counted from what was sent: 34 thefts and 3 threats.
        await Expect(page.Locator("#Incidents caption").First).ToHaveTextAsync("Totaal 40, per maand");
        await Expect(page.Locator("#Incidents")).ToContainTextAsync("< 10");
        // 34 shown as 30 beside 40 would give away that the other is not 0.
        await Expect(page.Locator("#Incidents tr", new PageLocatorOptions { HasText = "Diefstal" }).Locator(".value")).ToHaveTextAsync("x");
        Assert.DoesNotContain("34", await page.Locator("#Incidents").InnerTextAsync(), StringComparison.Ordinal);
        // Twelve interviews, all within the hour: beside a total of ten, any part of the distribution would say what the others are not.
        await Expect(page.Locator("#HandOutToInterview caption").Last).ToHaveTextAsync("Verdeling over de periode, totaal 10");
        await Expect(page.Locator("#HandOutToInterview .chart").Last.Locator(".value")).ToHaveTextAsync(["x", "x", "x", "x", "x", "x", "x", "x"]);
        await Expect(page.Locator("#HandOutToInterview .chart").First.Locator(".value")).ToHaveTextAsync(["te weinig zaken"]);
        await Expect(page.Locator("#exact form")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_month_that_is_not_over_is_not_published()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium);
        var answer = (await page.GotoAsync($"{host.Address}/figures?from=2026-11&to=2026-11"))!;
        Assert.Equal(400, answer.Status);
        await Expect(page.Locator("#error")).ToContainTextAsync("Alleen hele maanden die voorbij zijn");
        await Expect(page.Locator(".figure")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Exact_figures_need_a_purpose_and_are_logged_before_they_are_shown()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/figures");
        await page.Locator("#exact-from").FillAsync("2026-11-01");
        await page.Locator("#exact-to").FillAsync("2026-11-30");
        await page.Locator("#exact-by").SelectOptionAsync("location");
        await page.Locator("#purpose").FillAsync("jaar");
        await page.Locator("#purpose").EvaluateAsync("field => field.form.noValidate = true");
        await page.Locator("#exact button").ClickAsync();
        await Expect(page.Locator("#error")).ToContainTextAsync("Vul het doel van de inzage in");
        Assert.Empty(await host.Reads.ExactLooksAsync(10, CancellationToken.None));

        await page.Locator("#purpose").FillAsync("jaarverslag controleren");
        await page.Locator("#exact button").ClickAsync();
        await Expect(page.Locator("#IncidentCategory tr", new PageLocatorOptions { HasText = "Diefstal" }).Locator(".value")).ToHaveTextAsync("34");
        await Expect(page.Locator("#IncidentCategory tr", new PageLocatorOptions { HasText = "Bedreiging" }).Locator(".value")).ToHaveTextAsync("3");
        await Expect(page.Locator("[role=note]")).ToContainTextAsync("Niet om te publiceren.");
        var look = Assert.Single(await host.Reads.ExactLooksAsync(10, CancellationToken.None));
        Assert.Equal(("dashboard", "jaarverslag controleren", new DateOnly(2026, 11, 1), new DateOnly(2026, 12, 1)), (look.Actor, look.Purpose, look.From, look.Until));
        if (Environment.GetEnvironmentVariable("KETENHUB_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "exact-wide.png"), FullPage = true });
    }

    [Fact]
    public async Task Two_periods_are_compared_with_what_can_be_chance_and_the_look_is_logged()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/figures/compare");
        await page.Locator("[name=before-from]").FillAsync("2026-11-01");
        await page.Locator("[name=before-to]").FillAsync("2026-11-30");
        await page.Locator("[name=after-from]").FillAsync("2026-11-30");
        await page.Locator("[name=after-to]").FillAsync("2026-12-31");
        await page.Locator("#purpose").FillAsync("evaluatie van de pilot");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Vergelijken en vastleggen" }).ClickAsync();
        await Expect(page.Locator("#error")).ToContainTextAsync("de tweede begint na het eind van de eerste");
        await page.Locator("[name=after-from]").FillAsync("2026-12-01");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Vergelijken en vastleggen" }).ClickAsync();
        await Expect(page.Locator("#shares tbody tr, #times tbody tr, #rates tbody tr")).ToHaveCountAsync(Comparison.Number);
        // Ten of twelve had DT&V present; nothing in December: nothing can be said.
        await Expect(page.Locator("#DtvPresent")).ToContainTextAsync("83,3 % (10/12)");
        await Expect(page.Locator("#DtvPresent")).ToContainTextAsync("Te weinig gevallen");
        await Expect(page.Locator("#rates")).ToContainTextAsync("Meer dan toeval");
        Assert.Equal("evaluatie van de pilot", Assert.Single(await host.Reads.ExactLooksAsync(10, CancellationToken.None)).Purpose);
        await Axe.JudgeAsync(page);
        if (Environment.GetEnvironmentVariable("KETENHUB_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "compare-wide.png"), FullPage = true });
        await page.SetViewportSizeAsync(360, 800);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 360);
    }

    private static async Task FillAsync(DashboardHost host)
    {
        var now = host.Clock.GetUtcNow();
        for (var i = 0; i < 37; i++)
        {
            await host.SendAsync("coa", Story.Incident(now, $"I-{i}", $"27110002{i:00}") with { Category = i < 34 ? IncidentCategory.Theft : IncidentCategory.Threat });
        }
        for (var i = 0; i < 12; i++)
        {
            await host.SendAsync("ind", Story.Decision(now, $"B-{i}", TimeSpan.FromDays(2), $"27110002{i:00}"));
            await host.SendAsync("dtv", Story.Ready(now, $"B-{i}", now.AddDays(2), $"27110002{i:00}"));
        }
        await host.PassAsync(TimeSpan.FromDays(2));
        for (var i = 0; i < 12; i++)
        {
            await host.SendAsync("ind", Story.HandedOut(now.AddDays(2).AddMinutes(i), $"B-{i}", dtvPresent: i > 1, $"27110002{i:00}"));
            await host.SendAsync("dtv", Story.InterviewHeld(now.AddDays(2).AddMinutes(20 + (i * 3)), $"B-{i}", $"27110002{i:00}"));
        }
        await host.PassAsync(TimeSpan.FromDays(43));
    }
}
