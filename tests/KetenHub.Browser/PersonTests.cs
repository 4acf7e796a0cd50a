using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>Looking into a person's log: with a purpose, noted, and with nothing personal in any address.</summary>
public class PersonTests(Chromium chromium)
{
    private const string Purpose = "nagaan of DT&V klaar is";

    [Fact]
    public async Task A_look_up_needs_a_purpose_and_is_noted_before_anything_is_shown()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        var page = await host.SignInAsync(chromium);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Persoon" }).ClickAsync();

        await page.Locator("#value").FillAsync(Story.VNummer);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Tijdlijn openen" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).Filter(new LocatorFilterOptions { HasText = "KH404" })).ToBeVisibleAsync();
        await Expect(page.Locator("#value")).ToHaveValueAsync(Story.VNummer);
        await Expect(page.Locator("#purpose")).ToBeFocusedAsync();

        await page.Locator("#purpose").FillAsync(Purpose);
        await page.Locator("#purpose").PressAsync("Enter");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Tijdlijn van één persoon");
        await Expect(page.Locator(".timeline > li")).ToHaveCountAsync(4);
        await Expect(page.Locator(".timeline > li").Last).ToContainTextAsync("ingezien door dashboard");
        await Expect(page.Locator(".timeline > li").Last).ToContainTextAsync(Purpose);
        await Expect(page.Locator("#chain")).ToHaveTextAsync("Het logboek klopt: 4 regels nagerekend.");

        await page.Locator("#e0-1-content summary").ClickAsync();
        await Expect(page.Locator("#e0-1-content dl")).ToContainTextAsync("RejectedManifestlyUnfounded");
        await Expect(page.Locator("#e0-1-content dl")).ToContainTextAsync("ma 23 nov 08:15:00");
        Assert.Equal("#e0-1", await page.Locator("#e0-2 a").First.GetAttributeAsync("href"));

        // Leafing within the same look-up is not another one.
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Verversen" }).ClickAsync();
        await Expect(page.Locator(".timeline > li")).ToHaveCountAsync(4);
        Assert.All(host.Requests, address => Assert.DoesNotMatch(@"\d{10}|purpose=|[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{32}", address));
        Assert.DoesNotContain(host.Complaints, complaint => !complaint.Contains("400 (Bad Request)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_look_up_shows_that_processing_is_restricted_and_that_a_hold_lies_on_the_data()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        var person = (await host.Reads.AllPersonsAsync(CancellationToken.None).ToListAsync(TestContext.Current.CancellationToken)).Single().Id;
        await host.Hub.ChangeRightsAsync(person, Decisions.RightsChange.Restricted, new KetenHub.Hub.Actor("cli:officer", "10.0.0.9"), "bestrijdt het incident", CancellationToken.None);
        await host.Hub.ChangeRightsAsync(person, Decisions.RightsChange.HoldSet, new KetenHub.Hub.Actor("cli:officer", "10.0.0.9"), "dossier gevraagd door de rechtbank", CancellationToken.None);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/person");
        await page.Locator("#value").FillAsync(Story.VNummer);
        await page.Locator("#purpose").FillAsync(Purpose);
        await page.Locator("#purpose").PressAsync("Enter");

        await Expect(page.Locator("#restricted")).ToContainTextAsync("De verwerking is beperkt sinds zo 22 nov 02:15:00");
        await Expect(page.Locator("#held")).ToContainTextAsync("Bewaarplicht sinds");
        var entry = page.Locator(".timeline > li").Filter(new LocatorFilterOptions { HasText = "bestrijdt het incident" });
        await Expect(entry).ToContainTextAsync("Verwerking beperkt");
        await Expect(entry).ToContainTextAsync("door cli:officer");
        await Axe.JudgeAsync(page);
    }

    [Fact]
    public async Task An_unknown_person_is_said_to_be_unknown()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/person");
        await page.Locator("#value").FillAsync("0000000000");
        await page.Locator("#purpose").FillAsync(Purpose);
        await page.Locator("#purpose").PressAsync("Enter");
        await Expect(page.Locator("#error")).ToContainTextAsync("KH405");

        await page.Locator("#value").FillAsync("12");
        await page.Locator("#value").PressAsync("Enter");
        await Expect(page.Locator("#error")).ToContainTextAsync("KH226");
    }

