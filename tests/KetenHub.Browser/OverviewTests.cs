using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>The first page: does anything need a person, is the hub well, and where to look.</summary>
public class OverviewTests(Chromium chromium)
{
    [Fact]
    public async Task Each_number_is_as_long_as_the_list_that_it_leads_to()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync(host.Address);
        await Expect(page.Locator("h1")).ToHaveTextAsync("5 zaken vragen nu een mens");
        var numbers = await page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('#hand-outs a, #terms a, #failed-now a')].map(link => `${link.getAttribute('href')} ${link.firstChild.textContent}`)");
        Assert.Equal(8 + 6 + 3, numbers.Length);
        var lists = numbers.Select(number => number.Split(' ')).Where(number => number[0].StartsWith("/board", StringComparison.Ordinal) || number[0] == "/deadlines?within=24").ToList();
        Assert.Contains(lists, list => list[1] != "0");
        foreach (var list in lists)
        {
            await page.GotoAsync(host.Address + list[0]);
            await Expect(page.Locator(".pager").First).ToContainTextAsync($"van {list[1]}");
        }
        await page.GotoAsync($"{host.Address}/deadlines?list=agreements");
        await Expect(page.Locator("tr.NeedsSomebody")).ToHaveCountAsync(1);
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task It_changes_by_itself_and_keeps_focus_scroll_and_what_is_open()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium, width: 360);
        await page.GotoAsync(host.Address);
        await page.EvaluateAsync("window.notReloaded = true");
        await page.Locator("#flow-numbers summary").ClickAsync();
        await page.Locator("#answers-due").FocusAsync();
        var before = await page.EvaluateAsync<double>("document.getElementById('answers-due').getBoundingClientRect().top");

        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-900", TimeSpan.FromHours(40), "2711000900"));
        await Expect(page.Locator("#answers-due")).ToContainTextAsync("2");
        await Expect(page.Locator("#answers-due")).ToBeFocusedAsync();
        await Expect(page.Locator("#flow-numbers")).ToHaveAttributeAsync("open", "");
        Assert.True(await page.EvaluateAsync<bool>("window.notReloaded"));
        Assert.Equal(before, await page.EvaluateAsync<double>("document.getElementById('answers-due').getBoundingClientRect().top"), 1.0);
    }

    [Fact]
    public async Task What_went_through_is_drawn_and_said_in_words()
    {
        await using var host = await DashboardHost.StartAsync();
        var minute = Flow.MinuteOf(host.Clock.GetUtcNow());
        await host.NoteFlowAsync(Enumerable.Range(1, 60).SelectMany(ago => new[]
        {
            new FlowRow(minute - ago, FlowKind.Accepted, 0, 12), new FlowRow(minute - ago, FlowKind.Confirmed, Delays.BucketOf(TimeSpan.FromMilliseconds(40)), 9),
            new FlowRow(minute - ago, FlowKind.Confirmed, Delays.BucketOf(TimeSpan.FromSeconds(4)), 1),
        }));
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync(host.Address);
        await Expect(page.Locator("#flow")).ToContainTextAsync("12 berichten in per minuut");
        await Expect(page.Locator("#flow")).ToContainTextAsync("10 meldingen uit per minuut");
        await Expect(page.Locator("#flow")).ToContainTextAsync("binnen 50 ms");
        await Expect(page.Locator("#flow")).ToContainTextAsync("95 van 100 binnen 5 s");
        Assert.Equal(60, (await page.Locator(".spark .in").GetAttributeAsync("points"))!.Split(' ').Length);
        await page.Locator("#flow-hours").ClickAsync();
        await Expect(page.Locator("#flow")).ToContainTextAsync("gemiddeld over 24 uur");
        Assert.Equal(144, (await page.Locator(".spark .in").GetAttributeAsync("points"))!.Split(' ').Length);
        Assert.Empty(host.Complaints);
    }

    [Theory]
    [ClassData(typeof(EveryLook))]
    public async Task It_is_as_WCAG_asks_and_nothing_scrolls_sideways(int width, ColorScheme scheme, string language)
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium, width, scheme);
        foreach (var (path, name) in new[] { ("/?", "overview"), ("/deadlines?", "deadlines"), ("/deadlines?list=agreements&", "agreements") })
        {
            await page.GotoAsync($"{host.Address}{path}lang={language}");
            await EveryLook.JudgeAsync(page, name, width, scheme);
        }
    }

    [Fact]
    public async Task By_keyboard_alone_the_first_number_is_reached_and_opened()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync(host.Address);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#to-board")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#Overdue-24")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync($"{host.Address}/board?state=Overdue&within=24");
    }

    private static async Task FillAsync(DashboardHost host)
    {
        await Boards.FillAsync(host);
        var now = host.Clock.GetUtcNow();
        await host.SendAsync("ind", new AgreementMade
        {
            Person = Story.Person("2711000201"), AgreementNumber = "A-1", Owner = "coa", What = "Plaatsen.", DueAt = now.AddDays(-2.5), MadeAt = now.AddDays(-4), Location = Story.TerApel,
        });
        await host.SendRawAsync("coa", "{}"u8.ToArray());
        await host.SendRawAsync("avim", "no event"u8.ToArray());
        await host.LookAtPartnersAsync();
        var minute = Flow.MinuteOf(now);
        await host.NoteFlowAsync(Enumerable.Range(1, 1440).SelectMany(ago => new[]
        {
            new FlowRow(minute - ago, FlowKind.Accepted, 0, 40 + (ago * 7 % 31)), new FlowRow(minute - ago, FlowKind.Confirmed, ago % 5, 25 + (ago * 11 % 17)),
        }));
    }
}
