using System.Text.Json;
using KetenHub.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace KetenHub.Conformance;

[Collection(OnRabbitMq.Name)]
public sealed class RabbitMqTopologyTests(SharedRabbitMq server) : RabbitMqTest(server)
{
    [Fact]
    public async Task The_imported_definitions_are_what_the_check_wants()
    {
        Assert.Empty(await CheckAsync());
        Assert.Empty(await CheckBlindAsync());
    }

    [Fact]
    public async Task The_check_names_a_deleted_queue_and_a_deleted_exchange()
    {
        await Host.AdministerAsync(HttpMethod.Delete, "queues", "keten.out.recipient");
        await Host.AdministerAsync(HttpMethod.Delete, "exchanges", "keten.in.partner");
        string[] expected = ["queue keten.out.recipient is missing", "exchange keten.in.partner is missing"];
        Assert.Equal(expected, await CheckBlindAsync());
        Assert.Equal([.. expected, "binding of exchange keten.in.partner to queue keten.in.partner with key '#' is missing"], await CheckAsync());
    }

    [Fact]
    public async Task The_check_names_other_arguments_a_lost_binding_and_changed_policies()
    {
        await Host.AdministerAsync(HttpMethod.Delete, "queues", "keten.in.partner");
        await Host.AdministerAsync(HttpMethod.Put, "queues", "keten.in.partner", new { durable = true, arguments = new Dictionary<string, object> { ["x-queue-type"] = "quorum" } });
        await Host.AdministerAsync(HttpMethod.Put, "policies", "keten-out", new Dictionary<string, object>
        {
            ["pattern"] = @"^keten\.out\.", ["apply-to"] = "queues", ["definition"] = new Dictionary<string, object> { ["max-length"] = 7 },
        });
        await Host.AdministerAsync(HttpMethod.Put, "policies", "other", new Dictionary<string, object>
        {
            ["pattern"] = @"^keten\.in\.recipient", ["apply-to"] = "queues", ["priority"] = 9, ["definition"] = new Dictionary<string, object> { ["max-length"] = 7 },
        });
        string[] expected =
        [
            "queue keten.in.partner: x-single-active-consumer is absent, must be True",
            "binding of exchange keten.in.partner to queue keten.in.partner with key '#' is missing",
            "policy keten-out: max-length is 7, must be 100000",
            "policy keten-out: overflow is absent, must be reject-publish",
            "policy keten-out: delivery-limit is absent, must be 1000000000",
            "policy keten-out: dead-letter-exchange is absent, must be keten.dead",
            "policy keten-out: dead-letter-strategy is absent, must be at-least-once",
        ];
        var differences = await CheckAsync();
        Assert.Equal(expected, differences.Take(expected.Length));
        await UntilAsync(async () => (await CheckAsync()).Contains("queue keten.in.recipient: another policy holds than keten-in"));
    }

    [Fact]
    public async Task The_check_says_that_the_broker_can_t_be_asked()
    {
        var check = new RabbitMqTopologyCheck(Host.Topology, new RabbitMqAccess([new Uri("amqp://127.0.0.1:1")], "none", "nobody", "nothing"));
        Assert.Equal(["the broker can't be asked: BrokerUnreachableException"], await check.DifferencesAsync(Cancellation));
    }

