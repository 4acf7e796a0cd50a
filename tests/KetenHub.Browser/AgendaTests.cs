using KetenHub.Contracts;
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
        await Expect(page.Locator("#agenda-reported")).ToContainTextAsync("1 regel");
        await Expect(page.Locator("#agenda-director")).ToContainTextAsync("ontbreekt");
        await Expect(page.Locator("#agenda")).Not.ToContainTextAsync("B-200");
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
    public async Task On_paper_the_agenda_has_no_forms_no_menu_and_the_moment_it_was_printed()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await OpenAsync(host);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Expect(page.Locator("nav").First).ToBeHiddenAsync();
        await Expect(page.Locator(".entry-forms")).ToBeHiddenAsync();
        await Expect(page.Locator(".printed")).ToBeVisibleAsync();
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
