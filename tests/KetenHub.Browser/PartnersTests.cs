using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>The page of the partners: who was heard, what is missing and what waits.</summary>
public class PartnersTests(Chromium chromium)
{
    [Fact]
    public async Task A_silent_partner_and_one_that_takes_nothing_are_marked_in_words()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/partners");

        var coa = page.Locator("#partner-coa");
        await Expect(coa).ToContainTextAsync("Stil");
        await Expect(coa).ToContainTextAsync("verwacht vóór");
        await Expect(page.Locator("#partner-dtv")).ToContainTextAsync("Neemt niet aan, 7 keer geprobeerd");
        await Expect(page.Locator("#partner-dtv")).ToContainTextAsync("onderbroken na veel fouten");
        await Expect(page.Locator("#partner-nidos")).ToContainTextAsync("leest zijn wachtrij niet");
        await Expect(page.Locator("#partner-ind")).ToContainTextAsync("In ritme");
        await Expect(page.Locator("tr.NeedsSomebody")).ToHaveCountAsync(3);
        Assert.Empty(host.Complaints);
        await Looks.KeepAsync(host, chromium, "/partners", "partners");
    }

    [Fact]
    public async Task In_English_and_before_anything_was_read_it_says_so()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/partners?lang=en");
        await Expect(page.Locator(".empty")).ToHaveTextAsync("How the partners are was not read yet.");
        await FillAsync(host);
        await page.ReloadAsync();
        await Expect(page.Locator("#partner-coa")).ToContainTextAsync("Silent");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task On_a_phone_nothing_is_cut_and_the_page_is_as_WCAG_asks(ColorScheme scheme)
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium, width: 360, scheme);
        await page.GotoAsync($"{host.Address}/partners");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        await Axe.JudgeAsync(page);
    }

    private static async Task FillAsync(DashboardHost host)
    {
        var now = host.Clock.GetUtcNow();
        var hour = (long)(now - DateTimeOffset.UnixEpoch).TotalHours;
        const long EveryMinute = (1L << 60) - 1;
        await host.NotePulsesAsync(
        [
            .. Enumerable.Range(2, 27 * 24).Select(ago => new PulseRow("coa", PulseKind.Message, hour - ago, EveryMinute, now.AddHours(-ago))),
            .. Enumerable.Range(0, 27 * 24).Select(ago => new PulseRow("ind", PulseKind.Message, hour - ago, EveryMinute, now.AddHours(-ago))),
            new PulseRow("avim", PulseKind.Message, hour - 30, 1, now.AddHours(-30)), new PulseRow("avim", PulseKind.Heartbeat, hour, 1, now),
            new PulseRow("dtv", PulseKind.Taken, hour - 1, 1, now.AddHours(-1)),
        ]);
        host.Health.Queues = new Dictionary<string, QueueDepth>
        {
            ["keten.out.dtv"] = new(4, 1), ["keten.in.dtv"] = new(0, 1), ["keten.out.nidos"] = new(2, 0), ["keten.in.ind"] = new(12, 1), ["keten.out.ind"] = new(0, 1),
        };
        host.Health.Adapters = new Dictionary<string, AdapterHealth>
        {
            ["dtv"] = new("Open", now.AddHours(-1), now.AddMinutes(-20), 7, "HTTP 503"), ["ind"] = new("Closed", now.AddMinutes(-3), null, 0, null),
        };
        await host.LookAtPartnersAsync();
    }
}
