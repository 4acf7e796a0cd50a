using System.Collections.Concurrent;
using KetenHub.Contracts;
using KetenHub.Demo;
using KetenHub.Hub;
using KetenHub.Storage;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>Hubs as processes on RabbitMQ and PostgreSQL, on the real clock; partners with their own users at the broker.</summary>
/// <param name="connect">Opens a connection as a partner.</param>
/// <param name="store">The database, to look.</param>
/// <param name="end">When the story ends; of several, the first one.</param>
/// <param name="onPublished">Called when the broker has a message and nobody waited yet for what becomes of it.</param>
internal class ServersStage(Func<string, Task<IConnection>> connect, PostgresStore store, DateTimeOffset end, Func<InboundMessage, Task> onPublished) : StoryStage
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, IChannel> publishers = [];
    private readonly ConcurrentQueue<Told> told = new();
    private readonly HashSet<string> seen = [];

    /// <summary>When the story ends that is played now.</summary>
    public DateTimeOffset End { get; set; } = end;

    public override DateTimeOffset Now => DateTimeOffset.UtcNow;

    /// <summary>Opens the queues of these partners.</summary>
    public async Task OpenAsync(IEnumerable<Partner> partners, CancellationToken cancellation)
    {
        foreach (var partner in partners)
        {
            var connection = await connect(partner.Code);
            publishers[partner.Code] = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation);
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += async (_, delivery) =>
            {
                Tell(Told.Read(partner.Code, delivery.Body.ToArray()));
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, CancellationToken.None);
            };
            await channel.BasicConsumeAsync($"keten.out.{partner.Code}", autoAck: false, consumer, cancellation);
        }
    }

    // A step never leaves before the hubs have worked off what was due before it.
    public override async Task AdvanceAsync(DateTimeOffset moment, CancellationToken cancellation)
    {
        await UntilAsync(async () => await store.NextDeadlineAsync(cancellation) is { } next ? next > moment && Now >= moment : Now >= moment || moment == End, cancellation);
        if (moment == End)
            await UntilAsync(() => EverybodyWasToldAsync(cancellation), cancellation);
    }

    public override async Task<Played> SendAsync(InboundMessage message, CancellationToken cancellation)
    {
        var key = KeyOf(message);
        var known = await FindAsync(key, cancellation);
        var refused = (await store.Reads.OverviewAsync(Now, cancellation)).Quarantined;
        await PublishAsync(message, cancellation);
        if (known is not null)
            return new Played(StepOutcome.Duplicate, Now, []);
        await onPublished(message);
        InboxRow? accepted = null;
        await UntilAsync(async () => (accepted = await FindAsync(key, cancellation)) is not null
            || (await store.Reads.OverviewAsync(Now, cancellation)).Quarantined > refused, cancellation);
        return new Played(accepted is null ? StepOutcome.Refused : StepOutcome.Accepted, accepted?.ReceivedAt ?? Now, []);
    }

    public override IReadOnlyList<Told> TakeTold()
    {
        var taken = new List<Told>();
        while (told.TryDequeue(out var one))
        {
            // At least once: the relay of the hub that died may have sent it without marking it.
            if (seen.Add($"{one.Recipient} {one.Id}"))
                taken.Add(one);
        }
        return taken;
    }

    /// <summary>A partner was told.</summary>
    protected void Tell(Told one) => told.Enqueue(one);

    /// <summary>Under which key the hub will know it.</summary>
    protected virtual InboxKey KeyOf(InboundMessage message)
    {
        var cloudEvent = CloudEventReader.Read(message.ContentType, message.Body, [])!;
        return new InboxKey(message.Publisher, cloudEvent.Source, cloudEvent.Id);
    }

    /// <summary>Sends it as its partner does.</summary>
    protected virtual async Task PublishAsync(InboundMessage message, CancellationToken cancellation) => await publishers[message.Publisher].BasicPublishAsync(
        $"keten.in.{message.Publisher}", CloudEventReader.Read(message.ContentType, message.Body, [])!.Type, mandatory: true,
        new BasicProperties { ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent }, message.Body, cancellation);

    // Delivery may lag behind: the hub that died held the relay's lease.
    private async Task<bool> EverybodyWasToldAsync(CancellationToken cancellation)
    {
        var decided = (await store.Reads.NotificationCountsAsync(cancellation)).Values.Sum();
        var waiting = told.Select(one => $"{one.Recipient} {one.Id}").Distinct().Count(one => !seen.Contains(one));
        return seen.Count + waiting == decided && (await store.Reads.OverviewAsync(Now, cancellation)).Unsent == 0;
    }

    private async Task<InboxRow?> FindAsync(InboxKey key, CancellationToken cancellation)
    {
        await using var tx = await store.BeginAsync(cancellation);
        return (await tx.FindInboxTxAsync([key], cancellation)).GetValueOrDefault(key);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, CancellationToken cancellation)
    {
        var until = DateTime.UtcNow + Bound;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < until, "not within its bound");
            await Task.Delay(20, cancellation);
        }
    }
}
