using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using KetenHub.Api;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hosting;
using KetenHub.Hub;
using KetenHub.Partners;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Hosting;
using KetenHub.Production;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Partner = KetenHub.Partners.Partner;

namespace KetenHub.Tests.Api;

/// <summary>Who may post documents to an adapter that is hosted apart from the hub, and how often.</summary>
public sealed class AdapterAccessTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_partner_posts_to_its_own_adapter_with_a_token_that_holds_for_sending_and_with_no_other()
    {
        using var folder = new TokenFolder();
        var file = new TokenFile(folder.Path);
        var own = file.Add("avim", [TokenScope.Send], Now, Now.AddDays(1), "").Token;
        var (fetches, ended, foreign, metrics) = (
            file.Add("avim", [TokenScope.Fetch], Now, Now.AddDays(1), "").Token, file.Add("avim", [TokenScope.Send], Now.AddDays(-2), Now.AddDays(-1), "").Token,
            file.Add("coa", [TokenScope.Send], Now, Now.AddDays(1), "").Token, file.Add(null, [TokenScope.Metrics], Now, Now.AddDays(1), "").Token);
        await using var app = await StartAsync(folder.Path);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        // Let in, it is told what is wrong with the document.
        Assert.Equal((400, false), await PostAsync(http, own));
        Assert.Equal((403, true), await PostAsync(http, fetches, "KH433"));
        Assert.Equal((401, true), await PostAsync(http, ended, "KH432"));
        Assert.Equal((403, true), await PostAsync(http, foreign, "KH433"));
        Assert.Equal((403, true), await PostAsync(http, metrics, "KH433"));
        Assert.Equal((401, true), await PostAsync(http, "kht_nobodys", "KH402"));
        Assert.Equal((401, true), await PostAsync(http, null, "KH402"));
    }

    [Fact]
    public async Task Who_posts_more_than_was_agreed_waits_and_so_does_who_tries_tokens_out()
    {
        using var folder = new TokenFolder();
        var own = new TokenFile(folder.Path).Add("avim", [TokenScope.Send], Now, Now.AddDays(1), "").Token;
        await using var app = await StartAsync(folder.Path, new RateTerms(1, 5));
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        for (var tried = 0; (await PostAsync(http, own)).Status != 429; tried++)
            Assert.True(tried < 100, "never told to wait");
        for (var tried = 0; (await PostAsync(http, "kht_nobodys")).Status != 429; tried++)
            Assert.True(tried < 500, "never told to wait");
    }

    [Fact]
    public async Task A_setting_that_names_a_token_in_clear_stops_the_start_with_what_to_do()
    {
        using var folder = new TokenFolder();
        var token = Path.Combine(folder.Path, "avim.token");
        await File.WriteAllTextAsync(token, new string('a', 40), Cancellation);
        var settings = new RunSettings { RabbitMq = "amqp://127.0.0.1:1", Listen = "127.0.0.1:0" };
        settings.Adapters.Add("avim", new AdapterRun { Adapter = "avim-http", PasswordFile = token, TokenFile = token });
        var refused = await Assert.ThrowsAsync<KetenHubException>(() => AdapterProcess.RunAsync(settings, null, Cancellation));
        Assert.Equal((Errors.TokenInClear, "Adapters:avim:TokenFile"), (refused.Problems[0].Kind, refused.Problems[0].Where));
    }

    private static async Task<WebApplication> StartAsync(string tokens, RateTerms? rate = null)
    {
        var partners = SettingsFolder.ReadPartners(null);
        if (rate is not null)
            partners = new PartnerList(partners.HubOin, partners.HubAddress, [.. partners.All.Select(partner => partner with { Rate = rate })]);
        var builder = HubHost.CreateBuilder(new IPEndPoint(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(partners).AddSingleton(TimeProvider.System);
        builder.Services.AddAccess(tokens);
        var app = builder.Build();
        var line = AdapterRegistry.Find("avim-http")!;
        var secret = Path.Combine(tokens, "webhook.secret");
        await File.WriteAllTextAsync(secret, new string('s', 40), Cancellation);
        var adapter = line.Create(
            new AdapterSettings(line.Settings, new Dictionary<string, string> { ["url"] = "http://127.0.0.1:9/", ["secretFile"] = secret }), TimeProvider.System);
        // Nobody listens there: what is let in and good would wait to be sent.
        var host = HostedAdapter.On(
            new PartnerBroker([new Uri("amqp://127.0.0.1:1")], "none", "avim", "none"), new Partner("avim", partners.Find("avim")!.Oin, "avim-http"), adapter,
            new AdapterDeliveryOptions(), NullLoggerFactory.Instance);
        AdapterEndpoints.Map(app, [host], takesDocuments: true);
        await app.StartAsync(Cancellation);
        return app;
    }

    private static async Task<(int Status, bool IsOfAccess)> PostAsync(HttpClient http, string? token, string? number = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/adapters/avim") { Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json") };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, Cancellation);
        using var told = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        var first = told.RootElement.GetProperty("errors")[0].GetProperty("number").GetString();
        if (number is not null)
            Assert.Equal(number, first);
        return ((int)answer.StatusCode, number is not null);
    }
}
