using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>A partner's staff see only what their partner is party to, and what was said only with the right to it.</summary>
public class PartyTests(Chromium chromium)
{
    private const string Purpose = "nagaan wat er speelt";

    [Fact]
    public async Task The_board_of_a_partner_has_only_persons_about_whom_it_said_or_was_told_something()
    {
        await using var host = await DashboardHost.StartAsync(moreAccounts: [("coa", "balie", "token-of-a-viewer-of-coa", [Right.View, Right.Persons]), ("avim", "inzage", "token-of-a-viewer-of-avim", [Right.View, Right.Persons])]);
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-200", TimeSpan.FromHours(30), "2711000200"));
        await host.SendAsync("avim", Story.Signal(host.Clock.GetUtcNow(), "2711000200"));
        var avim = await host.SignInAsync(chromium, token: "token-of-a-viewer-of-avim");
        await avim.GotoAsync($"{host.Address}/board");
        await Expect(avim.Locator("#only")).ToContainTextAsync("Afdeling Vreemdelingenpolitie");
        await Expect(avim.Locator("#row-B-200")).ToBeVisibleAsync();
        await Expect(avim.Locator("#row-B-100")).ToHaveCountAsync(0);
        await Expect(avim.Locator("main")).Not.ToContainTextAsync("B-100");
    }

    [Fact]
    public async Task A_person_that_a_partner_is_no_party_to_is_as_unknown_as_one_that_does_not_exist()
    {
        await using var host = await DashboardHost.StartAsync(moreAccounts: [("avim", "inzage", "token-of-a-viewer-of-avim", [Right.View, Right.Persons])]);
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        var page = await host.SignInAsync(chromium, token: "token-of-a-viewer-of-avim");
        var answers = new List<string>();
        foreach (var number in new[] { Story.VNummer, "2711999999" })
        {
            await page.GotoAsync($"{host.Address}/person");
            await page.Locator("#value").FillAsync(number);
            await page.Locator("#purpose").FillAsync(Purpose);
            await page.Locator("#purpose").PressAsync("Enter");
            answers.Add((await page.Locator("#error").TextContentAsync())!);
        }
        Assert.Contains("KH405", answers[0], StringComparison.Ordinal);
        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(0, (await host.Operations.LookUpsAsync(0, 10, CancellationToken.None)).Total);
        Assert.Equal(2, (await host.Operations.ActionsAsync("POST /person, not found for this partner", 0, 10, CancellationToken.None)).Total);

        // By the reference that a row of the board would have, as somebody could forge it.
        var person = (await host.Reads.BoardAsync(new BoardFilter([], null, null), 0, 1, CancellationToken.None)).Items.Single().Person;
        var forged = await page.APIRequest.PostAsync($"{host.Address}/person", new APIRequestContextOptions
        {
            Form = page.APIRequest.CreateFormData().Set("formToken", await page.Locator("input[name=formToken]").First.InputValueAsync()).Set("person", $"{person:D}/B-100").Set("purpose", Purpose),
        });
        Assert.Equal(404, forged.Status);
    }

    [Fact]
    public async Task A_timeline_shows_a_partner_its_own_entries_and_what_they_said_only_with_that_right()
    {
        await using var host = await DashboardHost.StartAsync(moreAccounts:
            [("avim", "inzage", "token-of-a-viewer-of-avim", [Right.View, Right.Persons]), ("avim", "casus", "token-of-a-case-worker-of-avim", [Right.View, Right.Persons, Right.Contents])]);
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        await host.SendAsync("avim", Story.Signal(host.Clock.GetUtcNow()));
        var viewer = await OpenAsync(host, "token-of-a-viewer-of-avim");
        await Expect(viewer.Locator("#only")).ToBeVisibleAsync();
        await Expect(viewer.Locator(".timeline > li.lanes .kind-Received")).ToHaveCountAsync(1);
        await Expect(viewer.Locator(".timeline")).ToContainTextAsync("AVIM");
        await Expect(viewer.Locator(".timeline")).Not.ToContainTextAsync("IND");
        await Expect(viewer.Locator(".timeline")).ToContainTextAsync("daarvoor heeft u geen recht");
        await Expect(viewer.Locator(".timeline details")).ToHaveCountAsync(0);
        await Expect(viewer.Locator(".timeline > li").Last).ToContainTextAsync(Purpose);
        await Axe.JudgeAsync(viewer);

        var worker = await OpenAsync(host, "token-of-a-case-worker-of-avim");
        await Expect(worker.Locator(".timeline details")).ToHaveCountAsync(1);
        await Expect(worker.Locator(".timeline")).Not.ToContainTextAsync("IND");
    }

    private async Task<IPage> OpenAsync(DashboardHost host, string token)
    {
        var page = await host.SignInAsync(chromium, token: token);
        await page.GotoAsync($"{host.Address}/person");
        await page.Locator("#value").FillAsync(Story.VNummer);
        await page.Locator("#purpose").FillAsync(Purpose);
        await page.Locator("#purpose").PressAsync("Enter");
        await Expect(page.Locator(".timeline")).ToBeVisibleAsync();
        return page;
    }
}
