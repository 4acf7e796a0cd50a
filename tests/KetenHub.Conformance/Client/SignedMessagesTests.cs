using System.Security.Cryptography;
using KetenHub.Contracts;
using KetenHub.Partners;
using KetenHub.Partners.Client;
using KetenHub.Servers;
using KetenHub.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance.Client;

/// <summary>A partner whose messages must be signed, on the real broker: its own client, and somebody who has its password.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed class SignedMessagesTests(SharedRabbitMq server) : IDisposable
{
    private const string KeyId = "coa-2026";
    private const string Oin = "00000000000000000102";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-signing-");
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        key.Dispose();
        stranger.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Over_RabbitMQ_what_a_partner_signs_is_accepted_and_what_its_password_alone_sends_is_not()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        var shipped = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "partners.json"), Cancellation);
        var partners = await site.WriteAsync("partners.json", shipped.Replace("\"code\": \"coa\",",
            $"\"code\": \"coa\", \"signing\": {{ \"keys\": {{ \"{KeyId}\": \"{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}\" }} }},", StringComparison.Ordinal));
        await using var hub = await site.StartHubAsync(new Dictionary<string, string> { ["KETENHUB__Partners"] = partners });
        await using var store = new PostgresStore(site.Database);

        await SendAsClientAsync(site);
        await UntilAsync(async () => (await OverviewAsync(store)).Accepted == 1);

        var channel = await (await site.ConnectAsync("coa")).CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancellation);
        var (caught, other) = (Event("0000000002"), Event("0000000003"));
        await PublishAsync(channel, caught, null);
        await PublishAsync(channel, caught, EventSignature.Sign(caught, stranger, KeyId, DateTimeOffset.UtcNow));
        await PublishAsync(channel, other, EventSignature.Sign(caught, key, KeyId, DateTimeOffset.UtcNow));
        await PublishAsync(channel, other, EventSignature.Sign(other, key, KeyId, DateTimeOffset.UtcNow.AddDays(-2)));
        await PublishAsync(channel, other, new string('x', 5000));
        // After them in the same lane: when this one is in, they were judged.
        await PublishAsync(channel, Event("0000000004"), null, sign: true);
        await UntilAsync(async () => (await OverviewAsync(store)).Accepted == 2);
        var refused = (await store.Reads.QuarantineAsync(0, 10, Cancellation)).Items;
        Assert.Equal(5, refused.Sum(row => row.Times));
        Assert.All(refused, row => Assert.Contains(row.Errors, new[] { "KH436", "KH437", "KH438" }));
        Assert.Equal(2, (await OverviewAsync(store)).Persons);
    }

    private async Task SendAsClientAsync(KetenSite site)
    {
        var keyFile = Path.Combine(folder.FullName, "coa.key");
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), Cancellation);
        await using var services = new ServiceCollection().AddLogging().AddKetenPartner("coa", (partner, _) =>
        {
            (partner.Oin, partner.System, partner.StateFolder) = (Oin, "voorbeeld", folder.FullName);
            partner.UseRabbitMq(new PartnerBroker([server.Amqp], site.VirtualHost, "coa", new Uri(site.AddressOf("coa")).UserInfo.Split(':')[1])).SignWith(keyFile, KeyId);
        }).BuildServiceProvider();
        foreach (var service in services.GetServices<IHostedService>())
            await service.StartAsync(Cancellation);
        await services.GetRequiredService<KetenPartner>().SendAsync(Guid.CreateVersion7(), Signal("0000000001"), cancellation: Cancellation);
        foreach (var service in services.GetServices<IHostedService>())
            await service.StopAsync(Cancellation);
    }

    private async Task PublishAsync(IChannel channel, byte[] body, string? signature, bool sign = false)
    {
        signature ??= sign ? EventSignature.Sign(body, key, KeyId, DateTimeOffset.UtcNow) : null;
        await channel.BasicPublishAsync("keten.in.coa", "nl.vreemdelingenketen.case-signal.v1", mandatory: true,
            new BasicProperties
            {
                ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent,
                Headers = signature is null ? null : new Dictionary<string, object?> { [EventSignature.Header] = signature },
            }, body, Cancellation);
    }

    private static byte[] Event(string number) => CloudEventWriter.Write(new CloudEvent
    {
        Id = Guid.CreateVersion7().ToString(), Source = $"urn:nld:oin:{Oin}:systeem:test", Type = "nl.vreemdelingenketen.case-signal.v1",
        Time = DateTimeOffset.UtcNow, Data = CloudEventWriter.Data(Signal(number)),
    });

    private static CaseSignal Signal(string number) => new()
    {
        Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = number }] },
        Kind = CaseSignalKind.NuisanceAroundLocation, ObservedAt = DateTimeOffset.UtcNow,
    };

    private static Task<Hub.Overview> OverviewAsync(PostgresStore store) => store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var until = DateTime.UtcNow + Bound; !await condition();)
        {
            Assert.True(DateTime.UtcNow < until, "not within its bound");
            await Task.Delay(20, Cancellation);
        }
    }
}
