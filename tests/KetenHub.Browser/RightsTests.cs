using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace KetenHub.Browser;

/// <summary>What an account may not do, the server refuses.</summary>
public class RightsTests(Chromium chromium)
{
    [Theory]
    [InlineData(DashboardHost.ReportToken, "/report")]
    [InlineData(DashboardHost.DirectToken, "/person /agenda /direction")]
    [InlineData(DashboardHost.FiguresToken, "/figures")]
    public async Task An_account_opens_the_pages_of_its_rights_and_no_others(string token, string allowed)
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium, token: token);
        Assert.Equal(allowed.Split(' '), await page.Locator("header nav a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))"));
        foreach (var path in new[] { "/", "/board", "/deadlines", "/agenda", "/agenda/minutes", "/agenda/minutes/document", "/direction", "/report", "/figures", "/person", "/failed", "/messages", "/contracts", "/access", "/partners", "/partners/dtv", "/alerts", "/alerts/events", "/admin", "/admin/jobs", "/board/days" })
        {
            var answer = await page.APIRequest.GetAsync(host.Address + path, new APIRequestContextOptions { MaxRedirects = 0 });
            var may = allowed.Split(' ').Any(start => path == start || path.StartsWith(start + "/", StringComparison.Ordinal));
            Assert.True(may ? answer.Status is 200 or 404 : answer.Status == 403, $"{path} answered {answer.Status}");
        }
        foreach (var path in new[] { "/agenda", "/direction", "/report", "/figures", "/person", "/person/export", "/messages", "/messages/views" }.Where(path => !allowed.Split(' ').Any(path.StartsWith)))
        {
            var answer = await page.APIRequest.PostAsync(host.Address + path, new APIRequestContextOptions { Form = page.APIRequest.CreateFormData().Set("formToken", "x") });
            Assert.Equal(403, answer.Status);
        }
    }

    [Theory]
    [InlineData("/partners/coa/pause")]
    [InlineData("/partners/coa/resume")]
    [InlineData("/alerts/01900000-0000-7000-9000-000000000001/acknowledge")]
    [InlineData("/admin/kept")]
    public async Task Who_may_look_and_not_steer_is_refused_and_it_is_written_down(string path)
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium, token: DashboardHost.ApproverToken);
        var answer = await page.APIRequest.PostAsync(host.Address + path, new APIRequestContextOptions { Form = page.APIRequest.CreateFormData().Set("formToken", "x").Set("side", "From").Set("why", "long enough") });
        Assert.Equal(403, answer.Status);
        Assert.Equal(KetenHub.Hub.ActionKind.Denied, (await host.Operations.ActionsAsync("", 0, 1, TestContext.Current.CancellationToken)).Items.Single().Kind);
        Assert.Empty(await host.Operations.Controls.PausesAsync(TestContext.Current.CancellationToken));
        await page.GotoAsync($"{host.Address}/partners/coa");
        await Expect(page.Locator("main button")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_runs_the_hub_does_not_report_for_a_partner()
    {
        await using var host = await DashboardHost.StartAsync();
        var page = await host.SignInAsync(chromium);
        Assert.Equal(403, (await page.GotoAsync($"{host.Address}/report"))!.Status);
        await Expect(page.Locator("h1")).ToHaveTextAsync("Dit mag u niet");
    }
}
