using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using KetenHub.Api;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hosting;
using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Tests.Api;

/// <summary>Somebody at the API who has a token of COA and wants more.</summary>
public sealed class AttackTests
{
    private const string Person = "9000000001";

    private static readonly string[] Statements =
        ["' OR '1'='1", "'; DROP TABLE log; --", "\"; DELETE FROM person; --", "') UNION SELECT wrapped_key FROM person --", "$1", "@id", "%' AND 1=CAST((SELECT 1) AS int) --", "\\'; --"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_header_says_who_somebody_is_or_where_a_request_goes()
    {
        await using var hub = await ApiHub.StartAsync();
        await hub.PostAsync(Events.Decision(Person, "B-1", 24 * 365 * 20));
        var reference = (await hub.Store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation)).First(row => row.Kind == LogKind.Notified && row.Party == "dtv").EventId;
        foreach (var (name, value) in new[]
        {
            ("X-Forwarded-User", "dtv"), ("X-Partner", "dtv"), ("X-Original-URL", "/metrics"), ("X-Rewrite-URL", "/metrics"), ("X-HTTP-Method-Override", "DELETE"), ("X-Forwarded-For", "127.0.0.1"),
            ("Forwarded", "for=127.0.0.1;host=hub"), ("X-SSL-Client-Cert", "CN=dtv"), ("X-Client-DN", "CN=dtv"), ("ce-source", "urn:nld:oin:00000000000000000103:systeem:test"), ("Impersonate-User", "dtv"),
            ("Cookie", "ketenhub=dtv"), ("Host", "dtv.example"),
        })
        {
            var answer = await GetAsync(hub, reference, (name, value));
            Assert.Equal((404, "KH406"), (answer.Status, Assert.Single(answer.Numbers)));
        }
        // Two tokens are none, whichever of them would be good.
        foreach (var tokens in new[] { $"Bearer {hub.Folder.Token("dtv")}, Bearer {hub.Folder.Token("coa")}", $"Basic {hub.Folder.Token("dtv")}", $"Bearer  {hub.Folder.Token("dtv")}" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/references/{reference}");
            request.Headers.TryAddWithoutValidation("Authorization", tokens);
            Assert.Equal(401, (await hub.SendAsync(request)).Status);
        }
        Assert.DoesNotContain(await hub.Store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation), row => row.Kind == LogKind.LookedUp);
    }

