using System.Globalization;
using KetenHub.Conformance.Adapters;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Partners.Client;
using KetenHub.Servers;
using KetenHub.Storage;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance.Client;

/// <summary>A partner's own service on the .NET client, as a process that is killed anywhere and started again, on RabbitMQ and over the API.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed class KetenPartnerTests(SharedRabbitMq server)
{
    private const int Signals = 300;
    private const int HandOuts = 30;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Over_RabbitMQ_a_partner_that_is_killed_sends_each_message_once_with_its_sequence_and_handles_what_it_was_told()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var hub = await site.StartHubAsync();
        await using var store = new PostgresStore(site.Database);
        using var folder = new Folder();
        await PlanHandOutsAsync(site);

        await KillAndRestartAsync(server.Amqp.ToString(), site.VirtualHost, site.PasswordFile, folder.Path, Signals.ToString(CultureInfo.InvariantCulture));
        await UntilAsync(async () => (await CoaAsync(store))?.Highest == Signals);
        await CheckAsync(store, folder);
    }

    [Fact]
    public async Task Over_HTTP_a_partner_that_is_killed_sends_each_message_once_with_its_sequence_and_handles_what_it_was_told()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var hub = await StartWithApiAsync(site);
        await using var store = new PostgresStore(site.Database);
        using var folder = new Folder();
        var own = new Uri($"http://127.0.0.1:{PartnerEndpoint.FreePort()}");
        var secret = await site.WriteAsync("webhook.secret", PartnerEndpoint.Secret);
        await using var adapters = await site.StartAdaptersAsync(new
        {
            coa = new { Adapter = "avim-http", LongestPause = "00:00:01", site.PasswordFile, Settings = new { url = new Uri(own, "/meldingen").ToString(), secretFile = secret } },
        });
        await PlanHandOutsAsync(site);

        await KillAndRestartAsync(hub.Address.ToString(), await site.TokenFileAsync("coa"), secret, folder.Path, Signals.ToString(CultureInfo.InvariantCulture), own.ToString());
        await CheckAsync(store, folder);
    }

    [Fact]
    public async Task Over_HTTP_a_refused_message_is_told_with_every_reason_and_its_number_is_free_for_the_next()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var hub = await StartWithApiAsync(site);
        await using var store = new PostgresStore(site.Database);
        using var folder = new Folder();
        var token = await site.TokenFileAsync("coa");
        await using var services = new ServiceCollection().AddLogging().AddKetenPartner("coa", (partner, _) =>
        {
            (partner.Oin, partner.System, partner.StateFolder) = ("00000000000000000102", "voorbeeld", folder.Path);
            partner.UseHttp(hub.Address, token);
        }).BuildServiceProvider();
        var coa = services.GetRequiredService<KetenPartner>();

        var refused = await Assert.ThrowsAsync<KetenHubException>(() => coa.SendAsync(Guid.CreateVersion7(), Signal("1"), cancellation: Cancellation));
        Assert.Equal(["KH226"], refused.Problems.Select(problem => problem.Kind.Number));
        await coa.SendAsync(Guid.CreateVersion7(), Signal("0000000001"), cancellation: Cancellation);

        var row = await CoaAsync(store);
        Assert.Equal((1, 0), (row!.Highest, row.Missing));
        Assert.Equal(1, coa.LastSequence);
    }

    [Fact]
    public void Two_services_can_not_use_one_folder_and_all_mistakes_are_told_at_once()
    {
        using var folder = new Folder();
        using var services = Services(folder.Path, "00000000000000000102", "voorbeeld");
        using var second = Services(folder.Path, "00000000000000000102", "voorbeeld");
        _ = services.GetRequiredService<KetenPartner>();
        Assert.Equal("KH515", Assert.Throws<KetenHubException>(second.GetRequiredService<KetenPartner>).Problems.Single().Kind.Number);
        using var wrong = Services("/does/not/exist", "12", "Mijn Systeem");
        Assert.Equal(["coa/Oin", "coa/System", "coa/StateFolder"], Assert.Throws<KetenHubException>(wrong.GetRequiredService<KetenPartner>).Problems.Select(problem => problem.Where));
    }

    // Killed where it stands, four times, while it sends and is told.
    private static async Task KillAndRestartAsync(params string[] arguments)
    {
        foreach (var until in new[] { 20, 90, 91, 200 })
        {
            await using var partner = await HubProcess.StartProgramAsync("KetenHub.SamplePartner", arguments);
            await UntilAsync(() => Task.FromResult(Has(partner, $"sent {until}")));
            await partner.KillAsync();
        }
        await using var last = await HubProcess.StartProgramAsync("KetenHub.SamplePartner", arguments);
        await UntilAsync(() => Task.FromResult(Has(last, $"all sent, sequence {Signals}")));
        await UntilAsync(() => Task.FromResult(Told(arguments[3]).Distinct().Count() == HandOuts));
    }

    private static async Task CheckAsync(PostgresStore store, Folder folder)
    {
        var row = await CoaAsync(store);
        Assert.Equal((Signals, 0), (row!.Highest, row.Missing));
        var log = (await store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation)).Where(entry => entry.Kind == LogKind.Received && entry.Type == "case-signal").ToList();
        Assert.Equal(Signals, log.Count);
        Assert.Equal(Signals, log.Select(entry => entry.EventId).Distinct().Count());
        Assert.Equal(0, (await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Quarantined);
        // A crash between the end of a handler and the note of it repeats that one, and no other.
        var told = Told(folder.Path);
        Assert.InRange(told.Length, HandOuts, HandOuts + 4);
        Assert.Null((await LogVerifier.VerifyAsync(store.Reads, null, Cancellation)).FirstBad);
    }

    private static bool Has(HubProcess partner, string line) => partner.Output.Split('\n').Any(printed => printed.Trim() == line);

    private static string[] Told(string folder)
    {
        var file = Path.Combine(folder, "told.txt");
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }

    private static async Task<SequenceRow?> CoaAsync(PostgresStore store) =>
        (await store.Reads.SequencesAsync(Cancellation)).SingleOrDefault(row => row.Publisher == "coa" && row.Source.EndsWith(":voorbeeld", StringComparison.Ordinal));

    private static Task<HubProcess> StartWithApiAsync(KetenSite site) => HubProcess.StartAsync(
        new Dictionary<string, string> { ["KETENHUB__TokensFolder"] = site.TokensFolder },
        "run", "--settings", site.Settings, "--roles", "ingest,relay,deadlines,checkpoints,api", "--listen", "127.0.0.1:0");

    // IND plans hand-outs at a reception location, of which COA is told.
    private static async Task PlanHandOutsAsync(KetenSite site)
    {
        var channel = await (await site.ConnectAsync("ind")).CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancellation);
        for (var number = 1; number <= HandOuts; number++)
        {
            var decision = new DecisionIssued
            {
                Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = $"{100 + number:D10}" }] },
                DecisionNumber = $"B-TEST-{number}", Revision = 1, Outcome = DecisionOutcome.Rejected, Track = 2, IssuedAt = DateTimeOffset.UtcNow, ReturnDecision = true,
                EntryBan = false, DeparturePeriodDays = 0, AppealSuspendsRemoval = false,
                HandOut = new HandOutPlan { Revision = 1, At = DateTimeOffset.UtcNow.AddDays(5), Location = new Location { Name = "Ter Apel", Kind = LocationKind.ReceptionLocation } },
            };
            var body = CloudEventWriter.Write(new CloudEvent
            {
                Id = Guid.CreateVersion7().ToString(), Source = "urn:nld:oin:00000000000000000101:systeem:test", Type = MessageTypes.Of(decision).EventType,
                Time = DateTimeOffset.UtcNow, Data = CloudEventWriter.Data(decision),
            });
            await channel.BasicPublishAsync("keten.in.ind", MessageTypes.Of(decision).EventType, mandatory: true,
                new BasicProperties { ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent }, body, Cancellation);
        }
    }

    private static CaseSignal Signal(string number) => new()
    {
        Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = number }] },
        Kind = CaseSignalKind.NuisanceAroundLocation, ObservedAt = DateTimeOffset.UtcNow,
    };

    private static ServiceProvider Services(string folder, string oin, string system) => new ServiceCollection().AddLogging().AddKetenPartner("coa", (partner, _) =>
    {
        (partner.Oin, partner.System, partner.StateFolder) = (oin, system, folder);
        partner.UseRabbitMq(new Partners.PartnerBroker([new Uri("amqp://127.0.0.1:1")], "/", "coa", "-"));
    }).BuildServiceProvider();

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var until = DateTime.UtcNow + Bound; !await condition();)
        {
            Assert.True(DateTime.UtcNow < until, "not within its bound");
            await Task.Delay(20, Cancellation);
        }
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("ketenhub-partner-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
