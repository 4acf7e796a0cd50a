using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using MassTransit;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>Why the ordered lanes are not MassTransit's: what it does on the real broker, reproduced. Should one of these fail with another version,
/// the reason in <c>src/adr/2026-11-22-rabbitmq-traps.md</c> is gone.</summary>
[Collection(OnRabbitMq.Name)]
public sealed class MassTransitTrapTests(SharedRabbitMq server) : RabbitMqTest(server)
{
    private const string User = "trap";
    private const string Password = "only-on-loopback";
    private const string Queue = "trap";

    [Fact]
    public async Task A_graceful_stop_lets_the_next_hub_begin_with_newer_messages()
    {
        await PrepareAsync();
        var (begun, gate, second) = (new TaskCompletionSource(), new TaskCompletionSource(), new ConcurrentQueue<int>());
        var first = await StartAsync(endpoint =>
        {
            OneByOne(endpoint);
            endpoint.Handler<Trap>(async _ =>
            {
                begun.TrySetResult();
                await gate.Task;
            });
        });
        await PublishAsync(Enumerable.Range(0, 40).Select(number => (number, Guid.NewGuid())));
        await begun.Task.WaitAsync(Bound, Cancellation);
        var next = await StartAsync(endpoint =>
        {
            OneByOne(endpoint);
            endpoint.Handler<Trap>(context =>
            {
                second.Enqueue(context.Message.Number);
                return Task.CompletedTask;
            });
        });

        var stopping = first.StopAsync(Cancellation);
        await UntilAsync(() => Task.FromResult(!second.IsEmpty));
        gate.SetResult();
        await stopping;
        await UntilAsync(() => Task.FromResult(second.Count >= 39));
        await next.StopAsync(Cancellation);

        // The first one held 0 to 19.
        Assert.Equal(20, second.First());
        Assert.Contains(1, second.Skip(1));

        static void OneByOne(IRabbitMqReceiveEndpointConfigurator endpoint)
        {
            endpoint.SetQuorumQueue(1);
            endpoint.SetQueueArgument("x-single-active-consumer", true);
            (endpoint.PrefetchCount, endpoint.ConcurrentMessageLimit) = (20, 1);
        }
    }

    [Fact]
    public async Task A_batch_drops_the_second_message_with_the_same_id_and_acknowledges_it()
    {
        await PrepareAsync();
        var taken = new ConcurrentQueue<int>();
        var bus = await StartAsync(endpoint => endpoint.Consumer(() => new Taker(taken),
            consumer => consumer.Options<BatchOptions>(options => options.SetMessageLimit(10).SetTimeLimit(s: 1))));
        var id = Guid.NewGuid();
        await PublishAsync([(0, id), (1, id)]);
        await UntilAsync(() => Task.FromResult(!taken.IsEmpty));
        await PublishAsync([(2, Guid.NewGuid())]);
        await UntilAsync(() => Task.FromResult(taken.Count >= 2));
        await bus.StopAsync(Cancellation);

        // Which of the two it keeps depends on their arrival in the batch.
        Assert.Single(taken, number => number is 0 or 1);
        Assert.Equal([2], taken.Where(number => number > 1));
        Assert.Equal(0u, (await Host.LookAsync(Queue)).Ready);
    }

    [Fact]
    public async Task A_header_of_a_partner_says_where_a_fault_is_sent()
    {
        await PrepareAsync();
        var bus = await StartAsync(endpoint => endpoint.Handler<Trap>(_ => throw new InvalidOperationException("fails")));
        var victim = $"rabbitmq://{Host.Server.Amqp.Host}:{Host.Server.Amqp.Port}/{Host.Name}/victim?bind=true";
        await PublishAsync([(0, Guid.NewGuid())], properties => properties.Headers = new Dictionary<string, object?> { ["MT-Fault-Address"] = victim });

        await UntilAsync(async () => await ExistsAsync("victim") && (await Host.LookAsync("victim")).Ready == 1);
        await bus.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_failed_message_with_a_user_id_can_not_be_moved_away_and_comes_again_and_again()
    {
        await PrepareAsync();
        var times = 0;
        var bus = await StartAsync(endpoint => endpoint.Handler<Trap>(_ =>
        {
            Interlocked.Increment(ref times);
            throw new InvalidOperationException("fails");
        }));
        await PublishAsync([(0, Guid.NewGuid())], properties => properties.UserId = "partner");

        await UntilAsync(() => Task.FromResult(Volatile.Read(ref times) >= 3));
        await bus.StopAsync(Cancellation);
        Assert.False(await ExistsAsync($"{Queue}_error") && (await Host.LookAsync($"{Queue}_error")).Ready > 0);
    }

    private async Task<IBusControl> StartAsync(Action<IRabbitMqReceiveEndpointConfigurator> configure)
    {
        var bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(broker =>
        {
            broker.Host(Host.Server.Amqp.Host, (ushort)Host.Server.Amqp.Port, Host.Name, host =>
            {
                host.Username(User);
                host.Password(Password);
            });
            broker.ReceiveEndpoint(Queue, endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.UseRawJsonDeserializer(RawSerializerOptions.All, isDefault: true);
                configure(endpoint);
            });
        });
        await bus.StartAsync(Cancellation).WaitAsync(Bound, Cancellation);
        return bus;
    }

    // A user that may declare what MassTransit declares, and is nobody's impersonator; the partner may reach its queue.
    private async Task PrepareAsync()
    {
        using var made = await Server.Http.PutAsJsonAsync(new Uri($"users/{User}", UriKind.Relative), new { password = Password, tags = "" }, Cancellation);
        made.EnsureSuccessStatusCode();
        var all = new { configure = ".*", write = ".*", read = ".*" };
        await Host.AdministerAsync(HttpMethod.Put, "permissions", User, all);
        await Host.AdministerAsync(HttpMethod.Put, "permissions", "partner", all);
    }

    private async Task PublishAsync(IEnumerable<(int Number, Guid Id)> messages, Action<BasicProperties>? change = null)
    {
        var publisher = await Host.PublisherAsync();
        foreach (var (number, id) in messages)
        {
            var properties = new BasicProperties { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent, MessageId = id.ToString() };
            change?.Invoke(properties);
            await publisher.BasicPublishAsync("", Queue, mandatory: true, properties, Encoding.UTF8.GetBytes($$"""{"number":{{number}}}"""), Cancellation);
        }
    }

    private async Task<bool> ExistsAsync(string queue)
    {
        using var answer = await Server.Http.GetAsync(new Uri($"queues/{Host.Name}/{queue}", UriKind.Relative), Cancellation);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>A message without any envelope.</summary>
    public sealed record Trap
    {
        public int Number { get; init; }
    }

    private sealed class Taker(ConcurrentQueue<int> taken) : IConsumer<Batch<Trap>>
    {
        public Task Consume(ConsumeContext<Batch<Trap>> context)
        {
            foreach (var message in context.Message)
                taken.Enqueue(message.Message.Number);
            return Task.CompletedTask;
        }
    }
}
