using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>A week of the regietafel at Ter Apel as its people live it: on the pages, with the partners' systems sending the rest.</summary>
public class WeekTests(Chromium chromium)
{
    // What was sent, counted as it is sent: the figures must come out at the same.
    private readonly Dictionary<string, int> sent = [];

    [Fact]
    public async Task Signals_arrive_the_agenda_is_opened_agreements_are_made_one_is_missed_and_the_figures_of_the_week_are_right()
    {
        await using var host = await DashboardHost.StartAsync();
        var table = await host.SignInAsync(chromium);
        await SundayAsync(host);
        await host.PassAsync(new TimeSpan(78, 55, 0)); // Wednesday 25 November, 10:00
        await WednesdayAsync(host, table);
        await host.PassAsync(TimeSpan.FromHours(24));
        await ThursdayAsync(host);
        await host.PassAsync(TimeSpan.FromHours(32)); // Friday 18:00: the second term passed at 17:00
        Assert.Equal(2, (await host.Reads.NotificationCountsAsync(CancellationToken.None))["agreement-escalated"]);
        await table.GotoAsync($"{host.Address}/agenda");
        await Expect(table.Locator("#agenda-open tbody tr")).ToHaveCountAsync(1);
        await Expect(table.Locator("#agenda-open")).ToContainTextAsync("Termijn verstreken");
        Count("Agreement Gemist");

        await host.PassAsync(TimeSpan.FromDays(7)); // In December: November is over
        Assert.Equal(sent.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal), await ExactAsync(host, table));
        await PublishedAsync(host, table);
        Assert.Empty(host.Complaints);
    }

    private async Task SundayAsync(DashboardHost host)
    {
        var page = await host.SignInAsync(chromium, width: 360, token: DashboardHost.ReportToken);
        await page.Locator("#number").FillAsync(Story.VNummer);
        await page.Locator("[name=signal][value=MisconductTowardsStaff]").CheckAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Versturen" }).ClickAsync();
        await Expect(page.Locator("#receipt")).ToBeVisibleAsync();
        await page.GotoAsync($"{host.Address}/report?kind=incident");
        await page.Locator("#number").FillAsync(Story.VNummer);
        await page.Locator("[name=category][value=Theft]").CheckAsync();
        await page.Locator("[name=impact][value=Low]").CheckAsync();
        await page.Locator("#place").FillAsync("Ter Apel");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Versturen" }).ClickAsync();
        await Expect(page.Locator("#receipt")).ToBeVisibleAsync();
        Count("IncidentCategory Diefstal");
        Count("IncidentImpact Laag");
        var now = host.Clock.GetUtcNow();
        await host.PassAsync(TimeSpan.FromMinutes(50));
        await host.SendAsync("ind", Story.Decision(now.AddMinutes(50), "B-1", TimeSpan.FromHours(103)));
        Count("CaseOpened alle");
        Count("SignalToDecision 50 min");
        await host.SendAsync("dtv", Story.Ready(now.AddMinutes(50), "B-1", now.AddMinutes(50).AddHours(103)));
    }

    private static async Task WednesdayAsync(DashboardHost host, IPage table)
    {
        await table.GotoAsync($"{host.Address}/agenda");
        await Expect(table.Locator("#agenda-hand-outs")).ToContainTextAsync("Klaar");
        await Expect(table.Locator("#agenda-reported tbody tr")).ToHaveCountAsync(1);
        foreach (var (kind, owner, days) in new[] { ("SoberReception", "coa", "1"), ("HearingBroughtForward", "ind", "2") })
        {
            await table.Locator("#agreement-person").SelectOptionAsync(new SelectOptionValue { Index = 1 });
            await table.Locator("#kind").SelectOptionAsync(kind);
            await table.Locator("#owner").SelectOptionAsync(owner);
            await table.Locator("#what").FillAsync("Zoals besproken.");
            await table.Locator("#days").FillAsync(days);
            await table.Locator("#enter-agreement button").ClickAsync();
            await Expect(table.Locator("#entered")).ToContainTextAsync("Vastgelegd, regel");
            await host.PassAsync(TimeSpan.FromMinutes(1));
        }
        await Expect(table.Locator("#agenda-director")).ToBeVisibleAsync();
        await table.Locator("#director-person").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await table.Locator("#director").SelectOptionAsync("avim");
        await table.Locator("#enter-director button").ClickAsync();
        await Expect(table.Locator("#entered")).ToContainTextAsync("Vastgelegd, regel");
        await Expect(table.Locator("#agenda-director")).ToHaveCountAsync(0);
    }

    private async Task ThursdayAsync(DashboardHost host)
    {
        var now = host.Clock.GetUtcNow();
        var open = await host.Reads.AgreementsAsync(new AgreementFilter("Ter Apel", Open: true), 0, 10, CancellationToken.None);
        await host.SendAsync("coa", new AgreementClosed
        {
            Person = Story.Person(), AgreementNumber = open.Items.Single(row => row.Owner == "coa").Number, Result = AgreementResult.Done, ClosedAt = now,
        });
        Count("Agreement Gehaald");
        await host.SendAsync("ind", Story.HandedOut(now, "B-1", dtvPresent: true));
        Count("Readiness Gehaald");
        // From Sunday 03:05 to Thursday 10:02 it is 102 hours and 57 minutes; beyond two hours whole hours count.
        Count("DecisionToHandOut 102 u");
        Count("Notice 102 u");
        await host.SendAsync("dtv", Story.InterviewHeld(now.AddMinutes(35), "B-1", Story.VNummer));
        Count("HandOutToInterview 35 min");
    }

    private static async Task<IEnumerable<string>> ExactAsync(DashboardHost host, IPage page)
    {
        await page.GotoAsync($"{host.Address}/figures");
        await page.Locator("#exact-from").FillAsync("2026-11-22");
        await page.Locator("#exact-to").FillAsync("2026-11-29");
        await page.Locator("#purpose").FillAsync("week van de regietafel");
        await page.Locator("#exact button").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Exacte cijfers");
        // Kind and count of the first chart of each figure; of times the median of the whole period.
        return (await page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('section.figure')].flatMap(figure => [...(figure.querySelector('.chart')?.querySelectorAll('tbody tr') ?? [])]"
            + ".map(row => [figure.id, row.querySelector('th').textContent, row.querySelector('.value').textContent])"
            + ".filter(([, name]) => !/\\d{4}$/.test(name)).map(([id, name, value]) => name === 'hele periode' ? `${id} ${value.split(', ')[0]} 1` : `${id} ${name} ${value}`))"))
            .Order(StringComparer.Ordinal);
    }

    private static async Task PublishedAsync(DashboardHost host, IPage page)
    {
        await page.GotoAsync($"{host.Address}/figures?from=2026-11&to=2026-11&by=location");
        var shown = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('.chart .value')].map(cell => cell.textContent)");
        Assert.True(shown.Length > 15, $"{shown.Length} cells show too little");
        Assert.All(shown, cell => Assert.Contains(cell, new[] { "< 10", "te weinig zaken" }));
    }

    private void Count(string figure) => sent[figure] = sent.GetValueOrDefault(figure) + 1;
}
