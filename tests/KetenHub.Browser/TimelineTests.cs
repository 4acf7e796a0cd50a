using System.Text.Json;
using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>A person's story: what caused what, only the part that is asked for, and on paper.</summary>
public class TimelineTests(Chromium chromium)
{
    [Fact]
    public async Task What_caused_an_entry_is_drawn_and_said_in_words_in_both_directions()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await OpenAsync(host);
        // The decision caused what DT&V and COA were told.
        await Expect(page.Locator("#e0-1 .meta")).ToContainTextAsync("leidde tot nr. 2, 3");
        await Expect(page.Locator("#e0-2 .meta")).ToContainTextAsync("door nr. 1");
        await Expect(page.Locator("#e0-1 .cause-start")).ToHaveCountAsync(1);
        await Expect(page.Locator("#e0-2 .cause-head")).ToHaveCountAsync(1);
        await Expect(page.Locator("#e0-3 .cause-head")).ToHaveCountAsync(1);
        // Drawn for the eye only; the lines reach from the cause to what it caused, however high the entries are.
        await Expect(page.Locator("#e0-2 .rail")).ToHaveAttributeAsync("aria-hidden", "true");
        Assert.True(await page.EvaluateAsync<bool>(
            "document.querySelector('#e0-2 .rail svg').getBoundingClientRect().top <= document.querySelector('#e0-1 .rail svg').getBoundingClientRect().bottom"));
        await page.Locator("#e0-3 a", new PageLocatorOptions { HasText = "door nr. 1" }).ClickAsync();
        Assert.EndsWith("#e0-1", page.Url, StringComparison.Ordinal);
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task An_answer_hangs_on_the_notification_that_it_answers_also_when_much_happened_in_between()
    {
        await using var host = await DashboardHost.StartAsync();
        var now = host.Clock.GetUtcNow();
        await host.SendAsync("ind", Story.Decision(now, "B-100", TimeSpan.FromHours(30)));
        var asked = Assert.Single((await host.Messages.MessagesAsync(new MessageFilter(Type: "readiness-requested"), null, false, 10, CancellationToken.None)));
        await host.SendAsync("coa", Story.Incident(now, "I-1"));
        await host.SendAsync("dtv", Story.Ready(now, "B-100", now.AddHours(30)), causedBy: asked.Id);
        var page = await host.SignInAsync(chromium);
        await Boards.OpenTimelineAsync(host, page, "B-100");
        var answer = page.Locator(".timeline > li", new PageLocatorOptions { HasText = "DTV aan hub" });
        await Expect(answer.Locator(".meta")).ToContainTextAsync($"antwoord op nr. {asked.N}");
        await Expect(answer.Locator(".cause-head")).ToHaveCountAsync(1);
        // Its line passes what the decision and the incident caused, on a track of its own.
        await Expect(page.Locator(".rail-2").First).ToBeAttachedAsync();
        await Expect(page.Locator($"#e0-{asked.N} .meta")).ToContainTextAsync("leidde tot nr.");
        await Looks.KeepAsync(page, "timeline-answer");
    }

    [Fact]
    public async Task A_filter_stands_in_the_address_without_the_person_and_says_that_it_is_on()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await OpenAsync(host);
        var all = await page.Locator(".timeline > li").CountAsync();
        await page.Locator("#timeline-filter summary").ClickAsync();
        await page.Locator("#filter-kind").SelectOptionAsync("Notified");
        await page.Locator("#filter-party").SelectOptionAsync("dtv");
        await page.Locator("#timeline-filter button").ClickAsync();
        await Expect(page.Locator("#timeline-filter")).ToContainTextAsync("Er is gefilterd");
        var some = await page.Locator(".timeline > li").CountAsync();
        Assert.InRange(some, 1, all - 1);
        await Expect(page.Locator(".timeline > li").First).ToContainTextAsync("hub aan DTV");
        // The cause is not among them: said so, drawn so, and one click away.
        await Expect(page.Locator(".timeline .elsewhere").First).ToBeVisibleAsync();
        Assert.Contains("party=dtv&kind=Notified", page.Url, StringComparison.Ordinal);
        await page.ReloadAsync();
        await Expect(page.Locator(".timeline > li")).ToHaveCountAsync(some);
        await page.Locator(".timeline a", new PageLocatorOptions { HasText = "door nr. 1" }).First.ClickAsync();
        await Expect(page.Locator("#e0-1")).ToBeInViewportAsync();
        await Expect(page.Locator(".timeline > li")).ToHaveCountAsync(all);

