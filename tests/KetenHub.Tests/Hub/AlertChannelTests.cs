using System.Text;
using System.Text.Json;
using KetenHub.Alerting;
using KetenHub.Hub;
using KetenHub.Partners.Check;
using KetenHub.Partners.Http;
using KetenHub.Production;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>Alerts outside of the pages: by mail and by a signed webhook, without a person in them.</summary>
public sealed class AlertChannelTests : IDisposable
{
    private const string SecretText = "a secret of at least sixteen";

    private static readonly Uri Link = new("https://hub.example.org/");
    private static readonly AlertNotice Notice = new(
        new Guid("01900000-0000-7000-9000-000000000007"), 1, "backlog", "BacklogAge", "dtv", 905, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1),
        "Meldingen wachten te lang: dtv", "Meldingen wachten te lang: dtv. Nu 15 min 5 s.");

    private readonly string secret = Path.GetTempFileName();

    public AlertChannelTests() => File.WriteAllText(secret, SecretText + "\n");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(secret);

    [Fact]
    public async Task The_webhook_is_signed_over_its_id_time_and_body()
    {
        var posts = new List<(string Body, string Id, string Timestamp, string Signature)>();
        await using var receiver = await ReceiveAsync(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            posts.Add((await reader.ReadToEndAsync(), http.Request.Headers["webhook-id"].ToString(), http.Request.Headers["webhook-timestamp"].ToString(), http.Request.Headers["webhook-signature"].ToString()));
            return 204;
        });
        using var channel = new WebhookChannel(new Uri(receiver.Urls.Single() + "/alerts"), secret, Link, TimeProvider.System);

        Assert.Null(await channel.SendAsync(Notice, Cancellation));
        Assert.Null(await channel.SendAsync(Notice, Cancellation));

        var (body, id, timestamp, signature) = posts[0];
        Assert.Equal(SignedWebhook.Sign(SecretText, id, timestamp, Encoding.UTF8.GetBytes(body)), signature);
        Assert.NotEqual(SignedWebhook.Sign("another secret of sixteen", id, timestamp, Encoding.UTF8.GetBytes(body)), signature);
        // The same when it comes twice.
        Assert.Equal(("01900000-0000-7000-9000-000000000007.1", posts[1].Id), (id, id));
        using var json = JsonDocument.Parse(body);
        var data = json.RootElement.GetProperty("data");
        Assert.Equal(("backlog", "dtv", 905, 2), (data.GetProperty("rule").GetString(), data.GetProperty("partner").GetString(), data.GetProperty("value").GetInt64(), data.GetProperty("escalation").GetInt32()));
        Assert.Equal($"https://hub.example.org/alerts/{Notice.Id:D}", data.GetProperty("link").GetString());
    }

    [Theory]
    [InlineData(503)]
    [InlineData(401)]
    [InlineData(302)]
    public async Task A_receiver_that_does_not_take_it_is_told_by_its_status_only(int status)
    {
        await using var receiver = await ReceiveAsync(_ => Task.FromResult(status));
        using var channel = new WebhookChannel(new Uri(receiver.Urls.Single()), secret, Link, TimeProvider.System);
        Assert.StartsWith($"HTTP {status}", await channel.SendAsync(Notice, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_can_not_be_read_sends_nothing()
    {
        using var channel = new WebhookChannel(new Uri("http://127.0.0.1:1/"), secret + ".gone", Link, TimeProvider.System);
        Assert.Equal("the secret can't be read", await channel.SendAsync(Notice, Cancellation));
    }

    [Fact]
    public async Task A_mail_says_what_is_wrong_and_where_to_look_and_is_the_same_mail_when_sent_again()
    {
        await using var server = new MailCounterpart();
        var channel = new MailChannel(new Uri($"smtp://127.0.0.1:{server.Port}"), "", "hub@example.org", "piket@example.org, nacht@example.org", Link);
        Assert.Null(await channel.SendAsync(Notice, Cancellation));
        Assert.Null(await channel.SendAsync(Notice, Cancellation));
        Assert.Equal(2, server.Received.Count);
        var mail = server.Received[0];
        Assert.Contains("Subject: KetenHub: Meldingen wachten te lang: dtv", mail, StringComparison.Ordinal);
        Assert.Contains($"https://hub.example.org/alerts/{Notice.Id:D}", mail, StringComparison.Ordinal);
        Assert.Contains("nacht@example.org", mail, StringComparison.Ordinal);
        Assert.Equal(mail, server.Received[1]);
        server.Scenarios.Single(scenario => scenario.Name == "451").Arrange();
        Assert.Equal("SMTP 451", await channel.SendAsync(Notice, Cancellation));
    }

    [Theory]
    [InlineData("http://example.org/hook", false)]
    [InlineData("https://example.org/hook", true)]
    [InlineData("http://127.0.0.1:8080/hook", true)]
    [InlineData("ftp://example.org", false)]
    public void A_webhook_that_others_could_read_along_is_refused_at_the_start(string url, bool good) => Assert.Equal(good, AlertChannels.IsWebhook(url));

    [Theory]
    [InlineData("short", false)]
    [InlineData("whsec_AAAA", false)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData(SecretText, true)]
    public void A_secret_that_could_be_guessed_is_refused_at_the_start(string text, bool good) => Assert.Equal(good, AlertChannels.IsSecret(text));

    [Fact]
    public void Mistakes_in_the_settings_are_told_by_name()
    {
        var settings = new RunSettings { AlertMailServer = "mail.example.org", AlertMailTo = "", AlertWebhook = "http://example.org" };
        var told = Assert.Throws<KetenHub.Contracts.KetenHubException>(settings.Validate).Problems.Select(problem => problem.Where).ToList();
        Assert.Superset(
            new HashSet<string> { nameof(settings.AlertMailServer), nameof(settings.AlertMailFrom), nameof(settings.AlertMailTo), nameof(settings.AlertWebhook), nameof(settings.AlertWebhookSecretFile), nameof(settings.AlertLink) },
            told.ToHashSet());
    }

    private static async Task<WebApplication> ReceiveAsync(Func<HttpContext, Task<int>> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async http => http.Response.StatusCode = await answer(http));
        await app.StartAsync(Cancellation);
        return app;
    }
}
