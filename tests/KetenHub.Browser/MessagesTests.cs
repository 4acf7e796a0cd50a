using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>The engineer's and the duty officer's question: where is that message, and what came of it?</summary>
public class MessagesTests(Chromium chromium)
{
    [Fact]
    public async Task Messages_are_found_by_what_they_are_and_the_choice_stands_in_the_address()
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await OpenAsync(host);
        await Expect(page.Locator(".pager")).ToContainTextAsync("ouder zijn er niet");
        await page.Locator("#messages-filter summary").First.ClickAsync();
        await page.Locator("#filter-type").SelectOptionAsync("readiness-reported");
        await page.Locator("#messages-filter button").ClickAsync();
        await Expect(page.Locator("#messages tbody tr")).ToHaveCountAsync(2);
        Assert.Equal($"{host.Address}/messages?type=readiness-reported", page.Url);
        await Expect(page.Locator("#messages-filter")).ToContainTextAsync("Er is gefilterd");
        await page.Locator("#filter-within").SelectOptionAsync("1");
        await page.Locator("#messages-filter button").ClickAsync();
        await Expect(page.Locator("#messages")).ToContainTextAsync("Geen enkel bericht past hierbij");

        await page.GotoAsync($"{host.Address}/messages?direction=out&partner=dtv");
        Assert.All(await page.Locator("#messages tbody tr td:nth-child(2)").AllInnerTextsAsync(), text => Assert.Contains("hub aan DTV", text, StringComparison.Ordinal));
        // Without content and without persons, and what can't be read is refused instead of left out.
        Assert.DoesNotContain("27110002", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(host.Complaints);
        Assert.Equal(400, (await page.GotoAsync($"{host.Address}/messages?id=12"))!.Status);
        await Expect(page.Locator("#error")).ToContainTextAsync("KH444");
        await Expect(page.Locator("#messages tbody tr")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Leafing_shows_each_message_once_also_when_more_come_in_meanwhile()
    {
        await using var host = await DashboardHost.StartAsync();
        for (var i = 0; i < 60; i++)
            await host.SendAsync("coa", Story.Incident(host.Clock.GetUtcNow(), $"I-{i}", $"27110{i:00000}"));
        var page = await OpenAsync(host, "?direction=in");
        await Expect(page.Locator(".pager")).ToContainTextAsync("50 berichten; er zijn er meer");
        var first = await RowsAsync(page);
        await host.PassAsync(TimeSpan.FromMinutes(1));
        await host.SendAsync("coa", Story.Incident(host.Clock.GetUtcNow(), "I-99", "2711000099"));
        await page.Locator("#page-next").ClickAsync();
        await Expect(page.Locator("#messages tbody tr")).ToHaveCountAsync(10);
        Assert.Empty(first.Intersect(await RowsAsync(page)));
        Assert.DoesNotMatch(@"\d{10}", page.Url);
        await page.Locator("#page-previous").ClickAsync();
        await Expect(page.Locator("#messages tbody tr")).ToHaveCountAsync(50);
        Assert.Equal(first, await RowsAsync(page));
        await page.Locator("#page-first").ClickAsync();
        await Expect(page.Locator("#page-previous")).ToHaveCountAsync(0);
        Assert.NotEqual(first, await RowsAsync(page));
    }

    [Fact]
    public async Task One_message_tells_where_it_came_from_what_it_caused_and_whether_it_was_taken()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        await host.PostponeAllAsync("dtv", "HTTP 503");
        var refused = (await host.SendRawAsync("coa", "{}"u8.ToArray())).Quarantine!.Value;
        var page = await OpenAsync(host, "?type=decision-issued");
        await page.Locator("#messages tbody a").First.ClickAsync();
        await Expect(page.Locator(".message")).ToContainTextAsync("van buiten");
        await page.Locator(".message .jobs a", new PageLocatorOptions { HasText = "Gevraagd om klaar te staan" }).ClickAsync();
        await Expect(page.Locator(".message")).ToContainTextAsync("niet aangenomen, 1 keer geprobeerd");
        await Expect(page.Locator(".message .jobs").First).ToContainTextAsync("Besluit genomen");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "niet aangenomen" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Niet aangenomen meldingen");

        // The number of a refused message leads to it.
        await page.GotoAsync($"{host.Address}/messages?id={refused:D}");
        await page.Locator("#refused a").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Geweigerd bericht");

        // From a message to its entry, by way of a purpose.
        await page.GotoAsync($"{host.Address}/messages?type=readiness-requested");
        await page.Locator("#messages tbody button").ClickAsync();
        await page.Locator("#purpose").FillAsync(Boards.Purpose);
        await page.Locator("#purpose").PressAsync("Enter");
        await Expect(page.Locator(".timeline > li:target")).ToContainTextAsync("Gevraagd om klaar te staan");
        Assert.Single((await host.Operations.LookUpsAsync(0, 10, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task A_case_number_finds_its_messages_and_stands_in_no_address()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-101", TimeSpan.FromHours(30), "2711000101"));
        var page = await OpenAsync(host);
        await page.Locator("#messages-filter summary").First.ClickAsync();
        await page.Locator("#filter-case").FillAsync("Z-B-101");
        await page.Locator("#filter-direction").SelectOptionAsync("in");
        await page.Locator("#filter-case").PressAsync("Enter");
        await Expect(page.Locator("#messages tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("#case")).ToContainTextAsync("Zaak met kenmerk");
        Assert.Matches(@"/messages\?direction=in&case=[0-9a-f]{16}$", page.Url);
        await page.ReloadAsync();
        await Expect(page.Locator("#messages tbody tr")).ToHaveCountAsync(1);
        Assert.All(host.Requests, address => Assert.DoesNotContain("B-101", address, StringComparison.Ordinal));
        await page.Locator("#filter-case").FillAsync("Z-nothing");
        await page.Locator("#filter-case").PressAsync("Enter");
        await Expect(page.Locator("#case")).ToContainTextAsync("Geen enkel dossier heeft dit zaaknummer");
    }

    [Fact]
    public async Task A_view_is_kept_for_its_account_alone_without_persons_in_it()
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await OpenAsync(host, "?direction=out&within=24");
        await page.Locator("#views summary").ClickAsync();
        await page.Locator("#view-name").FillAsync("over 2711000202");
        await page.Locator("#view-name").PressAsync("Enter");
        await Expect(page.Locator("#view-error")).ToContainTextAsync("KH442");
        await page.Locator("#view-name").FillAsync("Uit, vandaag");
        await page.Locator("#view-name").PressAsync("Enter");
        await Expect(page.Locator("#view-0")).ToHaveTextAsync("Uit, vandaag");
        await Expect(page.Locator("#view-0")).ToHaveAttributeAsync("aria-current", "page");
        await page.GotoAsync($"{host.Address}/messages");
        await page.Locator("#view-0").ClickAsync();
        Assert.Equal($"{host.Address}/messages?direction=out&within=24", page.Url);

        var other = await OpenAsync(host, token: DashboardHost.OperatorToken);
        await Expect(other.Locator("#view-0")).ToHaveCountAsync(0);
        await page.Locator("#views summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Selectie Uit, vandaag vergeten" }).ClickAsync();
        await Expect(page.Locator("#view-0")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_staff_of_a_partner_sees_what_it_sent_and_was_told_and_nothing_of_others()
    {
        await using var host = await DashboardHost.StartAsync(moreAccounts: [("ind", "berichten", "token-of-a-reader-of-ind", [Right.Operate])]);
        await Boards.FillAsync(host);
        var page = await OpenAsync(host);
        await page.Locator("#messages tbody tr", new PageLocatorOptions { HasText = "DTV aan hub" }).First.Locator("td a").First.ClickAsync();
        await Expect(page.Locator(".message")).ToBeVisibleAsync();
        var foreign = page.Url;

        var own = await OpenAsync(host, "?partner=dtv", "token-of-a-reader-of-ind");
        Assert.All(await own.Locator("#messages tbody tr td:nth-child(2)").AllInnerTextsAsync(), text => Assert.Contains("IND", text, StringComparison.Ordinal));
        // What it was told because another one said something: that it was, and not what caused it.
        await own.GotoAsync($"{host.Address}/messages?type=hand-out-clearance");
        await own.Locator("#messages tbody tr td a").First.ClickAsync();
        await Expect(own.Locator(".message")).ToBeVisibleAsync();
        await Expect(own.Locator(".message .jobs").First.Locator("li")).ToHaveCountAsync(0);
        await own.GotoAsync(foreign);
        await Expect(own.Locator("#messages")).ToContainTextAsync("Geen enkel bericht past hierbij");
        var refused = (await host.SendRawAsync("coa", "{}"u8.ToArray())).Quarantine!.Value;
        await own.GotoAsync($"{host.Address}/messages?id={refused:D}");
        await Expect(own.Locator("#messages")).ToContainTextAsync("Geen enkel bericht past hierbij");
        await Expect(own.Locator("#refused")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task By_keyboard_alone_a_filter_is_set_and_a_message_opened()
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await OpenAsync(host);
        await page.Locator("#messages-filter summary").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#filter-direction")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("aan");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Dienst Terug");
        await page.Locator("#filter-id").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync($"{host.Address}/messages?direction=out&partner=dtv");
        await page.Locator("#messages tbody a").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".message")).ToBeVisibleAsync();
    }

    [Theory]
    [ClassData(typeof(EveryLook))]
    public async Task It_is_as_WCAG_asks_and_nothing_scrolls_sideways(int width, ColorScheme scheme, string language)
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        await host.PostponeAllAsync("dtv", "HTTP 503");
        var page = await OpenAsync(host, $"?direction=out&within=24&lang={language}", width: width, scheme: scheme);
        await page.Locator("#views summary").ClickAsync();
        await page.Locator("#view-name").FillAsync("Uit, vandaag");
        await page.Locator("#view-name").PressAsync("Enter");
        await Expect(page.Locator("#view-0")).ToBeVisibleAsync();
        await page.GotoAsync($"{host.Address}/messages");
        await EveryLook.JudgeAsync(page, "messages", width, scheme);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(part => part.open = true)");
        await EveryLook.JudgeAsync(page, "messages-open", width, scheme);
        await page.GotoAsync($"{host.Address}/messages?type=readiness-requested");
        await page.Locator("#messages tbody a").First.ClickAsync();
        await EveryLook.JudgeAsync(page, "message", width, scheme);
        await page.GotoAsync($"{host.Address}/messages?id=12");
        await EveryLook.JudgeAsync(page, "messages-refused", width, scheme);
    }

    private static async Task<IEnumerable<string>> RowsAsync(IPage page) =>
        await page.Locator("#messages tbody tr").EvaluateAllAsync<string[]>("rows => rows.map(row => row.id)");

    private async Task<IPage> OpenAsync(DashboardHost host, string query = "", string token = DashboardHost.Token, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await host.SignInAsync(chromium, width, scheme, token);
        await page.GotoAsync($"{host.Address}/messages{query}");
        return page;
    }
}
