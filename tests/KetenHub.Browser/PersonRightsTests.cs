using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>What a person may ask: to have put right what is wrong, and to have processing restricted.</summary>
public class PersonRightsTests(Chromium chromium)
{
    private const string Reason = "COA, telefonisch";

    [Fact]
    public async Task What_is_wrong_is_corrected_after_seeing_who_will_be_told_and_followed_until_everybody_has_it()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await OpenAsync(host);
        await page.Locator("#e0-1-content summary").ClickAsync();
        await page.Locator("#correct-0-1").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Een gegeven corrigeren");
        await page.Locator("#field").SelectOptionAsync("/data/handOut/location/name");
        await page.Locator("#right").FillAsync("Budel");
        await page.Locator("#to-preview").ClickAsync();
        await Expect(page.Locator("#correct-error")).ToContainTextAsync("KH404");
        await Expect(page.Locator("#right")).ToHaveValueAsync("Budel");
        await Axe.JudgeAsync(page);
        await page.Locator("#reason").FillAsync(Reason);
        await page.Locator("#to-preview").ClickAsync();
        await Expect(page.Locator("#told")).ToContainTextAsync("Dienst Terugkeer en Vertrek");
        await Expect(page.Locator("#what s")).ToHaveTextAsync("Ter Apel");
        await Axe.JudgeAsync(page);
        await Looks.KeepAsync(page, "correct");
        Assert.Equal(0, await CorrectionsAsync(host));

        await page.Locator("#back").ClickAsync();
        await Expect(page.Locator("#reason")).ToHaveValueAsync(Reason);
        await page.Locator("#to-preview").ClickAsync();
        var form = page.APIRequest.CreateFormData().Set("step", "correct");
        foreach (var field in await page.Locator("#correct input[type=hidden]").AllAsync())
            form.Set((await field.GetAttributeAsync("name"))!, await field.InputValueAsync());
        await page.Locator("#do-correct").ClickAsync();
        await Expect(page.Locator("#corrections")).ToContainTextAsync("Nog niet iedereen heeft deze correctie");
        await Expect(page.Locator("#corrections tbody tr").First).ToContainTextAsync("wacht op verzending");
        await Axe.JudgeAsync(page);
        await Looks.KeepAsync(page, "corrections");
        var corrected = await CorrectionsAsync(host);
        Assert.NotEqual(0, corrected);
        Assert.Contains((await host.Operations.ActionsAsync("", 0, 10, TestContext.Current.CancellationToken)).Items, action => action is { Kind: ActionKind.Corrected, Actor: "dashboard" });

        // As a browser does that sends the form once more.
        Assert.Equal(200, (await page.APIRequest.PostAsync($"{host.Address}/person/correct", new APIRequestContextOptions { Form = form })).Status);
        await page.ReloadAsync();
        await Expect(page.Locator("#corrections section")).ToHaveCountAsync(1);
        Assert.Equal(corrected, await CorrectionsAsync(host));

        await host.DeliverAllAsync();
        await page.ReloadAsync();
        await Expect(page.Locator("#corrections")).ToContainTextAsync("Iedereen heeft deze correctie");
        await Expect(page.Locator("#corrections tbody tr").First).ToContainTextAsync("afgeleverd");
        Assert.DoesNotContain(Story.VNummer, page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Complaints, text => !text.Contains("400", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Processing_is_restricted_and_data_are_held_with_a_reason_and_both_are_lifted_again()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await OpenAsync(host);
        await page.Locator("#rights > summary").ClickAsync();
        await page.Locator("#change-Restricted button").ClickAsync();
        await Expect(page.Locator("#rights-error")).ToContainTextAsync("KH404");
        await Expect(page.Locator("#restricted")).ToHaveCountAsync(0);
        await Axe.JudgeAsync(page);
        foreach (var (change, note) in new[] { ("Restricted", "#restricted"), ("HoldSet", "#held") })
        {
            if (await page.Locator("#rights").GetAttributeAsync("open") is null)
                await page.Locator("#rights > summary").ClickAsync();
            await page.Locator($"#reason-{change}").FillAsync(Reason);
            await page.Locator($"#change-{change} button").ClickAsync();
            await Expect(page.Locator(note)).ToBeVisibleAsync();
        }
        await Looks.KeepAsync(page, "rights");
        foreach (var (change, note) in new[] { ("RestrictionLifted", "#restricted"), ("HoldLifted", "#held") })
        {
            await page.Locator("#rights > summary").ClickAsync();
            await page.Locator($"#reason-{change}").FillAsync(Reason);
            await page.Locator($"#change-{change} button").ClickAsync();
            await Expect(page.Locator(note)).ToHaveCountAsync(0);
        }
        Assert.Equal(4, (await host.Operations.ActionsAsync("", 0, 20, TestContext.Current.CancellationToken)).Items.Count(action => action is { Kind: ActionKind.RightsChanged, Actor: "dashboard" }));
    }

    [Fact]
    public async Task Who_may_look_and_not_correct_sees_no_button_and_is_refused()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await OpenAsync(host, DashboardHost.TokenOf(StaffRole.Operator));
        await Expect(page.Locator("#rights")).ToHaveCountAsync(0);
        await Expect(page.Locator("[id^=correct-]")).ToHaveCountAsync(0);
        var (form, look) = (await page.Locator("input[name=formToken]").First.InputValueAsync(), await page.Locator("input[name=look]").First.InputValueAsync());
        foreach (var path in new[] { "/person/rights", "/person/correct" })
        {
            var answer = await page.APIRequest.PostAsync(host.Address + path, new APIRequestContextOptions
            {
                Form = page.APIRequest.CreateFormData().Set("formToken", form).Set("look", look).Set("change", "Restricted").Set("reason", Reason)
                    .Set("entry", "0-1").Set("field", "/data/track").Set("right", "1").Set("step", "correct"),
            });
            Assert.Equal(403, answer.Status);
        }
        Assert.Equal(0, await CorrectionsAsync(host));
        Assert.DoesNotContain((await host.Operations.ActionsAsync("", 0, 20, TestContext.Current.CancellationToken)).Items, action => action.Kind is ActionKind.RightsChanged or ActionKind.Corrected);
    }

    private async Task<IPage> OpenAsync(DashboardHost host, string token = DashboardHost.Token)
    {
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        var page = await host.SignInAsync(chromium, token: token);
        await Boards.OpenTimelineAsync(host, page, "B-100");
        return page;
    }

    private static async Task<long> CorrectionsAsync(DashboardHost host) =>
        (await host.Reads.NotificationCountsAsync(CancellationToken.None)).GetValueOrDefault("correction-issued");
}
