using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>Alerts: raised by what the hub measures, taken care of by somebody, over by themselves.</summary>
public class AlertsTests(Chromium chromium)
{
    [Fact]
    public async Task An_alert_is_raised_leads_to_its_list_and_is_taken_care_of_with_a_note()
    {
        await using var host = await DashboardHost.StartAsync();
        await RaiseAsync(host);
        var page = await host.SignInAsync(chromium, token: DashboardHost.OperatorToken);
        await page.GotoAsync($"{host.Address}/alerts");
        await Expect(page.Locator("h1")).ToContainTextAsync("wachten op iemand");
        var late = page.Locator("#raised tr.NeedsSomebody", new PageLocatorOptions { HasText = "Antwoorden van DT&V te laat" });
        await Expect(late).ToContainTextAsync("Nog niemand");
        await late.Locator("a").First.ClickAsync();

        await page.Locator("#why").FillAsync("kort");
        await page.EvaluateAsync("document.querySelector('#acknowledge').noValidate = true");
        await page.Locator("#acknowledge button").ClickAsync();
        await Expect(page.Locator("#why")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.Locator("#why").FillAsync("DT&V gebeld, antwoord komt voor tien uur");
        await page.Locator("#why").PressAsync("Enter");
        await Expect(page.Locator("#alert")).ToContainTextAsync("In behandeling bij hub/beheer");
        await Expect(page.Locator("#happened")).ToContainTextAsync("DT&V gebeld, antwoord komt voor tien uur");
        await Expect(page.Locator("#acknowledge")).ToHaveCountAsync(0);
        Assert.Contains((await host.Operations.ActionsAsync("", 0, 10, TestContext.Current.CancellationToken)).Items, deed => deed.Kind == ActionKind.Acknowledged && deed.Actor == "hub/beheer");
        Assert.DoesNotContain(host.Complaints, text => !text.Contains("400", StringComparison.Ordinal));

        await page.GotoAsync(host.Address);
        await Expect(page.Locator("#alerts-taken")).ToContainTextAsync("1");
        await Looks.KeepAsync(host, chromium, "/alerts", "alerts");
        await Looks.KeepAsync(host, chromium, new Uri(await AddressOfFirstAsync(page, host)).AbsolutePath, "alert");
        await Looks.KeepAsync(host, chromium, "/alerts/events", "alert-events");
    }

    [Fact]
    public async Task Each_number_of_a_rule_is_as_long_as_the_list_behind_it_and_the_page_changes_by_itself()
    {
        await using var host = await DashboardHost.StartAsync();
        await RaiseAsync(host);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/alerts");
        foreach (var (rule, list) in new[] { ("answers-late", ".pager"), ("agreements-past", ".pager"), ("hand-outs-24h", ".pager"), ("refused", ".pager") })
        {
            var link = page.Locator($"#rule-{rule} td:nth-child(2) a").First;
            var number = (await link.EvaluateAsync<string>("link => link.firstChild.textContent")).Trim();
            await page.GotoAsync(host.Address + await link.GetAttributeAsync("href"));
            await Expect(page.Locator(list).Last).ToContainTextAsync($"van {number}");
            await page.GotoAsync($"{host.Address}/alerts");
        }

        await page.EvaluateAsync("window.notReloaded = true");
        await host.Operations.Alerts.AcknowledgeAsync((await host.Operations.Alerts.OpenAsync(TestContext.Current.CancellationToken))[0].Id, "dashboard", "gezien door de nachtdienst", host.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
        host.Hub.Commits.Tell();
        await Expect(page.Locator("#raised")).ToContainTextAsync("gezien door de nachtdienst");
        Assert.True(await page.EvaluateAsync<bool>("window.notReloaded"));
    }

    [Fact]
    public async Task Another_height_can_be_tried_and_changes_nothing()
    {
        await using var host = await DashboardHost.StartAsync();
        await RaiseAsync(host);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/alerts/rules/refused?lang=en");
        await Expect(page.Locator("#tried")).ToContainTextAsync("Calm");
        await page.Locator("#raiseAt").FillAsync("2");
        await page.Locator("#raiseAt").PressAsync("Enter");
        await Expect(page.Locator("#tried")).ToContainTextAsync("Would fire now");
        await page.Locator("#raiseAt").FillAsync("PT5M");
        await page.Locator("#raiseAt").PressAsync("Enter");
        await Expect(page.Locator("#raiseAt")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.GotoAsync($"{host.Address}/alerts/rules/hand-outs-4h?raiseAt=1&within=P2D");
        await Expect(page.Locator("#tried")).ToContainTextAsync("Would fire now");
        await host.JudgeAlertsAsync();
        Assert.DoesNotContain(await host.Operations.Alerts.OpenAsync(TestContext.Current.CancellationToken), alert => alert.Rule is "refused" or "hand-outs-4h");
        Assert.Empty(host.Complaints);
        await Looks.KeepAsync(host, chromium, "/alerts/rules/hand-outs-4h?raiseAt=1&within=P2D", "what-if");
    }

    [Theory]
    [InlineData(360, ColorScheme.Light, "nl")]
    [InlineData(360, ColorScheme.Dark, "en")]
    [InlineData(1920, ColorScheme.Light, "en")]
    [InlineData(1920, ColorScheme.Dark, "nl")]
    public async Task They_are_as_WCAG_asks_and_nothing_scrolls_sideways(int width, ColorScheme scheme, string language)
    {
        await using var host = await DashboardHost.StartAsync();
        await RaiseAsync(host);
        var page = await host.SignInAsync(chromium, width, scheme);
        var alert = (await host.Operations.Alerts.OpenAsync(TestContext.Current.CancellationToken)).First(one => one.NeedsSomebody);
        foreach (var path in new[] { "/", "/alerts", $"/alerts/{alert.Id:D}", "/alerts/history", "/alerts/events", "/alerts/rules/partner-silent" })
        {
            await page.GotoAsync($"{host.Address}{path}?lang={language}");
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, $"{path} does not fit {width}");
            await Axe.JudgeAsync(page);
        }
    }

    [Fact]
    public async Task By_keyboard_alone_an_alert_is_taken_care_of()
    {
        await using var host = await DashboardHost.StartAsync();
        await RaiseAsync(host);
        var page = await host.SignInAsync(chromium, token: DashboardHost.OperatorToken);
        await page.GotoAsync($"{host.Address}/alerts");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        // Behind the three lists: the first alert.
        foreach (var _ in Enumerable.Range(0, 4))
            await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#acknowledge")).ToBeVisibleAsync();
        await page.Locator("#content").FocusAsync();
        while (!await page.EvaluateAsync<bool>("document.activeElement.id === 'why'"))
            await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("de piketdienst is gebeld");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#alert")).ToContainTextAsync("de piketdienst is gebeld");
    }

    private static async Task<string> AddressOfFirstAsync(IPage page, DashboardHost host)
    {
        await page.GotoAsync($"{host.Address}/alerts");
        return host.Address + await page.Locator("#raised a").First.GetAttributeAsync("href");
    }

    /// <summary>A late answer and something refused, for long enough.</summary>
    private static async Task RaiseAsync(DashboardHost host)
    {
        await Boards.FillAsync(host);
        await host.SendRawAsync("coa", "{}"u8.ToArray());
        await host.SendRawAsync("avim", "no event"u8.ToArray());
        await host.LookAtPartnersAsync();
        await host.JudgeAlertsAsync();
        host.Clock.Move(TimeSpan.FromMinutes(6));
        await host.LookAtPartnersAsync();
        await host.JudgeAlertsAsync();
    }
}