    [Fact]
    public async Task The_board_leads_to_the_timeline_by_way_of_a_purpose()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        var page = await host.SignInAsync(chromium);
        Assert.DoesNotContain(Story.VNummer, await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Tijdlijn bij besluit B-100" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("De persoon bij besluit B-100");
        await page.Keyboard.TypeAsync(Purpose);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#readinesses")).ToContainTextAsync("B-100");
        await Expect(page.Locator(".timeline > li").Last).ToContainTextAsync(Purpose);
        Assert.All(host.Requests, address => Assert.DoesNotMatch("[0-9a-f]{8}-[0-9a-f]{4}|B-100", address));
    }

    [Fact]
    public async Task A_search_can_be_done_with_the_keyboard_alone()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        var page = await host.SignInAsync(chromium);

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByText("Naar de inhoud")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Persoon" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#value")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(Story.VNummer);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync(Purpose);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator(".timeline > li")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task A_timeline_tells_what_every_partner_did_in_order()
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        await host.SendAsync("coa", Story.Incident(host.Clock.GetUtcNow(), "I-1", "2711000202"));
        var page = await host.SignInAsync(chromium);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Tijdlijn bij besluit B-202" }).ClickAsync();
        await page.Locator("#purpose").FillAsync(Purpose);
        await page.Locator("#purpose").PressAsync("Enter");

        await Expect(page.Locator(".lanes.head span")).ToHaveTextAsync(["Tijd", "hub", "IND", "COA", "DTV"]);
        await Expect(page.Locator(".timeline > li").First).ToContainTextAsync("Besluit genomen");
        await Expect(page.Locator(".timeline")).ToContainTextAsync("Doorgegeven of DT&V klaar is");
        await Expect(page.Locator(".timeline")).ToContainTextAsync("ernstig incident tijdens voorbereiding van een uitreiking");
        await Expect(page.Locator("#chain")).ToContainTextAsync("Het logboek klopt");
    }

    [Fact]
    public async Task A_changed_log_is_called_changed()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        await host.TamperAsync("UPDATE log SET why = 'recorded' WHERE n = 2");
        var page = await host.SignInAsync(chromium);
        await page.Locator("#open-B-100").ClickAsync();
        await page.Locator("#purpose").FillAsync(Purpose);
        await page.Locator("#purpose").PressAsync("Enter");
        await Expect(page.Locator("#chain")).ToContainTextAsync("regel 2 past niet in de keten (KH304)");
    }

    [Fact]
    public async Task Two_persons_who_are_one_have_one_timeline()
    {
        await using var host = await DashboardHost.StartAsync();
        var now = host.Clock.GetUtcNow();
        await host.SendAsync("ind", Story.Decision(now, "B-100", TimeSpan.FromHours(30)));
        await host.SendAsync("coa", Story.Incident(now, "I-1", "2711000999"));
        await host.SendAsync("avim", Story.Merge(now, Story.VNummer, "2711000999"));
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/person");
        await page.Locator("#value").FillAsync("2711000999");
        await page.Locator("#purpose").FillAsync(Purpose);
        await page.Locator("#purpose").PressAsync("Enter");
        await Expect(page.GetByText("Met 1 eerder samengevoegd dossier.")).ToBeVisibleAsync();
        await Expect(page.Locator(".timeline")).ToContainTextAsync("Incident geregistreerd");
        await Expect(page.Locator(".timeline")).ToContainTextAsync("Besluit genomen");
        await Expect(page.Locator("#chain")).ToContainTextAsync("Het logboek klopt");
    }
}
