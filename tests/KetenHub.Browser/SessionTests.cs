using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>How long one is signed in, and what ends it.</summary>
public class SessionTests(Chromium chromium)
{
    [Fact]
    public async Task Who_signs_out_is_out_here_and_at_the_provider_and_a_stolen_cookie_opens_nothing()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        var page = await host.SignInAtAsync(chromium, "ind-casus", "/board");
        var thief = await host.OpenAsync(chromium);
        await thief.Context.AddCookiesAsync([await host.CookieAsync(page)]);
        Assert.Equal(200, (await thief.GotoAsync($"{host.Address}/board"))!.Status);

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Afmelden" }).ClickAsync();
        await Expect(page).ToHaveURLAsync($"{host.Address}/signed-out");
        await Expect(page.Locator("h1")).ToHaveTextAsync("U bent afgemeld");
        await host.HasNoSessionAsync(page);
        await host.HasNoSessionAsync(thief);
        await page.GotoAsync($"{host.Address}/board");
        await Expect(page.Locator("#user")).ToBeVisibleAsync();
        Assert.Contains((await host.Operations.ActionsAsync("", 0, 10, CancellationToken.None)).Items, action => action.Kind == ActionKind.SignedOut);
    }

    [Fact]
    public async Task Who_does_nothing_for_too_long_must_show_who_it_is_also_when_an_open_page_refreshed_itself()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        var page = await host.SignInAtAsync(chromium, "ind-casus", "/board");
        for (var minutes = 0; minutes < 30; minutes += 10)
        {
            Assert.Equal(200, await page.FetchedAsync("/board"));
            host.SessionClock.Move(TimeSpan.FromMinutes(10));
        }
        Assert.Equal(401, await page.FetchedAsync("/board"));
        await page.GotoAsync($"{host.Address}/board");
        await Expect(page.Locator("#user")).ToBeVisibleAsync();
        Assert.Equal("login", issuer.Asked.Last()["prompt"]);
        await page.FillInAsync("ind-casus");
        await Expect(page).ToHaveURLAsync($"{host.Address}/board");
    }

    [Fact]
    public async Task A_session_ends_after_a_long_shift_also_of_who_works_all_the_time()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        var page = await host.SignInAtAsync(chromium, "ind-casus", "/board");
        for (var minutes = 0; minutes < 600; minutes += 20)
        {
            await page.GotoAsync($"{host.Address}/board");
            Assert.StartsWith(host.Address, page.Url, StringComparison.Ordinal);
            host.SessionClock.Move(TimeSpan.FromMinutes(20));
        }
        await page.GotoAsync($"{host.Address}/board");
        await Expect(page.Locator("#user")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_provider_is_asked_again_unseen_and_who_it_no_longer_knows_is_out()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        var page = await host.SignInAtAsync(chromium, "ind-casus", "/person");
        var form = await page.Locator("input[name=formToken]").First.InputValueAsync();
        host.SessionClock.Move(TimeSpan.FromMinutes(16));
        await page.GotoAsync($"{host.Address}/person");
        await Expect(page).ToHaveURLAsync($"{host.Address}/person");
        Assert.Equal("none", issuer.Asked.Last()["prompt"]);
        Assert.Equal(form, await page.Locator("input[name=formToken]").First.InputValueAsync());

        issuer.Users.Remove("ind-casus");
        host.SessionClock.Move(TimeSpan.FromMinutes(16));
        await page.GotoAsync($"{host.Address}/person");
        await Expect(page.Locator("#user")).ToBeVisibleAsync();
        await host.HasNoSessionAsync(page);
    }

    [Fact]
    public async Task Who_loses_a_role_in_the_sign_in_file_loses_the_session_at_once_and_a_broken_file_changes_nothing()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        var page = await host.SignInAtAsync(chromium, "ind-casus", "/board");
        var other = await host.SignInAtAsync(chromium, "keten-beheer", "/board");
        await File.WriteAllTextAsync(host.SignInFile, "{", TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        Assert.Equal(200, await page.FetchedAsync("/board"));

        host.WriteSignIn(issuer, DashboardHost.Groups.Select(account => account.Group == "ind-casus" ? account with { Role = "Viewer" } : account));
        await Expect(page.Locator("#offline")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 30_000 });
        Assert.Equal(401, await page.FetchedAsync("/board"));
        Assert.Equal(200, await other.FetchedAsync("/board"));
        await page.GotoAsync($"{host.Address}/board");
        await page.FillInAsync("ind-casus");
        Assert.Equal(["/board", "/person", "/figures", "/contracts"], await page.MenuAsync());
    }

    [Fact]
    public async Task A_fourth_sign_in_of_an_account_ends_its_first()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        var pages = new List<IPage>();
        for (var time = 0; time < 4; time++)
        {
            pages.Add(await host.SignInAtAsync(chromium, "ind-casus", "/board"));
            host.SessionClock.Move(TimeSpan.FromSeconds(1));
        }
        var answers = new List<int>();
        foreach (var page in pages)
            answers.Add(await page.FetchedAsync("/board"));
        Assert.Equal([401, 200, 200, 200], answers);
    }

    [Fact]
    public async Task What_weighs_most_needs_that_one_has_just_signed_in()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        var id = (await host.SetApartAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-1", TimeSpan.FromHours(30)))).Quarantine!.Value;
        var page = await host.SignInAtAsync(chromium, "keten-keuring", $"/failed/refused/{id:D}");
        host.SessionClock.Move(TimeSpan.FromMinutes(11));
        Assert.Equal(401, await SeeBodyAsync());
        Assert.DoesNotContain((await host.Operations.ActionsAsync("", 0, 20, CancellationToken.None)).Items, action => action.Kind == ActionKind.BodySeen);
        await page.GotoAsync($"{host.Address}/sign-in/again");
        Assert.Equal(("login", "0"), (issuer.Asked.Last()["prompt"], issuer.Asked.Last()["max_age"]));
        await page.FillInAsync("keten-keuring");
        await page.GotoAsync($"{host.Address}/failed/refused/{id:D}");
        Assert.Equal(200, await SeeBodyAsync());

        async Task<int> SeeBodyAsync() => (await page.APIRequest.PostAsync($"{host.Address}/failed/body", new APIRequestContextOptions
        {
            Form = page.APIRequest.CreateFormData().Set("formToken", await page.Locator("input[name=formToken]").First.InputValueAsync()).Set("id", $"{id:D}").Set("why", "nagaan wat er mis is"),
        })).Status;
    }

    [Fact]
    public async Task An_administrator_sees_who_is_signed_in_by_number_and_ends_a_session()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await DashboardHost.StartAsync(issuer: issuer);
        var page = await host.SignInAtAsync(chromium, "ind-casus", "/board");
        var name = (await page.Locator("header .who .quiet").TextContentAsync())!;
        var admin = await host.SignInAtAsync(chromium, "keten-admin", "/sessions");
        var row = admin.Locator("#sessions tr", new PageLocatorOptions { HasText = name });
        await Expect(row).ToContainTextAsync("casusbehandelaar");
        Assert.DoesNotContain((await host.CookieAsync(page)).Value, await admin.ContentAsync(), StringComparison.Ordinal);
        await Axe.JudgeAsync(admin);
        await Looks.KeepAsync(admin, "sessions");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        Assert.Equal(401, await page.FetchedAsync("/board"));
        Assert.Single((await host.Operations.ActionsAsync(name, 0, 10, CancellationToken.None)).Items, action => action.Kind == ActionKind.SessionEnded);
    }
}
