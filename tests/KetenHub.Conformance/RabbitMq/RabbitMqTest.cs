using System.Text;
using KetenHub.Broker;
using KetenHub.Hub;
using KetenHub.Servers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>A test with a virtual host of its own.</summary>
public abstract class RabbitMqTest(SharedRabbitMq server) : IAsyncLifetime
{
    protected static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    protected RabbitMqServer Server { get; } = server;

    protected RabbitMqHost Host { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Host = await RabbitMqHost.CreateAsync(Server, OutboundMaxLength, Lanes, InboundMaxLength);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual int OutboundMaxLength => 100_000;

    protected virtual int Lanes => 1;

    protected virtual int InboundMaxLength => 1_000_000;

    protected RabbitMqLane Lane(RabbitMqLaneOptions? options = null) => new(Host.Access(), "keten.in.partner", "partner", RabbitMqHost.TakeAlone, options);

    protected static List<string> Numbers(int from, int count) => [.. Enumerable.Range(from, count).Select(i => $"{i:D5}")];

    protected static OutboundEvent[] Events(IEnumerable<string> contents) =>
        [.. contents.Select(content => new OutboundEvent(Guid.CreateVersion7(), "nl.vreemdelingenketen.safety-notice.v1", Encoding.UTF8.GetBytes(content)))];

    protected async Task PublishAsync(IEnumerable<string> texts)
    {
        var publisher = await Host.PublisherAsync();
        await Task.WhenAll(texts.Select(text => RabbitMqHost.PublishAsync(publisher, text, Cancellation)).ToList());
    }

    protected static async Task<ILaneBatch> ReadAsync(RabbitMqLane lane, int most) => await lane.ReadAsync(most, Cancellation).WaitAsync(Bound, Cancellation);

    protected static List<string> Texts(ILaneBatch batch) => [.. batch.Messages.Select(message => Encoding.UTF8.GetString(message.Body.Span))];

    protected static Task AcknowledgeAsync(ILaneBatch batch) => batch.AcknowledgeAsync(
        [.. batch.Messages.Select(_ => new Receipt(ReceiptOutcome.Accepted, null, null, null, null, []))], Cancellation);

    protected static async Task<List<string>> ReadAllAsync(RabbitMqLane lane, int count, int most = 64)
    {
        var read = new List<string>();
        while (read.Count < count)
        {
            var batch = await ReadAsync(lane, Math.Min(most, count - read.Count));
            read.AddRange(Texts(batch));
            await AcknowledgeAsync(batch);
        }
        return read;
    }

    /// <summary>Takes everything that waits in the recipient's queue, in order.</summary>
    protected async Task<List<string>> TakeAllAsync(string recipient)
    {
        var taken = new List<string>();
        await ConsumeAsync(recipient, (int)(await Host.LookAsync(RabbitMqNames.Out(recipient))).Ready, (channel, delivery) =>
        {
            taken.Add(Encoding.UTF8.GetString(delivery.Body.Span));
            return channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        });
        return taken;
    }

    /// <summary>Consumes so many notifications as the recipient: a quorum queue with a single active consumer knows no basic.get.</summary>
    protected async Task ConsumeAsync(string recipient, int count, Func<IChannel, BasicDeliverEventArgs, ValueTask> take)
    {
        if (count == 0)
            return;
        await using var connection = await Host.ConnectAsync(recipient);
        await using var channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, 100, global: false);
        var all = new TaskCompletionSource();
        var consumer = new AsyncEventingBasicConsumer(channel);
        var taken = 0;
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            if (taken == count)
                return;
            await take(channel, delivery);
            if (++taken == count)
                all.SetResult();
        };
        await channel.BasicConsumeAsync(RabbitMqNames.Out(recipient), autoAck: false, consumer);
        await all.Task.WaitAsync(Bound, Cancellation);
        await channel.CloseAsync();
    }

    protected static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bound.CancelAfter(Bound);
        while (!await condition())
            await Task.Delay(50, bound.Token);
    }
}