    [Theory]
    [InlineData("keten.in.recipient", "the exchange of another partner")]
    [InlineData("", "any queue past the exchanges")]
    [InlineData("keten.dead", "the dead letters")]
    [InlineData("keten.unrouted", "the unrouted")]
    [InlineData("amq.topic", "an exchange of the broker")]
    public async Task A_partner_can_t_publish_to(string exchange, string what)
    {
        var publisher = await Host.PublisherAsync();
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => publisher.BasicPublishAsync(
            exchange, "keten.in.recipient", mandatory: true, "{}"u8.ToArray(), Cancellation).AsTask().WaitAsync(Bound, Cancellation));
        await UntilAsync(() => Task.FromResult(publisher.CloseReason is not null));
        Assert.True(publisher.CloseReason!.ReplyCode == Constants.AccessRefused, $"{what}: {refused.GetType().Name}");
    }

    [Theory]
    [InlineData("keten.in.partner")]
    [InlineData("keten.in.recipient")]
    [InlineData("keten.out.recipient")]
    [InlineData("keten.dead")]
    [InlineData("keten.unrouted")]
    public Task A_partner_can_t_read(string queue) =>
        RefusedAsync(channel => channel.BasicConsumeAsync(queue, autoAck: true, new AsyncEventingBasicConsumer(channel), Cancellation));

    [Fact]
    public Task A_partner_can_t_purge_its_own_queue_in_the_hub() => RefusedAsync(channel => channel.QueuePurgeAsync("keten.in.partner", Cancellation));

    [Fact]
    public Task A_partner_can_t_declare_a_queue() => RefusedAsync(channel => channel.QueueDeclareAsync("mine", cancellationToken: Cancellation));

    [Fact]
    public Task A_partner_can_t_declare_an_exchange() => RefusedAsync(channel => channel.ExchangeDeclareAsync("mine", "fanout", cancellationToken: Cancellation));

    [Fact]
    public Task A_partner_can_t_delete_its_exchange() => RefusedAsync(channel => channel.ExchangeDeleteAsync("keten.in.partner", cancellationToken: Cancellation));

    [Fact]
    public Task A_partner_can_t_bind_its_queue_to_another_exchange() =>
        RefusedAsync(channel => channel.QueueBindAsync("keten.out.partner", "keten.in.recipient", "#", cancellationToken: Cancellation));

    [Fact]
    public async Task A_partner_can_read_its_own_notifications()
    {
        await using var outbound = new RabbitMqOutbound(Host.Access());
        Assert.True((await outbound.SendAsync("partner", Events(["a"]), Cancellation))[0].IsConfirmed);
        Assert.Equal(["a"], await TakeAllAsync("partner"));
    }

    [Fact]
    public Task The_hub_can_t_declare_or_delete_either() => RefusedAsync(channel => channel.QueueDeleteAsync("keten.in.partner", cancellationToken: Cancellation), "ketenhub");

    [Fact]
    public async Task What_no_binding_takes_is_kept()
    {
        await Host.AdministerAsync(HttpMethod.Delete, "queues", "keten.in.partner");
        await PublishAsync(["a"]);
        await UntilAsync(async () => (await Host.LookAsync("keten.unrouted")).Ready == 1);
    }

    [Fact]
    public async Task A_notification_that_its_recipient_rejects_is_kept()
    {
        await using var outbound = new RabbitMqOutbound(Host.Access());
        await outbound.SendAsync("recipient", Events(["a"]), Cancellation);
        await ConsumeAsync("recipient", 1, (channel, delivery) => channel.BasicRejectAsync(delivery.DeliveryTag, requeue: false));
        await UntilAsync(async () => (await Host.LookAsync("keten.dead")).Ready == 1);
    }

    [Fact]
    public void Definitions_hold_no_password_and_none_at_all_for_certificates()
    {
        var definitions = RabbitMqDefinitions.Write(Host.Topology, new Dictionary<string, string> { ["partner"] = "a-long-secret" });
        Assert.DoesNotContain("a-long-secret", definitions, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(definitions);
        var hashes = json.RootElement.GetProperty("users").EnumerateArray()
            .ToDictionary(user => user.GetProperty("name").GetString()!, user => user.GetProperty("password_hash").GetString()!);
        Assert.Equal("", hashes["recipient"]);
        Assert.Equal(36, Convert.FromBase64String(hashes["partner"]).Length);
        Assert.NotEqual(definitions, RabbitMqDefinitions.Write(Host.Topology, new Dictionary<string, string> { ["partner"] = "a-long-secret" }));
    }

    private async Task RefusedAsync(Func<IChannel, Task> act, string user = "partner")
    {
        await using var channel = await (await Host.ConnectAsync(user)).CreateChannelAsync(cancellationToken: Cancellation);
        var refused = await Assert.ThrowsAsync<OperationInterruptedException>(() => act(channel));
        Assert.Equal(Constants.AccessRefused, refused.ShutdownReason!.ReplyCode);
    }

    private async Task<IReadOnlyList<string>> CheckAsync()
    {
        using var management = Host.Management();
        return await new RabbitMqTopologyCheck(Host.Topology, Host.Access(), management).DifferencesAsync(Cancellation);
    }

    private Task<IReadOnlyList<string>> CheckBlindAsync() => new RabbitMqTopologyCheck(Host.Topology, Host.Access()).DifferencesAsync(Cancellation);
}
