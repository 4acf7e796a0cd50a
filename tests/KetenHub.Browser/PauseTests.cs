using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>A partner that somebody pauses and lets go on.</summary>
public class PauseTests(Chromium chromium)
{
    [Fact]
    public async Task A_pause_is_on_every_page_with_who_and_why_until_somebody_resumes_it()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium, token: DashboardHost.OperatorToken);
        await page.GotoAsync($"{host.Address}/partners/coa");
        await page.EvaluateAsync("document.querySelectorAll('form').forEach(form => form.noValidate = true)");
        await page.Locator("#pause-From").ClickAsync();
        await Expect(page.Locator("#why-From")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.Locator("#why-From").FillAsync("stuurt sinds zes uur onzin");
        await page.Locator("#pause-From").ClickAsync();
        await Expect(page.Locator("#side-From")).ToContainTextAsync("stuurt sinds zes uur onzin");
        await Expect(page.Locator("#side-From")).ToContainTextAsync("door hub/beheer");
        Assert.True(host.Health.IsPaused("coa", PauseSide.From));

        foreach (var path in new[] { "/", "/board", "/failed", "/alerts", "/board?wall=1" })
        {
            await page.GotoAsync(host.Address + path);
            await Expect(page.Locator("#banners")).ToContainTextAsync("Gepauzeerd Centraal Orgaan opvang asielzoekers: berichten van de partner");
        }
        await page.GotoAsync(host.Address);
        await Expect(page.Locator("#partners-paused")).ToContainTextAsync("1");
        await page.GotoAsync($"{host.Address}/partners");
        await Expect(page.Locator("#partner-coa")).ToContainTextAsync("stuurt sinds zes uur onzin");
        await Looks.KeepAsync(host, chromium, "/partners/coa", "partner");
        await Looks.KeepAsync(host, chromium, "/partners", "partners-paused");
        await Looks.KeepAsync(host, chromium, "/", "overview-paused");

        await page.GotoAsync($"{host.Address}/partners/coa");
        await page.Locator("#why-From").FillAsync("leverancier heeft het hersteld");
        await page.Locator("#resume-From").ClickAsync();
        await Expect(page.Locator("#banners")).Not.ToContainTextAsync("Gepauzeerd");
        Assert.False(host.Health.IsPaused("coa", PauseSide.From));
        Assert.Equal(
            [(ActionKind.Resumed, "coa From", "leverancier heeft het hersteld"), (ActionKind.Paused, "coa From", "stuurt sinds zes uur onzin")],
            (await host.Operations.ActionsAsync("", 0, 10, TestContext.Current.CancellationToken)).Items.Where(deed => deed.Subject == "coa From").Select(deed => (deed.Kind, deed.Subject, deed.Reason)));
        Assert.DoesNotContain(host.Complaints, text => !text.Contains("400", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pausing_what_is_for_the_partner_that_must_be_ready_says_how_many_hand_outs_that_hits()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/partners/dtv?lang=en");
        await Expect(page.Locator("#side-To")).ToContainTextAsync("within 24 hours there is 1 hand-out");
        await Expect(page.Locator("#sequences")).ToContainTextAsync("does not number");
        await page.GotoAsync($"{host.Address}/partners/coa");
        await Expect(page.Locator("#contracts")).ToContainTextAsync("not known to the hub");
        await Expect(page.Locator("#contracts")).ToContainTextAsync("case-signal");
        Assert.Equal(404, (await page.GotoAsync($"{host.Address}/partners/nobody"))!.Status);
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
        await host.Operations.Controls.PauseAsync(new PauseRow("coa", PauseSide.From, "stuurt sinds zes uur onzin", "dashboard", host.Clock.GetUtcNow()), TestContext.Current.CancellationToken);
        host.Health.Pauses = await host.Operations.Controls.PausesAsync(TestContext.Current.CancellationToken);
        await host.LookAtPartnersAsync();
        var page = await host.SignInAsync(chromium, width, scheme);
        foreach (var path in new[] { "/", "/partners", "/partners/coa", "/partners/dtv" })
        {
            await page.GotoAsync($"{host.Address}{path}?lang={language}");
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, $"{path} does not fit {width}");
            await Axe.JudgeAsync(page);
        }
    }

    private static async Task FillAsync(DashboardHost host)
    {
        var now = host.Clock.GetUtcNow();
        await host.SendAsync("ind", Story.Decision(now, "B-300", TimeSpan.FromHours(20)));
        await host.SendAsync("coa", new CaseSignal { Person = Story.Person(), Kind = CaseSignalKind.NuisanceAroundLocation, ObservedAt = now });
        await host.SendRawAsync("coa", System.Text.Encoding.UTF8.GetBytes("""
            {"specversion":"1.0","id":"01900000-0000-7000-9000-000000000042","source":"urn:nld:oin:00000000000000000102:systeem:proef","type":"nl.vreemdelingenketen.case-signal.v2",
             "time":"2026-11-22T01:00:00Z","datacontenttype":"application/json","data":{}}
            """));
        await host.LookAtPartnersAsync();
    }
}
