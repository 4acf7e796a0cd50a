using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>The regietafel's question: what must we look at together, and what did we agree?</summary>
public class AgendaTests(Chromium chromium)
{
    [Fact]
    public async Task The_agenda_shows_hand_outs_agreements_and_persons_out_of_view_of_its_location_only()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await OpenAsync(host);

        await Expect(page.Locator("h1")).ToHaveTextAsync("Regietafel Ter Apel");
        await Expect(page.Locator("#agenda-hand-outs")).ToContainTextAsync("B-100");
        await Expect(page.Locator("#agenda-open tr.NeedsSomebody")).ToContainTextAsync("Termijn verstreken");
        await Expect(page.Locator("#agenda-open")).ToContainTextAsync("Sobere opvang");
        await Expect(page.Locator("#agenda-out-of-view")).ToContainTextAsync("Uit beeld sinds");
        await Expect(page.Locator("#agenda-reported tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("#agenda-cases")).ToContainTextAsync("ontbreekt");
        await Expect(page.Locator("#agenda-director")).ToContainTextAsync("1 zaak hoort een procesregisseur te hebben");
        await Expect(page.Locator("#agenda")).Not.ToContainTextAsync("B-200");
        await page.Locator("select[name=table]").SelectOptionAsync("LKO Budel");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Tonen" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("LKO Budel");
        await Expect(page.Locator(".facts")).ToContainTextAsync("do 26 nov 13:30");
        await Expect(page.Locator(".facts")).ToContainTextAsync("28 dagen");
        await Expect(page.Locator("#agenda-hand-outs")).ToContainTextAsync("B-200");
        await Expect(page.Locator("#agenda")).Not.ToContainTextAsync("B-100");
        Assert.DoesNotContain(Story.VNummer, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(host.Complaints);
        await Looks.KeepAsync(host, chromium, "/agenda", "agenda");
    }

    [Fact]
    public async Task What_the_table_decides_becomes_a_message_and_stands_on_the_agenda()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await OpenAsync(host);

        await page.Locator("#agreement-person").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator("#kind").SelectOptionAsync("HearingBroughtForward");
        await page.Locator("#owner").SelectOptionAsync("ind");
        await page.Locator("#what").FillAsync("Gehoor deze week plannen.");
        await page.Locator("#days").FillAsync("2");
        await page.Locator("#enter-agreement button").ClickAsync();
        await Expect(page.Locator("#entered")).ToContainTextAsync("Vastgelegd, regel");
        await Expect(page.Locator("#agenda-open")).ToContainTextAsync("Gehoor naar voren");

        await page.Locator("#director-person").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator("#director").SelectOptionAsync("avim");
        await page.Locator("#enter-director button").ClickAsync();
        await Expect(page.Locator("#entered")).ToContainTextAsync("Vastgelegd, regel");
        await Expect(page.Locator("#agenda-out-of-view")).ToContainTextAsync("Afdeling Vreemdelingenpolitie");
        Assert.DoesNotContain(host.Requests, address => address.Contains(Story.VNummer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_that_is_not_filled_in_is_refused_with_words()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await OpenAsync(host);
        // Past the browser's own check.
        await page.EvaluateAsync("document.querySelector('#enter-agreement').noValidate = true");
        await page.Locator("#agreement-person").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator("#enter-agreement button").ClickAsync();
        await Expect(page.Locator("#entered")).ToContainTextAsync("Niet vastgelegd");
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_is_one_entry()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await OpenAsync(host);
        await page.Locator("#agreement-person").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator("#what").FillAsync("Gehoor deze week plannen.");
        await page.Locator("#enter-agreement button").ClickAsync();
        await Expect(page.Locator("#entered")).ToContainTextAsync("Vastgelegd, regel");
        // As a browser does when the answer is reloaded.
        await page.ReloadAsync();
        await Expect(page.Locator("#entered")).ToContainTextAsync("Was al vastgelegd");
        await Expect(page.Locator("#agenda-open tbody tr")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Who_does_not_chair_sees_the_agenda_and_enters_nothing()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium, token: DashboardHost.DirectToken);
        Assert.Equal($"{host.Address}/agenda", page.Url);
        await Expect(page.Locator(".entry-forms form")).ToHaveCountAsync(0);
        var agreement = (await host.Reads.AgreementsAsync(new AgreementFilter(null, true), 0, 1, CancellationToken.None)).Items.Single();
        var token = await page.Locator("#open-person input").InputValueAsync();
        var answer = await page.APIRequest.PostAsync($"{host.Address}/agenda", new APIRequestContextOptions
        {
            Form = page.APIRequest.CreateFormData().Set("formToken", token).Set("entryId", Guid.NewGuid().ToString()).Set("table", "Regietafel Ter Apel")
                .Set("entry", "agreement").Set("person", agreement.Person.ToString()).Set("owner", "coa").Set("what", "Iets").Set("days", "3"),
        });
        Assert.Equal(400, answer.Status);
        Assert.Equal(1, (await host.Reads.AgreementsAsync(new AgreementFilter(null, null), 0, 10, CancellationToken.None)).Total);
    }

    [Fact]
    public async Task An_agreement_is_closed_at_the_table_and_stands_in_the_minutes_without_a_person()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await OpenAsync(host);
        await page.Locator("#closed").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator("#result").SelectOptionAsync("NotPossible");
        await page.Locator("#enter-close button").ClickAsync();
        await Expect(page.Locator("#entered")).ToContainTextAsync("Niet vastgelegd");
        await Expect(page.Locator("#result")).ToHaveValueAsync("NotPossible");
        await page.Locator("#reason").FillAsync("Geen plaats vrij.");
        await page.Locator("#enter-close button").ClickAsync();
        await Expect(page.Locator("#entered")).ToContainTextAsync("Vastgelegd, regel");

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Notulen" }).ClickAsync();
        await Expect(page.Locator("#closed")).ToContainTextAsync("Niet mogelijk");
        await Expect(page.Locator("#made")).ToContainTextAsync("A-100");
        var content = await page.ContentAsync();
        Assert.DoesNotContain(Story.VNummer, content, StringComparison.Ordinal);
        Assert.DoesNotContain("Geen plaats vrij", content, StringComparison.Ordinal);
        await KeptAsFileAsync(host, page);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Keer ervoor" }).ClickAsync();
        await Expect(page.Locator("#closed")).ToHaveCountAsync(0);
        await Looks.KeepAsync(host, chromium, "/agenda/minutes?table=Regietafel%20Ter%20Apel", "minutes");
    }

    [Fact]
    public async Task Cases_without_a_director_are_shown_over_all_locations_and_get_one()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        await host.PassAsync(TimeSpan.FromDays(100));
        await Looks.KeepAsync(host, chromium, "/direction", "direction");
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/direction");
        await Expect(page.Locator("#without-director")).ToContainTextAsync("Ter Apel");
        await Expect(page.Locator("#stalled tbody tr")).ToHaveCountAsync(2);
        await Expect(page.Locator("#review")).ToHaveCountAsync(0);
        await page.Locator("[name=location]").First.FillAsync("Ter Apel");
        await page.Locator(".filter button").ClickAsync();
        await Expect(page.Locator("#review tbody tr")).ToHaveCountAsync(1);

        await page.Locator("#director-person").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator("#function").FillAsync("team Noord");
        await page.Locator("#enter-director button").ClickAsync();
        await Expect(page.Locator("#entered")).ToContainTextAsync("Vastgelegd, regel");
        await Expect(page.Locator("#without-director")).ToHaveCountAsync(0);
        await Expect(page.Locator("#review")).ToContainTextAsync("team Noord");

        await host.PassAsync(TimeSpan.FromMinutes(1));
        await page.Locator("#director-person").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator("#change").SelectOptionAsync("Ended");
        await page.Locator("#enter-director button").ClickAsync();
        await Expect(page.Locator("#without-director tbody tr")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task On_paper_the_agenda_has_no_forms_no_menu_and_the_moment_it_was_printed()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await OpenAsync(host);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Expect(page.Locator("nav").First).ToBeHiddenAsync();
        await Expect(page.Locator(".entry-forms")).ToBeHiddenAsync();
        await Expect(page.Locator(".printed").First).ToBeVisibleAsync();
        await Expect(page.Locator("#agenda-open")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task On_a_phone_nothing_scrolls_sideways()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium, width: 360);
        await page.GotoAsync($"{host.Address}/agenda");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    // A file by itself: it says what the page says, asks for nothing, and names no person.
    private async Task KeptAsFileAsync(DashboardHost host, IPage minutes)
    {
        var download = await minutes.RunAndWaitForDownloadAsync(() => minutes.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Bewaren als bestand" }).ClickAsync());
        Assert.Matches(@"^Notulen Regietafel Ter Apel 20\d\d-\d\d-\d\d\.html$", download.SuggestedFilename);
        var text = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(Story.VNummer, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Geen plaats vrij", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("src=|href=|<form|<script|[0-9a-f]{8}-[0-9a-f]{4}", text);

        var file = await host.OpenAsync(chromium);
        var asked = new List<string>();
        file.Request += (_, request) => asked.Add(request.Url);
        await file.SetContentAsync(text);
        await Expect(file.Locator("h1")).ToHaveTextAsync("Notulen Regietafel Ter Apel");
        await Expect(file.Locator("#closed")).ToContainTextAsync("Niet mogelijk");
        await Expect(file.Locator("#made")).ToContainTextAsync("A-100");
        Assert.Equal(await minutes.Locator("#made td").AllTextContentsAsync(), await file.Locator("#made td").AllTextContentsAsync());
        Assert.Empty(asked);
        await Axe.JudgeAsync(file);
        if (Environment.GetEnvironmentVariable("KETENHUB_SCREENSHOTS") is { Length: > 0 } folder)
            await file.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "minutes-document.png"), FullPage = true });
    }

    private async Task<IPage> OpenAsync(DashboardHost host)
    {
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/agenda");
        return page;
    }

    private static async Task FillAsync(DashboardHost host)
    {
        var now = host.Clock.GetUtcNow();
        await host.SendAsync("ind", Story.Decision(now, "B-100", TimeSpan.FromDays(5)));
        await host.SendAsync("ind", Story.Decision(now, "B-200", TimeSpan.FromDays(5), "2711000002", "Budel"));
        await host.SendAsync("ind", new AgreementMade
        {
            Person = Story.Person(), AgreementNumber = "A-100", Owner = "coa", What = "Plaatsen in sobere opvang.", DueAt = now.AddDays(1.5), MadeAt = now,
            Location = Story.TerApel, Kind = AgreementKind.SoberReception, MadeAtTable = "Regietafel Ter Apel",
        });
        await host.SendAsync("coa", new CaseSignal { Person = Story.Person(), Kind = CaseSignalKind.LeftView, ObservedAt = now, Place = Story.TerApel });
        await host.PassAsync(TimeSpan.FromDays(3));
    }
}
