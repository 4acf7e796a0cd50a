using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>The engineer's questions: what failed, why, and may I send it again?</summary>
public class FailedTests(Chromium chromium)
{
    private const string Broken = "Nonsense";

    [Fact]
    public async Task Failures_stand_in_groups_with_a_note_and_each_leads_to_its_messages_without_their_content()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Mislukt" }).ClickAsync();
        await Expect(page.Locator("#Refused-0")).ToContainTextAsync("KH240 De hub kon dit bericht niet verwerken");
        await Expect(page.Locator("#Refused-0-list")).ToContainTextAsync("3");
        await Expect(page.Locator("#Postponed-0")).ToContainTextAsync("HTTP 503");

        await page.Locator("#Refused-0-note summary").ClickAsync();
        await page.Locator("#Refused-0-note input[name=note]").FillAsync("IND zoekt het uit");
        await page.Locator("#Refused-0-note button").ClickAsync();
        await Expect(page.Locator("#Refused-0")).ToContainTextAsync("IND zoekt het uit");
        await Expect(page.Locator("#Refused-0")).ToContainTextAsync("dashboard");

        await page.Locator("#Refused-0-list").ClickAsync();
        await Expect(page.Locator(".pager")).ToContainTextAsync("1 tot en met 3 van 3");
        await page.Locator("#list tbody tr a").First.ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Geweigerd bericht");
        await Expect(page.Locator(".said")).ToContainTextAsync("nl.vreemdelingenketen.decision-issued.v1");
        Assert.DoesNotContain(Story.VNummer, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Requests, address => address.Contains(Story.VNummer, StringComparison.Ordinal));
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task A_job_says_beforehand_how_many_asks_why_keeps_the_order_and_tells_the_result_of_each()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/failed/list?kind=Refused&partner=ind&reason=KH240");
        await page.Locator("#all-again").ClickAsync();
        await Expect(page.Locator("#plan")).ToContainTextAsync("3 berichten gaan opnieuw door de hub");
        await Expect(page.Locator("#plan")).ToContainTextAsync("Daarvan komen er nu 2 door de controle");

        // Past the browser's own check.
        await page.EvaluateAsync("document.querySelector('form.fields').noValidate = true");
        await page.Locator("#start").ClickAsync();
        await Expect(page.Locator("#why")).ToHaveAttributeAsync("aria-invalid", "true");
        // What fails after the plan was shown is not part of it.
        await host.PassAsync(TimeSpan.FromMinutes(1));
        await host.SetApartAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-9", TimeSpan.FromHours(30), "2711000009"));
        await page.Locator("#why").FillAsync("na de herstelde versie");
        await page.Locator("#start").ClickAsync();
        await Expect(page.Locator("#progress")).ToContainTextAsync("Bezig: 0 van 3");

