using System.Text.Json;
using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>What stands in the file of a timeline, and what an entry says caused it, where it is not as simple as one page of one person.</summary>
public class TimelineFileTests(Chromium chromium)
{
    private const string Post = """
        async more => {
            const form = new URLSearchParams(new FormData(document.querySelector('#export form')));
            for (const [name, value] of Object.entries(more)) form.set(name, value);
            return await (await fetch('/person/export', { method: 'POST', body: form })).text();
        }
        """;

    [Fact]
    public async Task It_holds_every_entry_that_the_filter_lets_pass_and_what_was_said_only_when_asked_for()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(300)));
        // More than one piece of the file, at times of their own.
        await host.TamperAsync(More(1200));
        var page = await host.SignInAsync(chromium);
        await Boards.OpenTimelineAsync(host, page, "B-100");

        var all = await FileAsync(page, new { purpose = "dossier voor de zitting" });
        var entries = all.GetProperty("entries").EnumerateArray().ToList();
        Assert.InRange(entries.Count, 1200, 1300);
        Assert.Equal((entries.Count, entries.Count, "yes"), (all.GetProperty("count").GetInt32(), all.GetProperty("matching").GetInt32(), entries.Select(entry => entry.GetProperty("n").GetInt64()).Distinct().Count() == entries.Count ? "yes" : "twice"));
        Assert.DoesNotContain(entries, entry => entry.GetProperty("kind").GetString() is "Received" or "Notified" && entry.TryGetProperty("content", out _));
        // What is gone is said to be gone.
        Assert.All(entries.Where(entry => entry.GetProperty("type").GetString() == "more"), entry => Assert.Equal("erased", entry.GetProperty("contentState").GetString()));

        var some = await FileAsync(page, new { purpose = "dossier voor de zitting", kind = "Notified", party = "dtv" });
        Assert.NotEmpty(some.GetProperty("entries").EnumerateArray());
        Assert.All(some.GetProperty("entries").EnumerateArray(), entry => Assert.Equal(("Notified", "dtv"), (entry.GetProperty("kind").GetString(), entry.GetProperty("party").GetString())));
        Assert.Equal(("dtv", "Notified"), (some.GetProperty("filter").GetProperty("party").GetString(), some.GetProperty("filter").GetProperty("kind").GetString()));
        Assert.Equal(some.GetProperty("entries").GetArrayLength(), some.GetProperty("matching").GetInt32());

        // From a moment on, and before one: Dutch time, the second one not with it.
        var since = await FileAsync(page, new { purpose = "dossier voor de zitting", since = "2030-01-01T01:10" });
        Assert.Equal(1190, since.GetProperty("entries").GetArrayLength());
        var between = await FileAsync(page, new { purpose = "dossier voor de zitting", since = "2030-01-01T01:10", until = "2030-01-01T01:20" });
        Assert.Equal(10, between.GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task What_can_not_be_opened_and_a_chain_that_was_not_recomputed_are_said()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(300)));
        await host.TamperAsync("UPDATE log SET sealed_body = zeroblob(64) WHERE n = 2");
        var page = await host.SignInAsync(chromium);
        await Boards.OpenTimelineAsync(host, page, "B-100");
        var file = await FileAsync(page, new { purpose = "dossier voor de zitting", content = "yes" });
        Assert.Equal(("unreadable", "broken"), (file.GetProperty("entries")[1].GetProperty("contentState").GetString(), file.GetProperty("chain").GetProperty("state").GetString()));

        await host.TamperAsync(More(2100) + "; UPDATE person SET n = 25000");
        Assert.Contains("KH443", await page.EvaluateAsync<string>(Post, Fields(new { purpose = "dossier voor de zitting", @as = "print" })), StringComparison.Ordinal);
        file = await FileAsync(page, new { purpose = "dossier voor de zitting" });
        Assert.Equal("not recomputed", file.GetProperty("chain").GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_hash_that_somebody_cut_short_is_shown_as_what_it_is_and_keeps_nobody_from_the_page()
    {
        await using var host = await DashboardHost.StartAsync();
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        await host.TamperAsync("UPDATE log SET hash = x'00' WHERE n = 2");
        var page = await host.SignInAsync(chromium);
        await Boards.OpenTimelineAsync(host, page, "B-100");
        await Expect(page.Locator("#e0-1 .doubtful")).ToHaveCountAsync(0);
        await Expect(page.Locator("#e0-2 .doubtful")).ToHaveCountAsync(1);
        Assert.Contains("overdracht", await page.EvaluateAsync<string>(Post, Fields(new { purpose = "overdracht aan de dagdienst", @as = "print" })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_staff_of_a_partner_takes_out_its_own_part_only()
    {
        await using var host = await DashboardHost.StartAsync(moreAccounts: [("avim", "casus", "token-of-a-case-worker-of-avim", [Right.View, Right.Persons, Right.Contents])]);
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30)));
        await host.SendAsync("avim", Story.Signal(host.Clock.GetUtcNow()));
        var page = await host.SignInAsync(chromium, token: "token-of-a-case-worker-of-avim");
        await page.GotoAsync($"{host.Address}/person");
        await page.Locator("#value").FillAsync(Story.VNummer);
        await page.Locator("#purpose").FillAsync(Boards.Purpose);
        await page.Locator("#purpose").PressAsync("Enter");
        await Expect(page.Locator(".timeline")).ToBeVisibleAsync();
        var file = await FileAsync(page, new { purpose = "dossier voor de zitting", content = "yes" });
        Assert.NotEmpty(file.GetProperty("entries").EnumerateArray());
        Assert.All(file.GetProperty("entries").EnumerateArray(), entry => Assert.Equal("avim", entry.GetProperty("party").GetString()!.Split('/')[0]));
    }

    [Fact]
    public async Task An_answer_names_what_it_answers_on_another_page_and_never_what_was_told_about_somebody_else()
    {
        await using var host = await DashboardHost.StartAsync();
        var now = host.Clock.GetUtcNow();
        await host.SendAsync("ind", Story.Decision(now, "B-100", TimeSpan.FromHours(30)));
        var asked = Assert.Single(await host.Messages.MessagesAsync(new MessageFilter(Type: "readiness-requested"), null, false, 10, CancellationToken.None));
        await host.SendAsync("ind", Story.Decision(now, "B-101", TimeSpan.FromHours(30), "2711000101"));
        var other = Assert.Single(await host.Messages.MessagesAsync(new MessageFilter(Type: "readiness-requested"), null, false, 10, CancellationToken.None), message => message.Id != asked.Id);
        for (var i = 0; i < 110; i++)
            await host.SendAsync("coa", Story.Incident(now, $"I-{i}"));
        await host.SendAsync("dtv", Story.Ready(now, "B-100", now.AddHours(30)), causedBy: asked.Id);
        await host.SendAsync("dtv", Story.NotReady(now, "B-100", now.AddHours(30)), causedBy: other.Id);
        var page = await host.SignInAsync(chromium);
        await Boards.OpenTimelineAsync(host, page, "B-100");
        var answers = page.Locator(".timeline > li", new PageLocatorOptions { HasText = "DTV aan hub" });
        await Expect(answers).ToHaveCountAsync(2);
        await Expect(answers.First.Locator(".meta")).ToContainTextAsync($"antwoord op nr. {asked.N}");
        await Expect(answers.First.Locator(".elsewhere").First).ToBeAttachedAsync();
        await Expect(answers.Last.Locator(".meta")).Not.ToContainTextAsync("antwoord op");
    }

    // Entries a minute apart, from New Year 2030 in the Netherlands on, of which nothing can be opened.
    private static string More(int count) => $"""
        WITH RECURSIVE counted(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM counted WHERE i < {count - 1})
        INSERT INTO log (person, n, kind, at, party, type, event_id, policy_version, why, trace, body_digest, prev_hash, hash)
        SELECT id, 100000 + i, 'Received', 1893456000000 + i * 60000, 'coa', 'more', '', '', '', '', zeroblob(32), zeroblob(32), zeroblob(32) FROM counted, person
        """;

    private static async Task<JsonElement> FileAsync(IPage page, object fields)
    {
        using var document = JsonDocument.Parse(await page.EvaluateAsync<string>(Post, Fields(fields)));
        return document.RootElement.Clone();
    }

    private static Dictionary<string, string> Fields(object fields)
    {
        var found = JsonSerializer.Deserialize<Dictionary<string, string>>(JsonSerializer.Serialize(fields))!;
        found.TryAdd("as", "json");
        return found;
    }
}
