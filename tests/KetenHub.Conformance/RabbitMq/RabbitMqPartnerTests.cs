using System.Collections.Concurrent;
using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Partners;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>A partner's MassTransit worker on RabbitMQ as its own user, which may configure nothing.</summary>
[Collection(OnRabbitMq.Name)]
public sealed class RabbitMqPartnerTests(SharedRabbitMq server) : RabbitMqTest(server)
{
    private static readonly KetenHub.Partners.Partner Partner = new("partner", "00000000000000000100", "worker");

    private readonly ConcurrentQueue<string> handled = new();
    private Func<string, Task> onHandle = _ => Task.CompletedTask;

    [Fact]
    public async Task A_message_of_a_partner_reaches_its_lane_as_it_was_written()
    {
        await using var bus = await StartAsync();
        using var sender = new PartnerSender(bus.Control, Partner, lastSequence: 41);
        for (var i = 0; i < 3; i++)
            await SendAsync(sender);
        await using var lane = Lane();
        for (var i = 42; i <= 44; i++)
        {
            var batch = await ReadAsync(lane, 1);
            var problems = new List<Problem>();
            var read = CloudEventReader.Read(batch.Messages[0].ContentType, batch.Messages[0].Body, problems);
            Assert.Empty(problems);
            Assert.Equal((Partner.Source, CloudEventWriter.Sequence(i)), (read!.Source, read.Sequence));
            await AcknowledgeAsync(batch);
        }
    }

    [Fact]
    public async Task What_a_partner_sent_survives_the_broker_and_carries_nothing_but_the_event()
    {
        await using (var bus = await StartAsync())
        {
            using var sender = new PartnerSender(bus.Control, Partner, lastSequence: null);
            await SendAsync(sender);
        }
        var delivered = new TaskCompletionSource<(string RoutingKey, IReadOnlyBasicProperties Properties)>();
        await using var channel = await (await Host.ConnectAsync("ketenhub")).CreateChannelAsync(cancellationToken: Cancellation);
        var consumer = new RabbitMQ.Client.Events.AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            delivered.SetResult((delivery.RoutingKey, new BasicProperties(delivery.BasicProperties)));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync("keten.in.partner", autoAck: true, consumer, Cancellation);
        var (key, properties) = await delivered.Task.WaitAsync(Bound, Cancellation);
        Assert.Equal("nl.vreemdelingenketen.departure-interview-held.v1", key);
        Assert.Equal((DeliveryModes.Persistent, CloudEvent.ContentType), (properties.DeliveryMode, properties.ContentType));
        Assert.Equal((null, null), (properties.UserId, properties.ReplyTo));
        // Numbered by RabbitMQ.Client, to find a returned message again.
        Assert.Equal(["x-dotnet-pub-seq-no"], properties.Headers?.Keys ?? []);
    }

    [Fact]
    public async Task Notifications_are_handled_in_order_and_then_gone_and_nothing_was_declared()
    {
        var before = await NamesAsync();
        await using var bus = await StartAsync();
        var events = Enumerable.Range(0, 20).Select(_ => Reminder()).ToArray();
        await using var outbound = new RabbitMqOutbound(Host.Access());
        Assert.All(await outbound.SendAsync("partner", events, Cancellation), delivery => Assert.True(delivery.IsConfirmed));
        await UntilAsync(() => Task.FromResult(handled.Count >= events.Length));
        Assert.Equal(events.Select(next => next.Id.ToString()), handled);
        await bus.DisposeAsync();
        Assert.Equal(0u, (await Host.LookAsync("keten.out.partner")).Ready);
        Assert.Equal(before, await NamesAsync());
    }

    [Fact]
    public async Task What_a_handler_failed_on_comes_again_before_what_follows()
    {
        var tries = 0;
        var events = Enumerable.Range(0, 3).Select(_ => Reminder()).ToArray();
        onHandle = id => id == events[0].Id.ToString() && ++tries <= 3 ? throw new InvalidOperationException() : Task.CompletedTask;
        await using var outbound = new RabbitMqOutbound(Host.Access());
        await outbound.SendAsync("partner", events, Cancellation);
        await using var bus = await StartAsync();
        await UntilAsync(() => Task.FromResult(handled.Count >= events.Length));
        Assert.Equal(events.Select(next => next.Id.ToString()), handled);
        Assert.Equal(4, tries);
    }