    [Fact]
    public async Task No_path_leads_elsewhere()
    {
        await using var hub = await ApiHub.StartAsync();
        foreach (var path in new[]
        {
            "/v1/references/../../tokens", "/v1/references/..%2f..%2ftokens", "/v1/references/%2e%2e/%2e%2e/etc/passwd", "/v1/references/00000000-0000-0000-0000-000000000000%00", "/v1//references/x",
            "/v1/references/' OR 1=1 --", "/v1/references/{00000000-0000-0000-0000-000000000000}", "/v1/events/../../data/master.key", "/tokens/tokens.json", "/data/master.key", "/..%5c..%5cmaster.key",
        })
        {
            var answer = await RawAsync(hub, $"GET {path.Replace(" ", "%20", StringComparison.Ordinal)} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {hub.Folder.Token("coa")}\r\nConnection: close\r\n\r\n");
            Assert.Matches(@"^HTTP/1\.1 (400|401|404|405) ", answer.Split("\r\n")[0] + " ");
            Assert.DoesNotContain("sha256", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_request_that_is_two_or_none_is_one_refusal()
    {
        await using var hub = await ApiHub.StartAsync();
        var body = Encoding.UTF8.GetString(Events.Signal("coa", Person).Body.Span);
        var start = $"POST /v1/events HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {hub.Folder.Token("coa")}\r\nContent-Type: {CloudEvent.ContentType}\r\n";
        foreach (var request in new[]
        {
            // Smuggled: a proxy that believes the other length would see a second request.
            $"{start}Content-Length: {body.Length}\r\nContent-Length: 3\r\n\r\n{body}",
            $"{start}Content-Length: 3\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n{body}",
            $"{start}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            $"{start}X-A: b\r\n X-Partner: dtv\r\nContent-Length: 0\r\n\r\n",
            $"{start}Bad\0Header: x\r\nContent-Length: 0\r\n\r\n",
            $"POST /v1/events HTTP/1.1\r\nHost: hub\r\nHost: other\r\nAuthorization: Bearer {hub.Folder.Token("coa")}\r\nContent-Length: 0\r\n\r\n",
            $"{start}X-Long: {new string('x', 70_000)}\r\nContent-Length: 0\r\n\r\n",
            $"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: hub\r\n\r\n",
        })
        {
            var answer = await RawAsync(hub, request);
            Assert.Matches(@"^HTTP/1\.1 (400|414|431)", answer.Split("\r\n")[0]);
            Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
        }
        Assert.Equal(0, (await hub.Store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Accepted);
        Assert.Equal(202, (await hub.PostAsync(Events.Signal("coa", Person))).Status);
    }

    [Fact]
    public async Task A_statement_in_any_text_is_a_text()
    {
        await using var hub = await ApiHub.StartAsync();
        var statuses = new List<int>();
        foreach (var statement in Statements)
        {
            var data = Events.SignalData(Events.VNummer(Person), Events.Own("eigen", statement, "coa"));
            (data["whatHappened"], data["caseNumber"]) = (statement, statement);
            var envelope = Events.Envelope("coa", "case-signal", data);
            (envelope["correlationid"], envelope["dataref"], envelope["causationid"], envelope["partitionkey"]) = (statement, statement, statement, statement);
            statuses.Add((await hub.PostAsync(Events.Message("coa", envelope))).Status);
            foreach (var name in new[] { "id", "source", "type", "time", "sequence", "traceparent" })
            {
                var broken = (JsonObject)envelope.DeepClone();
                broken[name] = statement;
                Assert.Equal(400, (await hub.PostAsync(Events.Message("coa", broken))).Status);
            }
        }
        Assert.All(statuses, status => Assert.Equal(202, status));
        var verified = await LogVerifier.VerifyAsync(hub.Store.Reads, null, Cancellation);
        Assert.Null(verified.FirstBad);
        Assert.Equal(Statements.Length, (await hub.Store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation)).Count(row => row.Kind == LogKind.Received));
    }

    [Fact]
    public async Task No_way_to_write_the_path_of_the_metrics_gets_around_their_token()
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-test-");
        try
        {
            var (now, file) = (DateTimeOffset.UtcNow, new TokenFile(folder.FullName));
            var (partner, metrics) = (file.Add("coa", ApiToken.OfPartners, now, now.AddDays(1), "").Token, file.Add(null, [TokenScope.Metrics], now, now.AddDays(1), "").Token);
            var builder = HubHost.CreateBuilder(new IPEndPoint(IPAddress.Loopback, 0));
            builder.Services.AddSingleton(SettingsFolder.ReadPartners(null)).AddSingleton(TimeProvider.System).AddSingleton<RateLimits>().AddSingleton<ApiAccess>();
            builder.Services.AddSingleton(provider => new PartnerTokens(folder.FullName, provider.GetRequiredService<PartnerList>(), TimeProvider.System, NullLogger<PartnerTokens>.Instance));
            await using var app = builder.Build();
            app.UseMetricsToken(needed: true);
            app.MapGet("/metrics", () => "how much each partner sends");
            app.MapGet("/health/partners", () => "how much each partner sends");
            await app.StartAsync(Cancellation);
            foreach (var path in new[] { "/metrics", "/METRICS", "/metrics/", "/x/../metrics", "/%6detrics", "/metrics?x", "/./metrics", "/health/partners", "/Health/Partners", "/health//partners", "/health/%70artners", "//metrics", "/metrics;x", "/metrics%00" })
            {
                foreach (var token in new[] { "", partner, "x" })
                {
                    var answer = await RawAsync(new Uri(app.Urls.First()), $"GET {path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n");
                    Assert.Matches(@"^HTTP/1\.1 (400|401|403|404|429)", answer);
                    Assert.DoesNotContain("how much", answer, StringComparison.Ordinal);
                }
            }
            Assert.Contains("how much", await RawAsync(new Uri(app.Urls.First()), $"GET /metrics HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {metrics}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
            await app.StopAsync(Cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_is_announced_as_larger_than_anything_is_not_waited_for()
    {
        await using var hub = await ApiHub.StartAsync();
        var answer = await RawAsync(hub, $"POST /v1/events HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {hub.Folder.Token("coa")}\r\nContent-Type: {CloudEvent.ContentType}\r\nContent-Length: {HubHost.LargestRequest + 1}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_headers_where_one_may_be_none_counts()
    {
        await using var hub = await ApiHub.StartAsync();
        var body = Encoding.UTF8.GetString(Events.Signal("coa", Person).Body.Span);
        var (good, bad) = ($"Authorization: Bearer {hub.Folder.Token("coa")}\r\n", $"Authorization: Bearer {new string('x', 64)}\r\n");
        foreach (var (authorization, status) in new[] { (good + bad, 401), (bad + good, 401), (good + good, 401), (good, 202) })
        {
            var answer = await RawAsync(hub, $"POST /v1/events HTTP/1.1\r\nHost: hub\r\n{authorization}Content-Type: {CloudEvent.ContentType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
            Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_two_signatures_none_counts_also_in_headers_of_their_own()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var terms = new SigningTerms(true, TimeSpan.FromDays(1), new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["k"] = key.ExportSubjectPublicKeyInfo() });
        await using var hub = await ApiHub.StartAsync(change: list => new PartnerList(list.HubOin, list.HubAddress, [.. list.All.Select(partner => partner.Code == "coa" ? partner with { Signing = terms } : partner)]));
        var message = Events.Signal("coa", Person);
        var body = Encoding.UTF8.GetString(message.Body.Span);
        var (good, bad) = ($"{EventSignature.Header}: {EventSignature.Sign(message.Body.Span, key, "k", DateTimeOffset.UtcNow)}\r\n", $"{EventSignature.Header}: x\r\n");
        foreach (var (signatures, status) in new[] { (good + bad, 403), (bad + good, 403), (good + good, 403), (good, 202) })
        {
            var answer = await RawAsync(hub, $"POST /v1/events HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {hub.Folder.Token("coa")}\r\n{signatures}Content-Type: {CloudEvent.ContentType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
            Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        }
    }

    private static Task<Answer> GetAsync(ApiHub hub, string reference, (string Name, string Value) header)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/references/{reference}");
        request.Headers.Authorization = new("Bearer", hub.Folder.Token("coa"));
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        return hub.SendAsync(request);
    }

    private static Task<string> RawAsync(ApiHub hub, string request) => RawAsync(hub.Address, request);

    private static async Task<string> RawAsync(Uri hub, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(hub.Host, hub.Port, Cancellation);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bound.CancelAfter(TimeSpan.FromSeconds(10));
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, bound.Token)) > 0)
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (Exception closed) when (closed is IOException)
        {
            // Cut off after the answer.
        }
        return answer.ToString();
    }
}
