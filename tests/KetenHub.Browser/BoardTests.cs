using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>The duty officer's question: is DT&amp;V ready for this hand-out, and who must be called?</summary>
public class BoardTests(Chromium chromium)
{
    [Fact]
    public async Task A_request_and_its_escalation_appear_without_reloading()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium);
        await Expect(page.Locator("h1")).ToHaveTextAsync("Niets vraagt nu een mens");
        await page.EvaluateAsync("window.notReloaded = true");

        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        var row = page.Locator("tr[id='row-B-100']");
        await Expect(row).ToContainTextAsync("Gevraagd");
        await Expect(row).ToContainTextAsync("ma 23 nov 08:15");
        await Expect(row).ToContainTextAsync("Daarna: herinnering aan DT&V");

        await host.PassAsync(TimeSpan.FromHours(4));
        await Expect(row).ToContainTextAsync("Geen antwoord");
        await Expect(row).ToContainTextAsync("Bel de piketdienst van Dienst Terugkeer en Vertrek");
        await Expect(row).ToContainTextAsync("Daarna: waarschuwing aan de procesregisseur van Immigratie- en Naturalisatiedienst");
        await Expect(page.Locator("h1")).ToHaveTextAsync("1 uitreiking vraagt nu een mens");
        await Expect(page).ToHaveTitleAsync("(1) Gereedheid - KetenHub");

        await host.SendAsync("dtv", Story.Ready(host.Clock.GetUtcNow(), "B-100", host.Clock.GetUtcNow().AddHours(26)));
        await Expect(row).ToContainTextAsync("Klaar");
        await Expect(row).ToContainTextAsync("regievoerder TTOV");
        Assert.True(await page.EvaluateAsync<bool>("window.notReloaded"));
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task Everything_that_needs_a_person_stands_first_with_whom_to_call()
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await host.SignInAsync(chromium);

        var first = page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "Vraagt nu een mens" });
        await Expect(first.Locator("tbody tr")).ToHaveCountAsync(4);
        await Expect(first.Locator("tr[id='row-B-204']")).ToContainTextAsync("nu komen: uitgereikt zonder DT&V");
        await Expect(first.Locator("tr[id='row-B-202']")).ToContainTextAsync("Bel de procesregisseur van Immigratie- en Naturalisatiedienst");
        await Expect(first.Locator("tr[id='row-B-202']")).ToContainTextAsync("geen tolk");
        await Expect(first.Locator("tr[id='row-B-205']")).ToContainTextAsync("Gesprek te laat");
        await Expect(page.GetByRole(AriaRole.Table)).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task The_filter_stands_in_the_address_and_lasts_over_live_changes()
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await host.SignInAsync(chromium);

        await page.GetByText("Filter", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await page.GetByLabel("Locatie").FillAsync("Budel");
        await page.Locator("select[name=state]").SelectOptionAsync("Requested");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Tonen" }).ClickAsync();
        Assert.EndsWith("/board?location=Budel&state=Requested&within=", page.Url, StringComparison.Ordinal);
        await Expect(page.Locator(".pager")).ToContainTextAsync("1 tot en met 1 van 1");
        await Expect(page.GetByText("Er is gefilterd: u ziet niet alles.")).ToBeVisibleAsync();

        // Typing in the form stops neither the board nor the typing.
        await page.GetByLabel("Locatie").FillAsync("Bud");
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-300", TimeSpan.FromHours(40), "2711000300", "Budel"));
        await Expect(page.Locator("tr[id='row-B-300']")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Locatie")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Locatie")).ToHaveValueAsync("Bud");
    }

    [Fact]
    public async Task Focus_stays_on_the_row_when_another_one_comes_in()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        var page = await host.SignInAsync(chromium);
        var button = page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Tijdlijn bij besluit B-100" });
        await button.FocusAsync();

        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-101", TimeSpan.FromHours(20), "2711000101"));
        await Expect(page.Locator("tr[id='row-B-101']")).ToBeVisibleAsync();
        await Expect(button).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_long_list_says_how_long_it_is_and_can_be_leafed_through()
    {
        await using var host = await DashboardHost.StartAsync();
        for (var i = 1; i <= 53; i++)
            await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), $"B-{i:000}", TimeSpan.FromHours(30 + i), $"27{i:00000000}"));
        var page = await host.SignInAsync(chromium);
        await Expect(page.Locator(".pager")).ToContainTextAsync("1 tot en met 50 van 53");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Volgende" }).ClickAsync();
        await Expect(page.Locator(".pager")).ToContainTextAsync("51 tot en met 53 van 53");
        await Expect(page.Locator("tr[id='row-B-053']")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Trouble_of_the_hub_is_said_in_words()
    {
        await using var host = await DashboardHost.StartAsync(simulatedClock: true);
        host.Health.StoreProblem = "disk full";
        host.Health.Delivered("dtv", "refused");
        var page = await host.SignInAsync(chromium);
        await Expect(page.Locator("#banners")).ToContainTextAsync("De hub neemt nu niets aan");
        await Expect(page.Locator("#banners")).ToContainTextAsync("Niet bereikbaar: Dienst Terugkeer en Vertrek");
        await Expect(page.Locator("header")).ToContainTextAsync("gesimuleerde tijd");
    }

    [Fact]
    public async Task A_page_whose_hub_is_gone_says_that_it_may_be_out_of_date()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium);
        await Expect(page.Locator("#offline")).ToBeHiddenAsync();
        await host.StopAsync();
        await Expect(page.Locator("#offline")).ToContainTextAsync("kan verouderd zijn", new LocatorAssertionsToContainTextOptions { Timeout = 15_000 });
    }
}