    [Fact]
    public async Task A_worker_that_stops_on_a_failure_leaves_it_to_the_next_one_in_order()
    {
        var failed = new TaskCompletionSource();
        onHandle = _ =>
        {
            failed.TrySetResult();
            throw new InvalidOperationException();
        };
        var events = Enumerable.Range(0, 3).Select(_ => Reminder()).ToArray();
        await using var outbound = new RabbitMqOutbound(Host.Access());
        await outbound.SendAsync("partner", events, Cancellation);
        await using (var bus = await StartAsync())
            await failed.Task.WaitAsync(Bound, Cancellation);
        onHandle = _ => Task.CompletedTask;
        await using var next = await StartAsync();
        await UntilAsync(() => Task.FromResult(handled.Count >= events.Length));
        Assert.Equal(events.Select(one => one.Id.ToString()), handled);
    }

    [Fact]
    public async Task Sending_without_the_exchange_is_an_error_and_works_again_once_it_is_back()
    {
        await using var bus = await StartAsync();
        using var sender = new PartnerSender(bus.Control, Partner, lastSequence: 0, wait: TimeSpan.FromSeconds(3));
        await Host.AdministerAsync(HttpMethod.Delete, "exchanges", "keten.in.partner");
        await Assert.ThrowsAsync<TimeoutException>(() => SendAsync(sender));
        Assert.Equal(0, sender.LastSequence);
        await Host.ImportAsync();
        await UntilAsync(() => SendsAsync(sender));
        Assert.Equal(1, sender.LastSequence);
    }

    [Fact]
    public async Task A_partner_can_t_send_as_another()
    {
        await using var bus = await StartAsync();
        using var sender = new PartnerSender(bus.Control, Partner with { Code = "recipient" }, lastSequence: 0, wait: TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<TimeoutException>(() => SendAsync(sender));
        Assert.Equal(0, sender.LastSequence);
        Assert.Equal(0u, (await Host.LookAsync("keten.in.recipient")).Ready);
    }

    [Fact]
    public async Task After_the_broker_was_away_a_worker_goes_on_in_both_directions()
    {
        Assert.SkipUnless(Server.IsOwn, "stops the broker");
        await using var bus = await StartAsync();
        await Server.StopAsync();
        await Server.StartAgainAsync();
        using var sender = new PartnerSender(bus.Control, Partner, lastSequence: 0);
        await UntilAsync(() => SendsAsync(sender));
        var reminder = Reminder();
        await using var outbound = new RabbitMqOutbound(Host.Access());
        await UntilAsync(async () => (await outbound.SendAsync("partner", [reminder], Cancellation))[0].IsConfirmed);
        await UntilAsync(() => Task.FromResult(handled.Contains(reminder.Id.ToString())));
    }

    private static Task SendAsync(PartnerSender sender) =>
        sender.SendAsync(Guid.CreateVersion7(), DateTimeOffset.UtcNow, Interview(), cause: null, Cancellation);

    private static async Task<bool> SendsAsync(PartnerSender sender)
    {
        try
        {
            await SendAsync(sender);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<StartedBus> StartAsync()
    {
        var worker = new PartnerWorker(Partner).On<ReadinessReminder>(async (cloudEvent, _, _) =>
        {
            await onHandle(cloudEvent.Id);
            handled.Enqueue(cloudEvent.Id);
        });
        var bus = RabbitMqBus.Create(Host.PartnerBroker("partner"), worker, NullLoggerFactory.Instance);
        await bus.StartAsync(Cancellation).WaitAsync(Bound, Cancellation);
        return new StartedBus(bus);
    }

    private async Task<string[]> NamesAsync() =>
        [.. await Host.NamesAsync("queues"), .. await Host.NamesAsync("exchanges")];

    private static DepartureInterviewHeld Interview() => new()
    {
        Person = new PersonReference { Identifiers = [new() { Scheme = PersonIdentifier.VNummer, Value = "0000000001" }] },
        DecisionNumber = "D-1",
        HeldAt = DateTimeOffset.UtcNow,
        HeldBy = "TTOV Noord",
    };

    private static OutboundEvent Reminder()
    {
        var reminder = new ReadinessReminder { PolicyVersion = "test", DecisionNumber = "D-1", RequestNumber = 1, RespondBy = DateTimeOffset.UtcNow };
        var id = Guid.CreateVersion7();
        return new OutboundEvent(id, MessageTypes.Of(reminder).EventType, CloudEventWriter.Write(new CloudEvent
        {
            Id = id.ToString(),
            Source = "urn:nld:oin:00000001000000000001:systeem:ketenhub",
            Type = MessageTypes.Of(reminder).EventType,
            Time = DateTimeOffset.UtcNow,
            Data = CloudEventWriter.Data(reminder),
        }));
    }

    private sealed record StartedBus(IBusControl Control) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Control.StopAsync(TimeSpan.FromSeconds(20));
    }
}
