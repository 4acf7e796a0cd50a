using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Partners.Client;
using KetenHub.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>A partner whose messages must be signed, and somebody with its password, its token or an old message of it.</summary>
public sealed class SignatureTests : IDisposable
{
    private const string Person = "9000000001";

    private readonly ECDsa coa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa ind = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        coa.Dispose();
        ind.Dispose();
    }

    [Fact]
    public async Task A_signed_message_is_accepted_and_the_same_one_signed_again_is_known()
    {
        await using var hub = await TestHub.StartAsync(line: Signing);
        var message = Events.Signal("coa", Person);
        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Signed(message, coa))).Outcome);
        Assert.Equal(ReceiptOutcome.Duplicate, (await hub.SendOneAsync(Signed(message, coa, at: TestHub.Start.AddMinutes(1)))).Outcome);
    }

    [Fact]
    public async Task What_is_not_signed_or_signed_by_another_or_changed_or_old_is_refused_and_in_no_log()
    {
        await using var hub = await TestHub.StartAsync(line: Signing);
        var message = Events.Signal("coa", Person);
        var changed = Events.Signal("coa", "9000000002");
        foreach (var (number, attack) in new[]
        {
            ("KH436", message),
            ("KH437", Signed(message, ind)),
            ("KH437", Signed(message, coa, keyId: "ind-1")),
            ("KH437", Signed(message, coa, keyId: "coa-9")),
            ("KH437", changed with { Signature = Signed(message, coa).Signature }),
            ("KH437", Events.Message("coa", Events.Envelope("coa", "case-signal", Events.SignalData(Events.VNummer(Person)))) with { Signature = Signed(message, coa).Signature }),
            ("KH437", Signed(message, coa, algorithm: "none")),
            ("KH437", Signed(message, coa, algorithm: "HS256")),
            ("KH437", Signed(message, coa, further: ",\"crit\":[\"exp\"],\"exp\":1")),
            ("KH437", Signed(message, coa, further: ",\"b64\":false")),
            ("KH437", Signed(message, coa, further: ",\"kid\":\"coa-1\"")),
            ("KH437", message with { Signature = "" }),
            // The payload stands in the body and nowhere else: one that is signed along would be another's.
            ("KH437", message with { Signature = Signed(message, coa).Signature!.Replace("..", $".{Base64Url.EncodeToString("{}"u8)}.", StringComparison.Ordinal) }),
            ("KH437", message with { Signature = ".." }),
            ("KH437", message with { Signature = new string('.', 5000) }),
            ("KH437", message with { Signature = Signed(message, coa).Signature![..^2] }),
            ("KH438", Signed(message, coa, at: TestHub.Start.AddDays(-1).AddSeconds(-1))),
            ("KH438", Signed(message, coa, at: TestHub.Start.AddMinutes(6))),
        })
        {
            var receipt = await hub.SendOneAsync(attack);
            Assert.Equal((ReceiptOutcome.Quarantined, number), (receipt.Outcome, Assert.Single(receipt.Problems).Kind.Number));
        }
        Assert.Empty(await hub.WholeLogAsync());
    }

    [Fact]
    public async Task An_old_signed_message_is_known_by_its_id_and_later_refused_by_its_age()
    {
        await using var hub = await TestHub.StartAsync(line: Signing);
        var caught = Signed(Events.Signal("coa", Person), coa);
        await hub.SendOneAsync(caught);
        Assert.Equal(ReceiptOutcome.Duplicate, (await hub.SendOneAsync(caught)).Outcome);
        hub.Clock.MoveTo(TestHub.Start.AddDays(2));
        Assert.Equal("KH438", (await hub.SendOneAsync(caught)).Problems[0].Kind.Number);
        Assert.Single(await hub.WholeLogAsync(), entry => entry.Kind == LogKind.Received);
        // Another partner's credentials don't help: the keys are those of the lane that it came by.
        Assert.Equal("KH213", (await hub.SendOneAsync(caught with { Publisher = "avim" })).Problems[0].Kind.Number);
    }

    [Fact]
    public async Task Nobody_of_the_hub_can_send_again_what_was_not_signed()
    {
        await using var hub = await TestHub.StartAsync(line: Signing);
        var forged = await hub.SendOneAsync(Events.Signal("coa", Person));
        var refused = (await hub.Store.Failures.RefusedOfAsync(forged.Quarantine!.Value, Cancellation))!;
        var job = new ReplayRow(Guid.CreateVersion7(), "anybody", "because", TestHub.Start, null);
        await hub.Store.Failures.AddReplayAsync(job, new FailureFilter(Id: refused.Id), Cancellation);
        var runner = new ReplayRunner(hub.Store, hub.Hub, hub.Keys, hub.Partners, new HubHealth(), hub.Clock, NullLogger<ReplayRunner>.Instance);
        Assert.Equal(0, (await runner.TryOutAsync(new FailureFilter(Id: refused.Id), 10, Cancellation)).Passing);
        Assert.True(await runner.RunNextAsync(Cancellation));
        var item = Assert.Single((await hub.Store.Failures.ItemsAsync(job.Id, 0, 10, Cancellation)).Items);
        Assert.Equal((ReplayResult.Refused, "KH441"), (item.Result, item.Detail));

        var correction = new Correction(hub.Store, hub.Hub, hub.Keys, hub.Partners, hub.Clock);
        var (id, problems) = await correction.ProposeAsync(refused, Encoding.UTF8.GetString(Events.Signal("coa", Person).Body.Span), new Actor("anybody", ""), "because", Cancellation);
        Assert.Equal((null, "KH441"), (id, problems[0].Kind.Number));
        Assert.Empty(await hub.WholeLogAsync());
    }

    [Fact]
    public async Task A_message_that_is_set_apart_for_another_reason_keeps_what_is_wrong_with_its_signature()
    {
        await using var hub = await TestHub.StartAsync(line: Signing);
        await hub.Hub.QuarantineAsync(Events.Signal("coa", Person), null, Errors.ProcessEnded.At(""), Cancellation);
        Assert.Equal("KH241,KH436", Assert.Single(await hub.QuarantineAsync()).Errors);
    }

    [Fact]
    public async Task While_a_partner_begins_what_is_not_signed_is_taken_and_what_is_signed_wrong_is_not()
    {
        await using var hub = await TestHub.StartAsync(line: partner => Signing(partner) is { Signing: { } terms } line ? line with { Signing = terms with { Required = false } } : partner);
        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Events.Signal("coa", Person))).Outcome);
        Assert.Equal(ReceiptOutcome.Quarantined, (await hub.SendOneAsync(Signed(Events.Signal("coa", Person), ind))).Outcome);
        // Who need not sign is not asked.
        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Events.Signal("avim", Person))).Outcome);
    }

    [Fact]
    public async Task Over_HTTP_the_signature_is_a_header_and_two_are_none()
    {
        await using var hub = await ApiHub.StartAsync(change: list => new PartnerList(list.HubOin, list.HubAddress, [.. list.All.Select(Signing)]));
        var message = Events.Signal("coa", Person);
        var (good, bad) = (Signed(message, coa, at: DateTimeOffset.UtcNow).Signature!, Signed(message, ind, at: DateTimeOffset.UtcNow).Signature!);
        foreach (var (status, number, signatures) in new[] { (403, "KH436", Array.Empty<string>()), (403, "KH437", [bad]), (403, "KH437", [bad, good]), (202, "", [good]) })
        {
            var answer = await hub.PostAsync(message.Body.ToArray(), message.ContentType, hub.Folder.Token("coa"), signatures: signatures);
            Assert.Equal((status, number), (answer.Status, answer.Status == 202 ? "" : Assert.Single(answer.Numbers)));
        }
    }

    [Fact]
    public async Task The_client_signs_over_HTTP_also_what_it_sends_again_after_a_long_time()
    {
        await using var hub = await ApiHub.StartAsync(change: list => new PartnerList(list.HubOin, list.HubAddress, [.. list.All.Select(Signing)]));
        var folder = Directory.CreateTempSubdirectory("ketenhub-test-");
        try
        {
            var (keyFile, tokenFile) = (Path.Combine(folder.FullName, "coa.key"), Path.Combine(folder.FullName, "coa.token"));
            await File.WriteAllTextAsync(keyFile, coa.ExportPkcs8PrivateKeyPem(), Cancellation);
            await File.WriteAllTextAsync(tokenFile, hub.Folder.Token("coa"), Cancellation);
            await using var services = new ServiceCollection().AddLogging().AddKetenPartner("coa", (partner, _) =>
            {
                (partner.Oin, partner.System, partner.StateFolder) = ("00000000000000000102", "test", folder.FullName);
                partner.UseHttp(hub.Address, tokenFile).SignWith(keyFile, "coa-1");
            }).BuildServiceProvider();
            var signal = new CaseSignal
            {
                Person = new PersonReference { Identifiers = [Events.VNummer(Person)] }, Kind = CaseSignalKind.Arrested, ObservedAt = TestHub.Start,
            };
            await services.GetRequiredService<KetenPartner>().SendAsync(Guid.CreateVersion7(), signal, TestHub.Start, cancellation: Cancellation);
            Assert.Equal(1, (await hub.Store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Accepted);
            // With another key it is told so, and not sent for ever.
            await File.WriteAllTextAsync(keyFile, ind.ExportPkcs8PrivateKeyPem(), Cancellation);
            var refused = await Assert.ThrowsAsync<KetenHubException>(() => services.GetRequiredService<KetenPartner>().SendAsync(Guid.CreateVersion7(), signal, cancellation: Cancellation));
            Assert.Equal("KH437", Assert.Single(refused.Problems).Kind.Number);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_client_with_a_key_that_can_not_sign_does_not_start()
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-test-");
        try
        {
            var keyFile = Path.Combine(folder.FullName, "key.pem");
            File.WriteAllText(keyFile, coa.ExportSubjectPublicKeyInfoPem());
            using var services = new ServiceCollection().AddLogging().AddKetenPartner("coa", (partner, _) =>
            {
                (partner.Oin, partner.System, partner.StateFolder) = ("00000000000000000102", "test", folder.FullName);
                partner.UseHttp(new Uri("http://127.0.0.1:1"), keyFile).SignWith(keyFile, "coa-1");
            }).BuildServiceProvider();
            Assert.Equal("KH515", Assert.Single(Assert.Throws<KetenHubException>(services.GetRequiredService<KetenPartner>).Problems).Kind.Number);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_signature_made_by_another_program_is_read()
    {
        // Made with Python's cryptography, over these bytes at this time.
        const string Made = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImNvYS0xIiwiaWF0IjoxNzcyNDM4NDAwfQ..7ZXgD3n7DXDzntMUVgh6AJxyOmG_ZlzKzqQjPZ7hIpT98rOGZcy4tpx9vghNhDBqRVAXK9fB7DDwVqMKR5SeNw";
        const string Key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEOMba91aMTUdAiGsPabzsCBafg9+WM4MQ8TfvyhFa66tqpNycBWD5A9Exq9B8h/+ZVsnXpKxB5dmHQQgAZYV3tg==";
        var keys = new Dictionary<string, byte[]> { ["coa-1"] = Convert.FromBase64String(Key) };
        var at = DateTimeOffset.FromUnixTimeSeconds(1772438400);
        Assert.Null(EventSignature.Check(Made, "{\"specversion\":\"1.0\"}"u8, keys, TimeSpan.FromDays(1), at));
        Assert.NotNull(EventSignature.Check(Made, "{\"specversion\":\"1.1\"}"u8, keys, TimeSpan.FromDays(1), at));
    }

    [Fact]
    public void Only_a_public_key_of_P_256_is_one()
    {
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var other = RSA.Create(2048);
        Assert.True(EventSignature.IsKey(Convert.ToBase64String(coa.ExportSubjectPublicKeyInfo())));
        Assert.False(EventSignature.IsKey(Convert.ToBase64String(larger.ExportSubjectPublicKeyInfo())));
        Assert.False(EventSignature.IsKey(Convert.ToBase64String(other.ExportSubjectPublicKeyInfo())));
        Assert.False(EventSignature.IsKey(Convert.ToBase64String(coa.ExportPkcs8PrivateKey())));
        Assert.False(EventSignature.IsKey(Convert.ToBase64String([.. coa.ExportSubjectPublicKeyInfo(), 0])));
        Assert.False(EventSignature.IsKey("no key"));
    }

    private static InboundMessage Signed(
        InboundMessage message, ECDsa key, string keyId = "coa-1", DateTimeOffset? at = null, string algorithm = "ES256", string further = "")
    {
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","kid":"{{keyId}}","iat":{{(at ?? TestHub.Start).ToUnixTimeSeconds()}}{{further}}}"""));
        var input = Encoding.ASCII.GetBytes($"{header}.{Base64Url.EncodeToString(message.Body.Span)}");
        return message with { Signature = $"{header}..{Base64Url.EncodeToString(key.SignData(input, HashAlgorithmName.SHA256))}" };
    }

    private Partner Signing(Partner partner) => partner.Code switch
    {
        "coa" => partner with { Signing = Terms("coa-1", coa) },
        "ind" => partner with { Signing = Terms("ind-1", ind) with { Required = false } },
        _ => partner,
    };

    private static SigningTerms Terms(string keyId, ECDsa key) =>
        new(true, TimeSpan.FromDays(1), new Dictionary<string, byte[]>(StringComparer.Ordinal) { [keyId] = key.ExportSubjectPublicKeyInfo() });
}
