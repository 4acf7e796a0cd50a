using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Servers;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>A hub as operations run it, seen over its health while a server is away or otherwise than it should be.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed class BadDayTests(SharedRabbitMq server)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static readonly HttpClient Http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_the_broker_drifts_the_hub_is_red_within_a_minute_says_what_differs_and_after_the_import_it_is_green()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var hub = await site.StartHubAsync();
        await UntilReadyAsync(hub);

        await AdministerAsync(site, HttpMethod.Delete, "bindings", "e/keten.in.coa/q/keten.in.coa/%23");
        await AdministerAsync(site, HttpMethod.Delete, "queues", "keten.out.nidos");
        await AdministerAsync(site, HttpMethod.Put, "policies", "keten-in", new Dictionary<string, object>
        {
            ["pattern"] = @"^keten\.in\.", ["apply-to"] = "queues", ["definition"] = new Dictionary<string, object> { ["max-length"] = 7 },
        });
        // What a partner sends meanwhile, without mandatory, is kept.
        await PublishAsync(site, 1);

        string[] expected =
        [
            "queue keten.out.nidos is missing",
            "binding of exchange keten.in.coa to queue keten.in.coa with key '#' is missing",
            "policy keten-in: max-length is 7, must be 1000000",
        ];
        var red = await UntilAsync(hub, health => expected.All(Texts(health, "topology").Contains) && health.GetProperty("kept").TryGetProperty("keten.unrouted", out _));
        Assert.Equal("not ready", red.GetProperty("status").GetString());
        Assert.All(expected, difference => Assert.Contains($"KH407: the broker differs from the topology: {difference}", hub.Output, StringComparison.Ordinal));
        Assert.Contains("KH409: 1 messages that nobody took wait in keten.unrouted", hub.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(hub, "accepting"));

        await site.ImportAsync();
        await UntilReadyAsync(hub);
    }

    [Fact]
    public async Task Without_the_management_address_the_hub_says_what_it_does_not_look_at()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await using var hub = await site.StartHubAsync(new Dictionary<string, string> { ["KETENHUB__RABBITMQMANAGEMENT"] = "" });
        await UntilReadyAsync(hub);
        Assert.Contains("RabbitMqManagement is not set", hub.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_broker_is_away_the_hub_names_the_lanes_it_cant_read_accepts_over_HTTP_and_goes_on_alone()
    {
        Assert.SkipUnless(server.IsOwn, "this broker is not ours to stop");
        await using var site = await KetenSite.PrepareAsync(server);
        await using var hub = await site.StartHubAsync();
        await UntilReadyAsync(hub);
        await server.StopAsync();
        try
        {
            var red = await UntilAsync(hub, health => health.GetProperty("broker").EnumerateObject().Count() == 5);
            Assert.Equal("not ready", red.GetProperty("status").GetString());
            Assert.Equal("BrokerUnreachableException", red.GetProperty("broker").GetProperty("keten.in.coa").GetString());
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(hub, "accepting"));
        }
        finally
        {
            await server.StartAgainAsync();
        }
        await UntilReadyAsync(hub);
        Assert.Contains("lane keten.in.coa is open again", hub.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_database_is_away_the_hub_takes_nothing_says_so_and_takes_what_waited_when_it_is_back()
    {
        var database = await PostgresNode.StartAsync();
        try
        {
            await using var site = await KetenSite.PrepareAsync(server, [server.Amqp], await database.CreateDatabaseAsync(), policy: "");
            await using var hub = await site.StartHubAsync();
            await UntilReadyAsync(hub);
            await database.KillAsync();
            await PublishAsync(site, 2);
            var red = await UntilAsync(hub, health => health.GetProperty("store").GetString()!.StartsWith("KH303", StringComparison.Ordinal));
            Assert.Equal("not ready", red.GetProperty("status").GetString());
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(hub, "accepting"));
            Assert.Contains("KH303: the store can't be written", hub.Output, StringComparison.Ordinal);

            await database.StartAgainAsync();
            await UntilReadyAsync(hub);
            await using var reads = new Storage.PostgresStore(site.Database);
            await UntilAsync(async () => (await reads.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).Accepted == 1);
            Assert.Contains("the store can be written again", hub.Output, StringComparison.Ordinal);
        }
        finally
        {
            database.Remove();
        }
    }

    private static async Task PublishAsync(KetenSite site, int number)
    {
        await using var channel = await (await site.ConnectAsync("coa")).CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancellation);
        await channel.BasicPublishAsync(RabbitMqNames.In("coa"), "nl.vreemdelingenketen.incident-registered.v1", mandatory: false,
            new BasicProperties { ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent }, SmallHub.Incident(number, 1), Cancellation);
    }

    private async Task AdministerAsync(KetenSite site, HttpMethod method, string kind, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri($"{kind}/{site.VirtualHost}/{path}", UriKind.Relative));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var answer = await server.Http.SendAsync(request, Cancellation);
        answer.EnsureSuccessStatusCode();
    }

    private static Task<JsonElement> UntilReadyAsync(HubProcess hub) => UntilAsync(hub, health => health.GetProperty("status").GetString() == "ready");

    // Bounded by the promise that drift shows within 60 seconds.
    private static async Task<JsonElement> UntilAsync(HubProcess hub, Func<JsonElement, bool> condition)
    {
        var health = default(JsonElement);
        await UntilAsync(async () =>
        {
            using var answer = await Http.GetAsync(new Uri(hub.Address, "health/ready"), Cancellation);
            health = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            Assert.Equal(health.GetProperty("status").GetString() == "ready", answer.IsSuccessStatusCode);
            return condition(health);
        }, () => $"{health}\n{hub.Output}");
        return health;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, Func<string>? state = null)
    {
        var until = DateTime.UtcNow + Bound;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < until, $"not within {Bound.TotalSeconds} s: {state?.Invoke()}");
            await Task.Delay(200, Cancellation);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HubProcess hub, string question)
    {
        using var answer = await Http.GetAsync(new Uri(hub.Address, $"health/{question}"), Cancellation);
        return answer.StatusCode;
    }

    private static IEnumerable<string> Texts(JsonElement health, string name) =>
        health.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);
}
