using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Demo;
using KetenHub.Hub;
using KetenHub.Partners;
using KetenHub.Partners.Client;
using KetenHub.Servers;
using KetenHub.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace KetenHub.Conformance.Local;

/// <summary>The production topology as deploy/local brings it up: the stories over TLS, parts that stop, and who must not come in.</summary>
[Collection(OnRabbitMq.Name)]
[TestCaseOrderer(typeof(DownLast))]
[Trait("kind", "process")]
public sealed class LocalTopologyTests(LocalTopology local) : IClassFixture<LocalTopology>
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_stories_go_over_TLS_and_a_node_and_a_hub_that_stop_are_told_and_lose_nothing()
    {
        var partners = PartnersFile.Read(Path.Combine(AppContext.BaseDirectory, "partners.json"));
        await using var store = local.OpenStore();
        using var keys = local.Keys();
        var accepted = (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Accepted;
        var stopped = "";
        var stage = new ServersStage(code => local.ConnectAsync(code), store, default, async message =>
        {
            if (stopped.Length == 0 && Intake.Read(message, partners.Find(message.Publisher)!).Message is DecisionIssued)
                stopped = await local.RunAsync("down", "--kill", "hub1", "rabbit3");
        });
        // The adapters read for Nidos.
        await stage.OpenAsync(partners.All.Where(partner => partner.Code != "nidos"), Cancellation);
        var runs = new List<StoryRun>();
        foreach (var story in StoryFile.ReadFolder(Path.Combine(AppContext.BaseDirectory, "stories")))
        {
            runs.Add(await PlayAsync(story, store, keys, partners, stage));
            if (runs.Count > 1)
                continue;
            Assert.Contains("hub1 is stopped", stopped, StringComparison.Ordinal);
            await FiringAsync("KetenHubDown", $"127.0.0.1:{local.FirstPort + 14}");
            await FiringAsync("KetenHubBrokerNodeAway", $"localhost:{local.FirstPort + 8}");
            await local.RunAsync("up");
            await local.RunAsync("status");
        }

        Assert.Equal(3, runs.Count);
        Assert.All(runs, run => Assert.Empty(run.Failures));
        Assert.Equal(0, runs.Sum(run => run.Stale));
        var overview = await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation);
        Assert.Equal(
            (runs.Sum(run => run.Accepted.Count), runs.Sum(run => run.Refused), 0), ((int)(overview.Accepted - accepted), (int)overview.Quarantined, (int)overview.Unsent));
        Assert.Null((await LogVerifier.VerifyAsync(store.Reads, null, Cancellation)).FirstBad);
        // Both are over. What was slow meanwhile is told for minutes more, rightly.
        await UntilAsync(async () => !(await AlertsAsync()).Any(one => one.Alert is "KetenHubDown" or "KetenHubBrokerNodeAway"));
    }

    [Fact]
    public async Task Up_again_does_nothing_to_what_runs()
    {
        var before = await local.RunAsync("status");
        await local.RunAsync("up");
        Assert.Equal(before, await local.RunAsync("status"));
        Assert.Contains("over TLS only", local.FirstOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prometheus_sees_every_part_and_how_long_certificates_last()
    {
        await UntilAsync(async () => (await QueryAsync("up==1")).GetArrayLength() == 6);
        await UntilAsync(async () => (await QueryAsync("min by (certificate) (ketenhub_certificate_left_seconds)>86400*300")).GetArrayLength() == 2);
    }

    [Fact]
    public async Task A_partner_with_its_own_certificate_can_not_publish_or_read_as_another()
    {
        var coa = await local.ConnectAsync("coa");
        var refused = await Assert.ThrowsAsync<AlreadyClosedException>(async () =>
        {
            var channel = await coa.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancellation);
            await channel.BasicPublishAsync("keten.in.ind", "any", "{}"u8.ToArray(), Cancellation);
        });
        Assert.Equal(Constants.AccessRefused, refused.ShutdownReason!.ReplyCode);
        var reading = await Assert.ThrowsAsync<OperationInterruptedException>(async () =>
            await (await coa.CreateChannelAsync(cancellationToken: Cancellation)).BasicConsumeAsync("keten.out.ind", autoAck: false, new AsyncDefaultBasicConsumer(null!), Cancellation));
        Assert.Equal(Constants.AccessRefused, reading.ShutdownReason!.ReplyCode);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("revoked")]
    [InlineData("foreign/foreign")]
    [InlineData(null)]
    public async Task Who_has_no_good_certificate_does_not_get_to_the_broker(string? certificate)
    {
        await using (await local.ConnectAsync("coa"))
        {
            // The same name with a good one gets in.
        }
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => local.ConnectAsync(certificate));
    }

    [Theory]
    [InlineData("ketenhub", "expired")]
    [InlineData("ketenhub", "revoked")]
    [InlineData("ketenhub", "foreign/foreign")]
    [InlineData("ketenhub", "coa")]
    [InlineData("ketenhub", "ketenhub_reader")]
    [InlineData("postgres", "ketenhub_owner")]
    public async Task Who_has_not_the_certificate_of_a_role_does_not_get_to_the_database(string role, string certificate)
    {
        await using (var good = new NpgsqlConnection(local.Postgres("ketenhub")))
            await good.OpenAsync(Cancellation);
        await using var connection = new NpgsqlConnection(local.Postgres(role, certificate) + ";Pooling=false");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => connection.OpenAsync(Cancellation));
    }

    [Fact]
    public async Task Nobody_gets_in_without_TLS()
    {
        await using var connection = new NpgsqlConnection($"Host=localhost;Port={local.Database};Database=ketenhub;Username=ketenhub;SSL Mode=Disable;Pooling=false");
        Assert.Equal("28000", (await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(Cancellation))).SqlState);
        // The first words of AMQP 0-9-1, and a request: a broker that speaks plain text answers both.
        foreach (var port in new[] { local.Amqp(0), local.Amqp(1), local.Amqp(2) })
            Assert.DoesNotContain("AMQP", await SayAsync(port, "AMQP\0\0\u0009\u0001"), StringComparison.Ordinal);
        Assert.DoesNotContain("200 OK", await SayAsync(local.Management, "GET /api/overview HTTP/1.0\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_does_not_get_anybody_to_the_broker()
    {
        var password = (await File.ReadAllTextAsync(Path.Combine(local.State, "secrets", "management.password"), Cancellation)).Trim();
        var factory = new ConnectionFactory
        {
            UserName = "ketenhub", Password = password, VirtualHost = "keten",
            Endpoint = new AmqpTcpEndpoint("localhost", local.Amqp(0), new SslOption("localhost", enabled: true)
            {
#pragma warning disable CA5359 // What the server makes of the client is tried here.
                CertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
                Certs = [System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(local.Pki("coa.pem"), local.Pki("coa.key"))],
            }),
        };
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => factory.CreateConnectionAsync(Cancellation));
    }

    [Theory]
    [InlineData("ketenhub", "UPDATE log SET why = 'nothing happened'")]
    [InlineData("ketenhub", "DELETE FROM log")]
    [InlineData("ketenhub", "UPDATE inbox SET body_digest = ''")]
    [InlineData("ketenhub", "DELETE FROM checkpoint")]
    [InlineData("ketenhub", "TRUNCATE log")]
    [InlineData("ketenhub", "ALTER TABLE log DISABLE TRIGGER ALL")]
    [InlineData("ketenhub", "CREATE TABLE other (n int)")]
    [InlineData("ketenhub_reader", "UPDATE outbox SET sent_at = 0")]
    [InlineData("ketenhub_reader", "INSERT INTO setting VALUES ('a', 'b')")]
    public async Task A_role_can_not_do_at_the_database_what_it_is_not_for(string role, string sql)
    {
        await using var connection = new NpgsqlConnection(local.Postgres(role));
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation))).SqlState);
    }

    [Fact]
    public async Task A_hub_does_not_talk_to_servers_of_another_authority_and_says_so()
    {
        var told = await Assert.ThrowsAsync<InvalidOperationException>(() => HubProcess.RunAsync(
            "run", "--settings", Path.Combine(local.State, "hub.json"), "--listen", "127.0.0.1:0", "--authorities-file", local.Pki("foreign/authority.pem"),
            "--certificate-file", local.Pki("foreign/foreign.pem"), "--certificate-key-file", local.Pki("foreign/foreign.key"), "--rabbitmq-user", "coa"));
        Assert.Contains(Errors.ServerNotTrusted.Number, told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_or_partner_that_a_server_does_not_let_in_is_told_that_it_is_its_certificate()
    {
        var hub = await Assert.ThrowsAsync<InvalidOperationException>(() => HubProcess.RunAsync(
            "run", "--settings", Path.Combine(local.State, "hub.json"), "--listen", "127.0.0.1:0",
            "--certificate-file", local.Pki("coa.pem"), "--certificate-key-file", local.Pki("coa.key"), "--rabbitmq-user", "coa"));
        Assert.Contains($"{Errors.IdentityRefused.Number} ", hub.Message, StringComparison.Ordinal);
        var revoked = local.Tls("revoked");
        await using var outbound = new RabbitMqOutbound(
            new RabbitMqAccess([new Uri($"amqps://localhost:{local.Amqp(0)}")], "keten", tls: new RabbitMqTls(revoked.Trusts, revoked.Select)));
        // In TLS 1.3 the server's word comes after the client is content: at some tries the end of the line is seen before it.
        await UntilAsync(async () =>
        {
            await outbound.SendAsync("coa", [new OutboundEvent(Guid.NewGuid(), "attention-proposed", "{}"u8.ToArray())], Cancellation);
            return outbound.Problem!.Contains($"{Errors.IdentityRefused.Number} ", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_partners_service_comes_with_its_certificate()
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-partner-");
        await using (var services = Avim(folder.FullName))
        {
            var hosted = services.GetServices<IHostedService>().Single();
            await hosted.StartAsync(Cancellation);
            await services.GetRequiredService<KetenPartner>().SendAsync(Guid.CreateVersion7(), new CaseSignal
            {
                Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = "9000000077" }] },
                Kind = CaseSignalKind.NuisanceAroundLocation, ObservedAt = DateTimeOffset.UtcNow,
            }, cancellation: Cancellation);
            await hosted.StopAsync(Cancellation);
        }
        folder.Delete(recursive: true);
        await using var store = local.OpenStore();
        await UntilAsync(async () => (await store.Reads.SequencesAsync(Cancellation)).Any(
            row => row is { Publisher: "avim", Highest: 1, Missing: 0 } && row.Source.EndsWith(":voorbeeld", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Down_and_keep_stops_all_of_it_and_up_goes_on_with_what_was_there()
    {
        long before;
        await using (var store = local.OpenStore())
            before = (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).LogEntries;
        var (ports, authority) = (local.Ports.ToList(), await File.ReadAllTextAsync(local.Pki("authority.pem"), Cancellation));
        await local.RunAsync("down", "--keep");
        Assert.Empty(await ProcessesAsync());
        Assert.All(ports, port => Assert.Throws<SocketException>(() => new TcpClient("127.0.0.1", port).Dispose()));
        await local.RunAsync("up");
        await local.RunAsync("status");
        await using var again = local.OpenStore();
        Assert.Equal(ports, local.Ports);
        Assert.Equal(authority, await File.ReadAllTextAsync(local.Pki("authority.pem"), Cancellation));
        Assert.True((await again.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).LogEntries >= before);
        Assert.Null((await LogVerifier.VerifyAsync(again.Reads, null, Cancellation)).FirstBad);
    }

    [Fact]
    public async Task Down_leaves_no_process_no_port_and_no_file()
    {
        var (ports, processes) = (local.Ports.ToList(), await ProcessesAsync());
        Assert.NotEmpty(processes);
        await local.RunAsync("down");
        Assert.Empty(await ProcessesAsync());
        Assert.All(ports, port => Assert.Throws<SocketException>(() => new TcpClient("127.0.0.1", port).Dispose()));
        Assert.False(Directory.Exists(local.State));
        Assert.Equal(1, (await local.TryAsync("status")).Code);
        await local.RunAsync("down");
    }

    private ServiceProvider Avim(string folder) => new ServiceCollection().AddLogging().AddKetenPartner("avim", (partner, _) =>
    {
        (partner.Oin, partner.System, partner.StateFolder) = ("00000000000000000104", "voorbeeld", folder);
        partner.UseRabbitMq(new PartnerBroker(
            [.. Enumerable.Range(0, 3).Select(node => new Uri($"amqps://localhost:{local.Amqp(node)}"))], "keten", "avim", Password: null, local.Tls("avim")));
    }).BuildServiceProvider();

    private static async Task<StoryRun> PlayAsync(Story written, PostgresStore store, HubKeys keys, PartnerList partners, ServersStage stage)
    {
        var now = DateTimeOffset.UtcNow;
        var story = ShortStory.Of(written, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
        stage.End = story.Start + story.Until;
        var run = new StoryRun(story, store, keys, partners, stage);
        await run.RunAsync(Cancellation);
        // What this one leaves must not be told within the next one.
        await UntilAsync(async () => await store.NextDeadlineAsync(Cancellation) is not { } next || next > DateTimeOffset.UtcNow + Bound);
        stage.TakeTold();
        return run;
    }

    private Task FiringAsync(string alert, string instance) => UntilAsync(async () => (await AlertsAsync()).Contains((alert, instance, "firing")));

    private async Task<IReadOnlyList<(string Alert, string Instance, string State)>> AlertsAsync() =>
        [.. (await AskAsync("/api/v1/alerts")).GetProperty("alerts").EnumerateArray().Select(one => (Labels: one.GetProperty("labels"), State: one.GetProperty("state").GetString()!))
            .Select(one => (one.Labels.GetProperty("alertname").GetString()!, one.Labels.TryGetProperty("instance", out var instance) ? instance.GetString()! : "", one.State))];

    private async Task<JsonElement> QueryAsync(string query) =>
        (await AskAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}")).GetProperty("result");

    private async Task<JsonElement> AskAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{local.Prometheus}") };
        using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation));
        return answer.RootElement.GetProperty("data").Clone();
    }

    // Every process of it was started with the folder in its command line or its environment.
    private async Task<IReadOnlyList<string>> ProcessesAsync()
    {
        var found = new List<string>();
        foreach (var process in Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                var said = await File.ReadAllTextAsync(Path.Combine(process, "cmdline"), Cancellation) + await File.ReadAllTextAsync(Path.Combine(process, "environ"), Cancellation);
                if (said.Contains(local.State, StringComparison.Ordinal))
                    found.Add($"{Path.GetFileName(process)} {said[..Math.Min(said.Length, 200)].Replace('\0', ' ')}");
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is somebody else's.
            }
        }
        return found;
    }

    private static async Task<string> SayAsync(int port, string text)
    {
        using var client = new TcpClient("127.0.0.1", port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), Cancellation);
        using var answer = new MemoryStream();
        try
        {
            await client.GetStream().CopyToAsync(answer, Cancellation).WaitAsync(Bound, Cancellation);
        }
        catch (IOException)
        {
            // Cut off.
        }
        return Encoding.Latin1.GetString(answer.ToArray());
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Bound, "not within its bound");
            await Task.Delay(100, Cancellation);
        }
    }
}
