using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>The auditor's questions: who looked at whom and why, and who did what?</summary>
public class AccessTests(Chromium chromium)
{
    [Fact]
    public async Task Each_look_stands_in_it_with_account_file_and_purpose_and_no_person()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/access");
        await Expect(page.Locator("#access tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("#access tbody tr")).ToContainTextAsync("dashboard");
        await Expect(page.Locator("#access tbody tr")).ToContainTextAsync("nagaan of DT&V klaarstaat");
        Assert.DoesNotContain(Story.VNummer, await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Handelingen" }).ClickAsync();
        await Expect(page.Locator("#access tbody tr").Filter(new LocatorFilterOptions { HasText = "Geweigerd: geen recht" })).ToContainTextAsync("avim/cijfers");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Accounts en rechten" }).ClickAsync();
        await Expect(page.Locator("#access")).ToContainTextAsync("hub/keuring");
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task What_a_hub_of_a_later_release_did_is_shown_with_its_name()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.Operations.NoteActionAsync(
            new ActionRow(host.Clock.GetUtcNow(), "ind/beheer", Stored.Read<ActionKind>("ForwardedToCourt"), "one", "") { Origin = "10.0.0.1" }, CancellationToken.None);
        await host.Operations.NoteActionAsync(
            new ActionRow(host.Clock.GetUtcNow(), "cli:officer", ActionKind.Verified, "log", "") { Result = "KH304 person x entry 7" }, CancellationToken.None);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/access?list=Actions");
        await Expect(page.Locator("#access tbody tr").Filter(new LocatorFilterOptions { HasText = "ind/beheer" })).ToContainTextAsync("onbekend soort (ForwardedToCourt)");
        await Expect(page.Locator("#access tbody tr").Filter(new LocatorFilterOptions { HasText = "cli:officer" })).ToContainTextAsync("klopt niet: KH304 person x entry 7");
        await page.GotoAsync($"{host.Address}/access?list=Actions&lang=en");
        await Expect(page.Locator("#access")).ToContainTextAsync("unknown kind (ForwardedToCourt)");
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task Who_has_no_right_to_audit_is_refused_and_that_stands_in_it_too()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium, token: DashboardHost.OperatorToken);
        Assert.Equal(403, (await page.GotoAsync($"{host.Address}/access"))!.Status);
        Assert.Contains((await host.Operations.ActionsAsync("GET /access", 0, 10, CancellationToken.None)).Items, action => action is { Kind: ActionKind.Denied, Actor: "hub/beheer" });
    }

    [Theory]
    [ClassData(typeof(EveryLook))]
    public async Task It_is_as_WCAG_asks_and_nothing_scrolls_sideways(int width, ColorScheme scheme, string language)
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium, width, scheme);
        foreach (var list in new[] { "LookUps", "Actions", "Accounts" })
        {
            await page.GotoAsync($"{host.Address}/access?list={list}&lang={language}");
            await EveryLook.JudgeAsync(page, $"access-{list}", width, scheme);
        }
    }

    private async Task FillAsync(DashboardHost host)
    {
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        var page = await host.SignInAsync(chromium);
        await Boards.OpenTimelineAsync(host, page, "B-100");
        page = await host.SignInAsync(chromium, token: DashboardHost.FiguresToken);
        await page.GotoAsync($"{host.Address}/failed");
        host.ForgetComplaints();
    }
}