        // Going through it is one look-up, and no address names the person.
        Assert.Single((await host.Operations.LookUpsAsync(0, 10, CancellationToken.None)).Items);
        Assert.All(host.Requests, address => Assert.DoesNotMatch(@"\d{10}|[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{32}", address));
    }

    [Fact]
    public async Task The_address_of_a_timeline_is_worth_nothing_to_anybody_else()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await OpenAsync(host);
        var other = await host.SignInAsync(chromium);
        Assert.Equal(400, (await other.GotoAsync(page.Url))!.Status);
        await Expect(other.Locator("#error")).ToContainTextAsync("KH404");
        Assert.DoesNotContain("B-100", await other.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_entry_behind_a_changed_one_is_marked_and_the_ones_before_it_are_not()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        await host.TamperAsync("UPDATE log SET why = 'recorded' WHERE n = 2");
        var page = await host.SignInAsync(chromium);
        await Boards.OpenTimelineAsync(host, page, "B-100");
        await Expect(page.Locator("#chain")).ToContainTextAsync("regel 2 past niet in de keten (KH304)");
        await Expect(page.Locator("#e0-1 .doubtful")).ToHaveCountAsync(0);
        await Expect(page.Locator("#e0-2 .doubtful")).ToContainTextAsync("Past niet in de keten");
        await Expect(page.Locator("#e0-3 .doubtful")).ToContainTextAsync("Staat achter een veranderde regel");
    }

    [Fact]
    public async Task A_long_timeline_is_leafed_through_without_a_gap()
    {
        await using var host = await DashboardHost.StartAsync();
        var now = host.Clock.GetUtcNow();
        await host.SendAsync("ind", Story.Decision(now, "B-100", TimeSpan.FromHours(300)));
        for (var i = 0; i < 130; i++)
            await host.SendAsync("coa", Story.Incident(now, $"I-{i}"));
        var page = await host.SignInAsync(chromium);
        await Boards.OpenTimelineAsync(host, page, "B-100");
        var seen = new HashSet<string>();
        while (true)
        {
            seen.UnionWith(await page.Locator(".timeline > li").EvaluateAllAsync<string[]>("rows => rows.map(row => row.id)"));
            if (await page.Locator("#earlier").CountAsync() == 0)
                break;
            await page.Locator("#earlier").ClickAsync();
        }
        Assert.Contains("e0-1", seen);
        await Expect(page.Locator("#chain")).ToContainTextAsync($"{seen.Count} regels nagerekend");
        await Expect(page.Locator("#later")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_file_is_given_with_a_purpose_only_and_both_logs_tell_of_it()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await OpenAsync(host);
        await page.Locator("#export summary").ClickAsync();
        await page.Locator("#to-json").ClickAsync();
        await Expect(page.Locator("#export-error")).ToContainTextAsync("KH404");
        await Expect(page.Locator("#export-purpose")).ToBeFocusedAsync();
        Assert.DoesNotContain((await host.Operations.ActionsAsync("", 0, 10, CancellationToken.None)).Items, action => action.Kind == ActionKind.TakenOut);

        await page.Locator("#export-purpose").FillAsync("dossier voor de zitting");
        await page.Locator("[name=content]").CheckAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("#to-json").ClickAsync());
        Assert.Matches(@"\Aketenhub-timeline-\d{8}-\d{6}\.json\z", download.SuggestedFilename);
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
        var (root, entries) = (file.RootElement, file.RootElement.GetProperty("entries").EnumerateArray().ToList());
        Assert.Equal(("dashboard", "dossier voor de zitting", "intact"), (root.GetProperty("exportedBy").GetString(), root.GetProperty("purpose").GetString(), root.GetProperty("chain").GetProperty("state").GetString()));
        Assert.Equal(entries.Count, root.GetProperty("count").GetInt32());
        Assert.Equal(1, entries[1].GetProperty("becauseOf").GetInt32());
        Assert.NotEqual("", entries[0].GetProperty("policyVersion").GetString());
        Assert.Equal("B-100", entries[0].GetProperty("content").GetProperty("data").GetProperty("decisionNumber").GetString());
        // The export is the last thing that it tells of.
        Assert.Equal(("LookedUp", "uitvoer: dossier voor de zitting"), (entries[^1].GetProperty("kind").GetString(), entries[^1].GetProperty("content").GetString()));
        Assert.Contains((await host.Operations.ActionsAsync("", 0, 10, CancellationToken.None)).Items,
            action => action is { Kind: ActionKind.TakenOut, Actor: "dashboard", Reason: "dossier voor de zitting" } && action.Subject.EndsWith(" json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_print_says_at_its_head_what_it_is_and_when_by_whom_and_for_what_it_was_made()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await OpenAsync(host);
        await page.GotoAsync(page.Url + "&kind=Received");
        await page.Locator("#export summary").ClickAsync();
        await Expect(page.Locator("#export")).ToContainTextAsync("Er is gefilterd: 1 van");
        await page.Locator("#export-purpose").FillAsync("overdracht aan de dagdienst");
        await page.Locator("#to-print").ClickAsync();
        await Expect(page.Locator(".sheet-head")).ToContainTextAsync("Tijdlijn van dossier");
        await Expect(page.Locator(".sheet-head")).ToContainTextAsync("Gemaakt zo 22 nov 02:15:00 door dashboard.");
        await Expect(page.Locator(".sheet-head")).ToContainTextAsync("Doel: overdracht aan de dagdienst.");
        await Expect(page.Locator(".sheet-head")).ToContainTextAsync("Bericht van een partner");
        await Expect(page.Locator(".sheet tbody tr")).ToHaveCountAsync(1);
        Assert.DoesNotContain(Story.VNummer, await page.ContentAsync(), StringComparison.Ordinal);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await Expect(page.Locator("header nav")).ToBeHiddenAsync();
        await Expect(page.Locator(".actions")).ToBeHiddenAsync();
        await Looks.KeepAsync(page, "timeline-print");
        Assert.Contains((await host.Operations.ActionsAsync("", 0, 10, CancellationToken.None)).Items, action => action is { Kind: ActionKind.TakenOut, Reason: "overdracht aan de dagdienst" } && action.Subject.EndsWith(" print", StringComparison.Ordinal));
    }

    [Fact]
    public async Task By_keyboard_alone_the_filter_is_set_and_the_cause_is_reached()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await OpenAsync(host);
        await page.Locator("#timeline-filter summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#filter-party")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("Inzage");
        await page.Locator("#timeline-filter button").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".timeline > li")).ToHaveCountAsync(1);
        await Expect(page.Locator(".timeline > li")).ToContainTextAsync("ingezien door dashboard");
    }

    [Theory]
    [ClassData(typeof(EveryLook))]
    public async Task It_is_as_WCAG_asks_and_nothing_scrolls_sideways(int width, ColorScheme scheme, string language)
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        await host.SendAsync("coa", Story.Incident(host.Clock.GetUtcNow(), "I-1", "2711000202"));
        var page = await host.SignInAsync(chromium, width, scheme);
        await page.GotoAsync($"{host.Address}/board?lang={language}");
        await Boards.OpenTimelineAsync(host, page, "B-202");
        await EveryLook.JudgeAsync(page, "timeline", width, scheme);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(part => part.open = true)");
        await EveryLook.JudgeAsync(page, "timeline-open", width, scheme);
        await page.Locator("#to-print").ClickAsync();
        await EveryLook.JudgeAsync(page, "timeline-refused", width, scheme);
        await page.Locator("#export-purpose").FillAsync("dossier voor de zitting");
        await page.Locator("#to-print").ClickAsync();
        await EveryLook.JudgeAsync(page, "timeline-sheet", width, scheme);
        Assert.DoesNotContain(host.Complaints, complaint => !complaint.Contains("400 (Bad Request)", StringComparison.Ordinal));
    }

    private async Task<IPage> OpenAsync(DashboardHost host)
    {
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        var page = await host.SignInAsync(chromium);
        await Boards.OpenTimelineAsync(host, page, "B-100");
        return page;
    }
}
