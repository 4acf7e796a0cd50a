using System.Text.Json;
using KetenHub.Contracts;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>The catalogue of what is sent and received.</summary>
public class ContractsTests(Chromium chromium)
{
    [Fact]
    public async Task Every_message_and_notification_stands_in_it_with_who_may_what_and_why()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/contracts");
        await Expect(page.Locator("#messages tbody tr")).ToHaveCountAsync(MessageTypes.Messages.Count);
        await Expect(page.Locator("#notifications tbody tr")).ToHaveCountAsync(MessageTypes.Notifications.Count);
        await Expect(page.Locator("#contract-decision-issued")).ToContainTextAsync("Immigratie- en Naturalisatiedienst");
        await Expect(page.Locator("#contract-readiness-requested")).ToContainTextAsync("Dienst Terugkeer en Vertrek");
        // Each has a version to open.
        Assert.Equal(MessageTypes.Messages.Count + MessageTypes.Notifications.Count, await page.Locator("td a.line").CountAsync());
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task A_contract_shows_its_fields_its_examples_and_the_schema_as_published()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/contracts");
        await page.Locator("#contract-readiness-reported a").ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("Antwoord van DT&V");
        await Expect(page.Locator("#fields")).ToContainTextAsync("person › identifiers › scheme");
        await Expect(page.Locator("#fields tr", new PageLocatorOptions { HasText = "decisionNumber" })).ToContainTextAsync("verplicht");
        await Expect(page.Locator("#fields")).ToContainTextAsync("NoInterpreter");
        await page.Locator("details summary").First.ClickAsync();
        await Expect(page.Locator("details pre").First).ToContainTextAsync("specversion");
        var schema = await page.APIRequest.GetAsync($"{host.Address}/contracts/readiness-reported.v1.schema.json");
        Assert.Equal("object", JsonDocument.Parse(await schema.TextAsync()).RootElement.GetProperty("type").GetString());
        Assert.Equal(404, (await page.APIRequest.GetAsync($"{host.Address}/contracts/nothing.v1")).Status);
    }

    [Theory]
    [ClassData(typeof(EveryLook))]
    public async Task It_is_as_WCAG_asks_and_nothing_scrolls_sideways(int width, ColorScheme scheme, string language)
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium, width, scheme);
        foreach (var (path, name) in new[] { ("/contracts", "contracts"), ("/contracts/decision-issued.v1", "contract") })
        {
            await page.GotoAsync($"{host.Address}{path}?lang={language}");
            await EveryLook.JudgeAsync(page, name, width, scheme);
        }
    }
}
