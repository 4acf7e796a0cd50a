using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>The night that the hub is for: DT&amp;V does not answer, and somebody on duty must see it, call, and write down what was said.</summary>
public class NoAnswerTests(Chromium chromium)
{
    // Two seconds after the deadline, which comes one second after the page was opened.
    private const int SeenWithin = 3000;

    [Fact]
    public async Task The_duty_officer_sees_at_once_that_DTV_did_not_answer_calls_and_records_the_answer()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        await host.PassAsync(TimeSpan.FromHours(4) - TimeSpan.FromSeconds(1));
        var page = await host.SignInAsync(chromium);
        var row = page.Locator("tr[id='row-B-100']");
        await Expect(row).ToContainTextAsync("Gevraagd");
        await host.StartDeadlinesAsync();
        host.Clock.Move(TimeSpan.FromSeconds(1));
        await Expect(row).ToContainTextAsync("Geen antwoord", new LocatorAssertionsToContainTextOptions { Timeout = SeenWithin });
        await Expect(row).ToContainTextAsync("Bel de piketdienst van Dienst Terugkeer en Vertrek");

        await page.Locator("#open-B-100").ClickAsync();
        await page.Locator("#purpose").FillAsync("nagaan of DT&V klaarstaat");
        await page.Locator("#purpose").PressAsync("Enter");
        await Expect(page.Locator(".timeline")).ToContainTextAsync("Gevraagd om klaar te staan");
        await Expect(page.Locator(".timeline")).ToContainTextAsync("Herinnering");
        await Expect(page.Locator(".timeline")).ToContainTextAsync("Waarschuwing aan dienst of regisseur");

        await page.Locator("#record summary").ClickAsync();
        await Axe.JudgeAsync(page);
        await Looks.KeepAsync(page, "record-answer");
        await page.Locator("#record [value=Ready]").CheckAsync();
        await page.Locator("#whoComes").FillAsync("regievoerder TTOV");
        await page.Locator("#interview").FillAsync("2026-11-23T08:30");
        await page.Locator("#record").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Vastleggen" }).ClickAsync();
        await Expect(page.Locator("#entered")).ToContainTextAsync("Vastgelegd, regel");
        await Expect(page.Locator("#readinesses")).ToContainTextAsync("Klaar");
        await Expect(page.Locator(".timeline")).ToContainTextAsync("vastgelegd door dashboard");
        await Expect(page.Locator(".timeline")).ToContainTextAsync("Doorgegeven of DT&V klaar is");
        await Expect(page.Locator("#chain")).ToContainTextAsync("Het logboek klopt");

        await page.GotoAsync($"{host.Address}/board");
        await Expect(row).ToContainTextAsync("Klaar");
        await Expect(row).ToContainTextAsync("regievoerder TTOV");
        await Expect(row).ToContainTextAsync("ma 23 nov 08:30");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Niets vraagt nu een mens");
        Assert.DoesNotContain(host.Requests, address => address.Contains(Story.VNummer, StringComparison.Ordinal));
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task An_answer_that_is_not_complete_is_refused_with_words_and_nothing_has_to_be_typed_twice()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await OpenAsync(host, DashboardHost.Token);
        await page.Locator("#record summary").ClickAsync();
        await page.Locator("#record [value=NotReady]").CheckAsync();
        await page.Locator("#interview").FillAsync("2026-11-23T08:30");
        await page.Locator("#record").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Vastleggen" }).ClickAsync();
        await Expect(page.Locator("#entered")).ToContainTextAsync("Niet vastgelegd");
        await Expect(page.Locator("#record [value=NotReady]")).ToBeCheckedAsync();
        await page.Locator("#notReadyReason").SelectOptionAsync("NoInterpreter");
        await page.Locator("#record").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Vastleggen" }).ClickAsync();
        await Expect(page.Locator("#entered")).ToContainTextAsync("Vastgelegd, regel");
        await Expect(page.Locator("#readinesses")).ToContainTextAsync("geen tolk");
    }

    [Fact]
    public async Task Another_partner_does_not_answer_for_DTV()
    {
        await using var host = await DashboardHost.StartAsync(moreAccounts: [("ind", "dienst", "token-of-somebody-of-ind", [Right.Operate])]);
        var page = await OpenAsync(host, "token-of-somebody-of-ind");
        await Expect(page.Locator("#record")).ToHaveCountAsync(0);
        var answer = await page.APIRequest.PostAsync($"{host.Address}/person/answer", new APIRequestContextOptions
        {
            Form = page.APIRequest.CreateFormData().Set("formToken", await page.Locator("input[name=formToken]").First.InputValueAsync()).Set("look", await page.Locator("input[name=look]").First.InputValueAsync())
                .Set("entryId", Guid.NewGuid().ToString()).Set("entry", "answer").Set("decision", "B-100").Set("answer", "Ready").Set("whoComes", "team"),
        });
        Assert.Equal(403, answer.Status);
        Assert.Equal(1, (await host.Reads.OverviewAsync(host.Clock.GetUtcNow(), CancellationToken.None)).Accepted);
        Assert.Contains((await host.Operations.ActionsAsync("POST /person/answer", 0, 10, CancellationToken.None)).Items, action => action is { Kind: ActionKind.Denied, Actor: "ind/dienst" });
    }

    private async Task<IPage> OpenAsync(DashboardHost host, string token)
    {
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        var page = await host.SignInAsync(chromium, token: token);
        await Boards.OpenTimelineAsync(host, page, "B-100");
        return page;
    }
}
