using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Check;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>DT&amp;V's webhook against a real web server that refuses, ends, asks to wait or fails.</summary>
public sealed class DtvWebhookTests : IAsyncLifetime
{
    private const string Secret = "a-secret-of-the-partner-for-tests";

    private static readonly Notice Notice = DeliverChecks.Notices()[0];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-dtv-");
    private PartnerServer dtv = null!;
    private IAdapter adapter = null!;

    public async ValueTask InitializeAsync()
    {
        dtv = await PartnerServer.StartAsync();
        adapter = Adapter(folder, new Dictionary<string, string> { ["url"] = $"{dtv.Url}/meldingen", ["origin"] = "hub.example.org" });
    }

    public async ValueTask DisposeAsync()
    {
        await dtv.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_consent_to_the_handshake_nothing_is_posted_until_it_is_given()
    {
        var consents = dtv.OnHandshake;
        // A 200 that does not name the origin is no consent.
        dtv.OnHandshake = _ => { };
        Assert.IsType<RetryLater>(await DeliverAsync());
        dtv.OnHandshake = http => http.Response.Headers["WebHook-Allowed-Origin"] = "another.example.org";
        Assert.IsType<RetryLater>(await DeliverAsync());
        dtv.OnHandshake = http => http.Response.StatusCode = 403;
        Assert.IsType<RetryLater>(await DeliverAsync());
        Assert.Empty(dtv.Posts);
        dtv.OnHandshake = consents;
        Assert.IsType<Delivered>(await DeliverAsync());
        Assert.IsType<Delivered>(await DeliverAsync());
        Assert.Equal((4, 2), (dtv.Handshakes, dtv.Posts.Count));
    }

    [Fact]
    public async Task A_handshake_that_is_answered_with_410_is_a_refusal_and_nothing_is_posted()
    {
        dtv.OnHandshake = http => http.Response.StatusCode = 410;
        Assert.Equal("HTTP 410 to the handshake", Assert.IsType<Refused>(await DeliverAsync()).Reason);
        Assert.Empty(dtv.Posts);
    }

    [Fact]
    public async Task After_410_nothing_more_is_posted_to_a_webhook_that_is_gone()
    {
        dtv.OnPost = http => http.Response.StatusCode = 410;
        Assert.Equal("HTTP 410", Assert.IsType<Refused>(await DeliverAsync()).Reason);
        Assert.StartsWith("HTTP 410 before", Assert.IsType<Refused>(await DeliverAsync()).Reason, StringComparison.Ordinal);
        Assert.Single(dtv.Posts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_429_is_asked_once_and_waits_as_long_as_the_partner_says(bool asDate)
    {
        dtv.OnPost = http =>
        {
            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = asDate ? DateTimeOffset.UtcNow.AddSeconds(90).ToString("R", CultureInfo.InvariantCulture) : "90";
        };
        var later = Assert.IsType<RetryLater>(await DeliverAsync());
        Assert.Equal("HTTP 429", later.Reason);
        Assert.InRange(later.After!.Value, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90));
        Assert.Single(dtv.Posts);
    }

    [Fact]
    public async Task A_500_is_tried_a_few_times_under_one_id_with_a_valid_signature_each_and_goes_back()
    {
        dtv.OnPost = http => http.Response.StatusCode = 500;
        Assert.Equal(("HTTP 500", null), Assert.IsType<RetryLater>(await DeliverAsync()) is var later ? (later.Reason, later.After) : default);
        Assert.Equal(3, dtv.Posts.Count);
        Assert.All(dtv.Posts, post =>
        {
            Assert.Equal(Notice.Event.Id, post.Headers["webhook-id"]);
            Assert.Equal(Notice.Body.ToArray(), post.Body);
            // As Standard Webhooks says it, not as the hub does it.
            var text = $"{post.Headers["webhook-id"]}.{post.Headers["webhook-timestamp"]}.{Encoding.UTF8.GetString(post.Body)}";
            Assert.Equal($"v1,{Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(text)))}", post.Headers["webhook-signature"]);
        });
        dtv.OnPost = http => http.Response.StatusCode = 200;
        Assert.IsType<Delivered>(await DeliverAsync());
    }

    internal static IAdapter Adapter(DirectoryInfo folder, IReadOnlyDictionary<string, string> settings)
    {
        var secret = Path.Combine(folder.FullName, "secret");
        File.WriteAllText(secret, $"{Secret}\n");
        var line = AdapterRegistry.Find("dtv-webhook")!;
        return line.Create(new AdapterSettings(line.Settings, settings.Append(KeyValuePair.Create("secretFile", secret)).ToDictionary()), TimeProvider.System);
    }

    private Task<DeliveryOutcome> DeliverAsync() => adapter.DeliverAsync(Notice, TestContext.Current.CancellationToken);
}
