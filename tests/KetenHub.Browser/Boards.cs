using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>A board with every state on it, and the way from it to a person.</summary>
internal static class Boards
{
    /// <summary>What people state as purpose of a look.</summary>
    public const string Purpose = "nagaan of DT&V klaarstaat";

    /// <summary>From the board to the timeline of a decision's person, by way of a purpose.</summary>
    public static async Task OpenTimelineAsync(DashboardHost host, IPage page, string decision)
    {
        await page.GotoAsync($"{host.Address}/board");
        await page.Locator($"#open-{decision}").ClickAsync();
        await page.Locator("#purpose").FillAsync(Purpose);
        await page.Locator("#purpose").PressAsync("Enter");
        await Expect(page.Locator(".timeline > li").First).ToBeVisibleAsync();
    }

    public static async Task FillAsync(DashboardHost host)
    {
        var clock = host.Clock;
        async Task<DateTimeOffset> Plan(string number, int hours, string place, bool? minor = null)
        {
            await host.SendAsync("ind", Story.Decision(clock.GetUtcNow(), $"B-{number}", TimeSpan.FromHours(hours), $"2711000{number}", place, minor));
            return clock.GetUtcNow().AddHours(hours);
        }
        await Plan("201", 30, "Ter Apel");
        var second = await Plan("202", 31, "Budel");
        var third = await Plan("203", 32, "Ter Apel", minor: true);
        await Plan("204", 33, "Den Helder");
        await Plan("205", 34, "Ter Apel");
        await Plan("206", 35, "Ter Apel");
        await host.SendAsync("dtv", Story.NotReady(clock.GetUtcNow(), "B-202", second, "2711000202"));
        await host.SendAsync("dtv", Story.Ready(clock.GetUtcNow(), "B-203", third, "2711000203"));
        await host.SendAsync("ind", Story.HandedOut(clock.GetUtcNow(), "B-205", dtvPresent: true, "2711000205"));
        await host.SendAsync("ind", Story.HandedOut(clock.GetUtcNow(), "B-206", dtvPresent: true, "2711000206"));
        await host.SendAsync("dtv", Story.InterviewHeld(clock.GetUtcNow(), "B-206", "2711000206"));
        await host.PassAsync(TimeSpan.FromHours(4));
        await host.SendAsync("ind", Story.HandedOut(clock.GetUtcNow(), "B-204", dtvPresent: false, "2711000204"));
        await host.SendAsync("ind", Story.Decision(clock.GetUtcNow(), "B-207", TimeSpan.FromHours(28), "2711000207", "Budel"));
        await host.SendAsync("ind", Story.Decision(clock.GetUtcNow(), "B-208", null, "2711000208"));
    }
}
