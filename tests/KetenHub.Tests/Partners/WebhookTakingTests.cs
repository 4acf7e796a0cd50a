using System.Globalization;
using System.Text;
using KetenHub.Contracts;
using KetenHub.Partners.Client;
using KetenHub.Partners.Http;
using KetenHub.Tests.Tidy;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>A partner's client takes only what its hub signed, once, and says whether it must come again.</summary>
public sealed class WebhookTakingTests : IDisposable
{
    private const string Secret = "whsec_c2VjcmV0LW9mLWEtcGFydG5lci1mb3ItdGVzdHM=";

    private static readonly byte[] Notification = Encoding.UTF8.GetBytes(Repository.Text("contracts/Notifications/HandOutChanged/examples/good/full.json"));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-webhook-");
    private readonly List<string> handled = [];
    private readonly ServiceProvider services;
    private bool fails;

    public WebhookTakingTests()
    {
        var (token, secrets) = (Path.Combine(folder.FullName, "token"), Path.Combine(folder.FullName, "secrets"));
        File.WriteAllText(token, "a-token-of-more-than-thirty-two-characters");
        // A new secret stands above the one that still signs.
        File.WriteAllText(secrets, $"a-new-secret-of-more-than-24-characters\n{Secret}\n");
        services = new ServiceCollection().AddLogging().AddKetenPartner("coa", (partner, _) =>
        {
            (partner.Oin, partner.System, partner.StateFolder) = ("00000000000000000102", "voorbeeld", folder.FullName);
            partner.UseHttp(new Uri("http://127.0.0.1:1"), token, secrets);
            partner.On<HandOutChanged>((cloudEvent, _, _) =>
            {
                if (fails)
                    throw new InvalidOperationException("the database is away");
                handled.Add(cloudEvent.Id);
                return Task.CompletedTask;
            });
        }).BuildServiceProvider();
    }

    public void Dispose()
    {
        services.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_the_hub_signed_is_handled_once_however_often_it_comes()
    {
        Assert.Equal((204, 204), (await TakeAsync(Notification), await TakeAsync(Notification)));
        Assert.Single(handled);
    }

    [Fact]
    public async Task What_nobody_signed_was_changed_or_is_old_is_not_taken()
    {
        Assert.Equal(401, await TakeAsync(Notification, secret: "a-secret-of-somebody-else-24-characters"));
        Assert.Equal(401, await TakeAsync(Notification, minutesOld: 6));
        Assert.Equal(401, await TakeAsync(Notification, minutesOld: -6));
        Assert.Equal(401, await TakeAsync(Notification, change: body => body[^2] ^= 1));
        Assert.Equal(401, await Partner.TakeWebhookAsync(_ => null, Notification, TestContext.Current.CancellationToken));
        Assert.Empty(handled);
    }

    [Fact]
    public async Task What_could_not_be_handled_comes_again_and_what_is_no_notification_does_not()
    {
        fails = true;
        Assert.Equal(503, await TakeAsync(Notification));
        fails = false;
        Assert.Equal(204, await TakeAsync(Notification));
        Assert.Single(handled);
        Assert.Equal(422, await TakeAsync("{}"u8.ToArray()));
    }

    private KetenPartner Partner => services.GetRequiredService<KetenPartner>();

    private Task<int> TakeAsync(byte[] body, string secret = Secret, int minutesOld = 0, Action<byte[]>? change = null)
    {
        var timestamp = DateTimeOffset.UtcNow.AddMinutes(-minutesOld).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>
        {
            ["webhook-id"] = "1", ["webhook-timestamp"] = timestamp, ["webhook-signature"] = SignedWebhook.Sign(secret, "1", timestamp, body),
        };
        byte[] sent = [.. body];
        change?.Invoke(sent);
        return Partner.TakeWebhookAsync(name => headers.GetValueOrDefault(name), sent, TestContext.Current.CancellationToken);
    }
}
