using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>The meldpunt: a professional reports in under a minute, on a phone too.</summary>
public class ReportTests(Chromium chromium)
{
    [Fact]
    public async Task A_signal_takes_three_fields_on_a_phone_and_gives_a_receipt()
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        await Looks.KeepAsync(host, chromium, "/report", "report", DashboardHost.ReportToken);
        var page = await host.SignInAsync(chromium, width: 360, token: DashboardHost.ReportToken);
        await page.Locator("#number").FillAsync(Story.VNummer);
        await page.GetByText("Overlast rond een locatie").ClickAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Versturen" }).ClickAsync();
        await Expect(page.Locator("#receipt")).ToContainTextAsync("Uw melding is ontvangen");
        var number = await page.Locator("#receipt .number").InnerTextAsync();
        await Expect(page.Locator("#sent tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("#sent")).ToContainTextAsync(number);
        // The form is empty again, and the number of the person stands nowhere.
        await Expect(page.Locator("#number")).ToHaveValueAsync("");
        Assert.DoesNotContain(Story.VNummer, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Requests, address => address.Contains(Story.VNummer, StringComparison.Ordinal));
        // As a browser does when the answer is reloaded.
        await page.ReloadAsync();
        await Expect(page.Locator("#receipt")).ToContainTextAsync("was al ontvangen");
        await Expect(page.Locator("#sent tbody tr")).ToHaveCountAsync(1);
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task An_incident_becomes_a_message_of_the_partner_and_the_sender_sees_who_was_told()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromDays(5)));
        var page = await host.SignInAsync(chromium, token: DashboardHost.ReportToken);
        await page.GotoAsync($"{host.Address}/report?kind=incident");
        await page.Locator("#number").FillAsync(Story.VNummer);
        await page.GetByText("Fysiek geweld").ClickAsync();
        await page.Locator("[name=impact][value=High]").CheckAsync();
        await page.Locator("#place").FillAsync("Station Emmen");
        await page.Locator("#what").FillAsync("Sloeg een conducteur bij de kaartcontrole.");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Versturen" }).ClickAsync();
        await Expect(page.Locator("#receipt")).ToContainTextAsync("Uw melding is ontvangen");
        await Expect(page.Locator("#sent")).ToContainTextAsync("doorgegeven aan");
        await Expect(page.Locator("#sent")).ToContainTextAsync("Immigratie- en Naturalisatiedienst");

        // Another account of the same partner sees nothing of it, and this one nothing of what its partner's systems send.
        await host.SendAsync("avim", Story.Incident(host.Clock.GetUtcNow(), "I-9"));
        await page.GotoAsync($"{host.Address}/report");
        await Expect(page.Locator("#sent tbody tr")).ToHaveCountAsync(1);
        Assert.DoesNotContain("B-100", await page.ContentAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bel hem op 06-12345678.", "telefoonnummer")]
    [InlineData("V-nummer 2711000001 heeft hij.", "V-nummer")]
    [InlineData("Zijn BSN is 111222333.", "burgerservicenummer")]
    [InlineData("Mail naar iemand@voorbeeld.nl.", "e-mailadres")]
    [InlineData("Hij is geboren op 3 mei 1999 zei hij.", "geboortedatum")]
    public async Task Data_about_a_person_in_the_text_is_refused_and_nothing_typed_is_lost(string text, string says)
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium, token: DashboardHost.ReportToken);
        await page.Locator("#number").FillAsync(Story.VNummer);
        await page.Locator("[name=signal][value=LeftView]").CheckAsync();
        await page.Locator("#what").FillAsync(text);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Versturen" }).ClickAsync();
        await Expect(page.Locator("#error")).ToContainTextAsync(says);
        await Expect(page.Locator("#what")).ToHaveValueAsync(text);
        await Expect(page.Locator("#number")).ToHaveValueAsync(Story.VNummer);
        await Expect(page.Locator("[name=signal][value=LeftView]")).ToBeCheckedAsync();
        await Expect(page.Locator("#sent")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_may_be_a_name_is_sent_only_after_the_sender_looked()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium, token: DashboardHost.ReportToken);
        await page.Locator("#number").FillAsync(Story.VNummer);
        await page.Locator("[name=signal][value=LeftView]").CheckAsync();
        await page.Locator("#what").FillAsync("Gezien in de Grote Markt, daarna weg.");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Versturen" }).ClickAsync();
        await Expect(page.Locator("#error")).ToContainTextAsync("lijkt een naam te staan");
        await page.Locator("#looked").CheckAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Versturen" }).ClickAsync();
        await Expect(page.Locator("#receipt")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_missing_is_named_all_at_once_beside_its_field()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium, token: DashboardHost.ReportToken);
        await page.GotoAsync($"{host.Address}/report?kind=incident");
        await page.Locator("#number").FillAsync(Story.VNummer);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Versturen" }).ClickAsync();
        await Expect(page.Locator("#error li")).ToHaveCountAsync(3);
        await Expect(page.Locator("#place")).ToHaveAttributeAsync("aria-invalid", "true");
        await Looks.KeepAsync(host, chromium, "/report?kind=incident", "incident", DashboardHost.ReportToken);
    }
}