        await host.RunJobsAsync();
        await Expect(page.Locator("#progress")).ToContainTextAsync("Klaar: 1 van 3 gelukt");
        await Expect(page.Locator("#item-1")).ToContainTextAsync("Aangenomen");
        await Expect(page.Locator("#item-2")).ToContainTextAsync("Opnieuw geweigerd KH222");
        await Expect(page.Locator("#item-3")).ToContainTextAsync("Wacht op een eerder bericht over dezelfde persoon");
        await page.GotoAsync($"{host.Address}/board");
        await Expect(page.Locator("tr[id='row-B-1']")).ToContainTextAsync("Gevraagd");
        Assert.Contains((await host.Operations.ActionsAsync("", 0, 10, CancellationToken.None)).Items, action => action is { Kind: ActionKind.Replayed, Reason: "na de herstelde versie", Actor: "dashboard" });
    }

    [Fact]
    public async Task A_body_is_shown_with_its_own_right_only_and_the_look_is_written_down_with_the_reason()
    {
        await using var host = await DashboardHost.StartAsync();
        var id = (await host.SetApartAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-1", TimeSpan.FromHours(30)))).Quarantine!.Value;
        var page = await host.SignInAsync(chromium, token: DashboardHost.OperatorToken);
        await page.GotoAsync($"{host.Address}/failed/refused/{id:D}");
        await Expect(page.GetByText("Uw account mag de inhoud niet zien.")).ToBeVisibleAsync();
        var token = await page.Locator("input[name=formToken]").First.InputValueAsync();
        foreach (var path in new[] { "/failed/body", "/failed/decide" })
        {
            var refused = await page.APIRequest.PostAsync(host.Address + path, new APIRequestContextOptions
            {
                Form = page.APIRequest.CreateFormData().Set("formToken", token).Set("id", $"{id:D}").Set("why", "nieuwsgierig"),
            });
            Assert.Equal(403, refused.Status);
            Assert.DoesNotContain(Story.VNummer, await refused.TextAsync(), StringComparison.Ordinal);
            Assert.Contains((await host.Operations.ActionsAsync($"POST {path}", 0, 10, CancellationToken.None)).Items, action => action is { Kind: ActionKind.Denied, Actor: "hub/beheer" });
        }

        page = await host.SignInAsync(chromium, token: DashboardHost.ApproverToken);
        await page.GotoAsync($"{host.Address}/failed/refused/{id:D}");
        await Expect(page.Locator("#again")).ToHaveCountAsync(0);
        await page.Locator("#why-look").FillAsync("nagaan wat er mis is");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Inhoud tonen" }).ClickAsync();
        await Expect(page.Locator("#body")).ToContainTextAsync(Story.VNummer);
        await Expect(page.Locator("#history")).ToContainTextAsync("hub/keuring");
        Assert.Contains((await host.Operations.ActionsAsync($"{id:D}", 0, 10, CancellationToken.None)).Items,
            action => action is { Kind: ActionKind.BodySeen, Actor: "hub/keuring", Reason: "nagaan wat er mis is" });
    }

    [Fact]
    public async Task A_message_whose_bytes_went_after_their_term_stays_open_says_so_and_can_not_be_sent_or_seen()
    {
        await using var host = await DashboardHost.StartAsync();
        var id = (await host.SetApartAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-1", TimeSpan.FromHours(30)))).Quarantine!.Value;
        var now = host.Clock.GetUtcNow();
        Assert.Equal([id], await host.Retention.EmptyRefusedAsync(new RefusedTerms(null, now), [id], now, CancellationToken.None));
        var page = await host.SignInAsync(chromium);
        await page.GotoAsync($"{host.Address}/failed/refused/{id:D}");
        await Expect(page.Locator("#emptied")).ToContainTextAsync("na de bewaartermijn gewist");
        await Expect(page.GetByText("Niemand handelde dit bericht af")).ToBeVisibleAsync();
        await Expect(page.GetByText("Staat open")).ToBeVisibleAsync();
        await Expect(page.Locator("#again")).ToHaveCountAsync(0);
        await Expect(page.Locator("#why-look")).ToHaveCountAsync(0);
        await EveryLook.JudgeAsync(page, "failed-emptied", 1280, ColorScheme.Light);
        // Nobody saw what is not there.
        var asked = await page.APIRequest.PostAsync($"{host.Address}/failed/body", new APIRequestContextOptions
        {
            Form = page.APIRequest.CreateFormData().Set("formToken", await page.Locator("input[name=formToken]").First.InputValueAsync()).Set("id", $"{id:D}").Set("why", "nagaan wat er mis is"),
        });
        Assert.Contains("na de bewaartermijn gewist", await asked.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain((await host.Operations.ActionsAsync("", 0, 10, CancellationToken.None)).Items, action => action.Kind == ActionKind.BodySeen);
        // It can be set aside.
        await page.Locator("#aside summary").ClickAsync();
        await page.Locator("#why-aside").FillAsync("de partner stuurde het al opnieuw");
        await page.Locator("#aside button").ClickAsync();
        await page.GotoAsync($"{host.Address}/failed/refused/{id:D}");
        await Expect(page.GetByText("Terzijde gelegd").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_changed_copy_goes_through_only_when_a_second_person_approves_it()
    {
        await using var host = await DashboardHost.StartAsync();
        var id = (await host.SetApartAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-1", TimeSpan.FromHours(30)), Break)).Quarantine!.Value;
        var maker = await host.SignInAsync(chromium);
        await maker.GotoAsync($"{host.Address}/failed/refused/{id:D}");
        await maker.Locator("#why-look").FillAsync("nagaan wat er mis is");
        await maker.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Inhoud tonen" }).ClickAsync();
        await maker.Locator("#correct summary").ClickAsync();
        await maker.Locator("#why-copy").FillAsync("uitkomst was verkeerd getypt");
        await maker.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Voorleggen" }).ClickAsync();
        await Expect(maker.Locator("#problems")).ToContainTextAsync("KH222");
        await maker.Locator("#copy").FillAsync((await maker.Locator("#copy").InputValueAsync()).Replace(Broken, "Inadmissible", StringComparison.Ordinal));
        await maker.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Voorleggen" }).ClickAsync();
        await Expect(maker.Locator("#four-eyes")).ToContainTextAsync("Een tweede persoon");

        // The maker has the right to approve, and still not for this one.
        var refused = await maker.APIRequest.PostAsync($"{host.Address}/failed/decide", new APIRequestContextOptions
        {
            Form = maker.APIRequest.CreateFormData().Set("formToken", await maker.Locator("input[name=formToken]").First.InputValueAsync())
                .Set("correction", maker.Url.Split('/')[^1]).Set("decision", "approve").Set("why", "het is zo goed"),
        });
        Assert.Equal(403, refused.Status);
        Assert.Equal(0, (await host.Reads.OverviewAsync(host.Clock.GetUtcNow(), CancellationToken.None)).Accepted);

        var approver = await host.SignInAsync(chromium, token: DashboardHost.ApproverToken);
        await approver.GotoAsync(maker.Url);
        await Expect(approver.Locator("#decide")).ToHaveCountAsync(0);
        await approver.Locator("#why-look").FillAsync("wijziging beoordelen");
        await approver.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Inhoud tonen" }).ClickAsync();
        await Expect(approver.Locator(".difference tr.changed").First).ToContainTextAsync(Broken);
        await Looks.KeepAsync(approver, "correction");
        await approver.Locator("#why-decide").FillAsync("klopt met het besluit");
        await approver.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Goedkeuren" }).ClickAsync();
        await Expect(approver.Locator("#outcome")).ToHaveTextAsync("Goedgekeurd en aangenomen");
        await approver.GotoAsync($"{host.Address}/failed/refused/{id:D}");
        await Expect(approver.Locator(".facts")).ToContainTextAsync("Vervangen door een gewijzigde kopie");
        await Expect(approver.Locator("#history")).ToContainTextAsync("Kopie goedgekeurd");
        Assert.Equal(1, (await host.Reads.OverviewAsync(host.Clock.GetUtcNow(), CancellationToken.None)).Accepted);
    }

    [Fact]
    public async Task A_notification_that_was_not_taken_is_tried_at_once_and_a_message_can_be_set_aside()
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium, token: DashboardHost.OperatorToken);
        await page.GotoAsync($"{host.Address}/failed/list?kind=Postponed");
        await page.Locator("#list tbody tr").First.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Nu proberen" }).ClickAsync();
        await page.Locator("#why").FillAsync("DT&V is weer bereikbaar");
        await page.Locator("#start").ClickAsync();
        await host.RunJobsAsync();
        await Expect(page.Locator("#item-1")).ToContainTextAsync("Wordt nu geprobeerd");

        await page.GotoAsync($"{host.Address}/failed/list?kind=Refused&partner=coa");
        await page.Locator("#list tbody tr a").First.ClickAsync();
        await page.Locator("#aside summary").ClickAsync();
        await page.Locator("#why-aside").FillAsync("proefbericht van COA");
        await page.Locator("#aside button").ClickAsync();
        await Expect(page.Locator(".facts")).ToContainTextAsync("Terzijde gelegd");
        await Expect(page.Locator(".facts")).ToContainTextAsync("hub/beheer");
        await Expect(page.Locator("#again")).ToHaveCountAsync(0);
    }

    [Theory]
    [ClassData(typeof(EveryLook))]
    public async Task It_is_as_WCAG_asks_and_nothing_scrolls_sideways(int width, ColorScheme scheme, string language)
    {
        await using var host = await DashboardHost.StartAsync();
        await FillAsync(host);
        var page = await host.SignInAsync(chromium, width, scheme);
        await page.GotoAsync($"{host.Address}/failed?lang={language}");
        await JudgeAsync(page, "failed");
        await page.GotoAsync($"{host.Address}/failed/list?kind=Postponed");
        await JudgeAsync(page, "postponed");
        await page.GotoAsync($"{host.Address}/failed/list?kind=Refused");
        await JudgeAsync(page, "refused");
        await page.Locator("#all-again").ClickAsync();
        await JudgeAsync(page, "plan");
        await page.Locator("#why").FillAsync("na de herstelde versie");
        await page.Locator("#start").ClickAsync();
        await host.RunJobsAsync();
        await page.ReloadAsync();
        await JudgeAsync(page, "job");
        await page.Locator("#item-2 a").ClickAsync();
        await page.Locator("#why-look").FillAsync("nagaan wat er mis is");
        await page.Locator("#look button").ClickAsync();
        await page.Locator("#correct summary").ClickAsync();
        await JudgeAsync(page, "message");
        Assert.Empty(host.Complaints);

        Task JudgeAsync(IPage at, string name) => EveryLook.JudgeAsync(at, name, width, scheme);
    }

    private static string Break(string text) => text.Replace(nameof(DecisionOutcome.RejectedManifestlyUnfounded), Broken, StringComparison.Ordinal);

    // Three messages of IND that the hub could not process, the second broken, the third about the same person; one of COA; a notification not taken.
    private static async Task FillAsync(DashboardHost host)
    {
        await host.SendAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-100", TimeSpan.FromHours(30), "2711000100"));
        await host.PostponeAllAsync("dtv", "HTTP 503");
        await host.SetApartAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-1", TimeSpan.FromHours(30), "2711000101"));
        await host.PassAsync(TimeSpan.FromMinutes(1));
        await host.SetApartAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-2", TimeSpan.FromHours(30)), Break);
        await host.PassAsync(TimeSpan.FromMinutes(1));
        await host.SetApartAsync("ind", Story.Decision(host.Clock.GetUtcNow(), "B-3", TimeSpan.FromHours(30)));
        await host.SendRawAsync("coa", "{}"u8.ToArray());
    }
}
