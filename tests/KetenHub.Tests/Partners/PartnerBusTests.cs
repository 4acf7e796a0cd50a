using System.Collections.Concurrent;
using System.Text;
using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Partners;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>A partner and the hub's side of the in-memory bus together.</summary>
public sealed class PartnerBusTests : IAsyncLifetime
{
    private static readonly KetenHub.Partners.Partner Dtv = new("dtv", "00000001000000000103", "readiness");
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly ChannelLane lane = new();
    private readonly ConcurrentQueue<string> handled = new();
    private readonly CancellationTokenSource stopping = new();
    private ServiceProvider services = null!;
    private Func<Task> onHandle = () => Task.CompletedTask;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IBusControl Bus => services.GetRequiredService<IBusControl>();

    public async ValueTask InitializeAsync()
    {
        var worker = new PartnerWorker(Dtv).On<ReadinessReminder>(async (cloudEvent, _, _) =>
        {
            await onHandle();
            handled.Enqueue(cloudEvent.Id);
        });
        services = new ServiceCollection().AddLogging().AddMassTransit(registration =>
        {
            registration.DisableUsageTelemetry();
            registration.UsingInMemory((_, transport) =>
            {
                transport.ReceiveFromPartners(["dtv"], lane, TimeProvider.System, stopping.Token);
                transport.AddPartner(worker);
            });
        }).BuildServiceProvider();
        await Bus.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await lane.DisposeAsync();
        await Bus.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
        stopping.Dispose();
    }

    [Fact]
    public async Task A_message_of_a_partner_reaches_the_lane_as_a_CloudEvent_with_a_contiguous_sequence()
    {
        using var sender = new PartnerSender(Bus, Dtv, lastSequence: 41);
        for (var i = 0; i < 3; i++)
            await sender.SendAsync(Guid.CreateVersion7(), DateTimeOffset.UtcNow, Interview(), cause: null, Cancellation);
        for (var i = 42; i <= 44; i++)
        {
            var batch = await lane.ReadAsync(1, Cancellation).WaitAsync(Bound, Cancellation);
            var problems = new List<Problem>();
            var read = CloudEventReader.Read(batch.Messages[0].ContentType, batch.Messages[0].Body, problems);
            Assert.Empty(problems);
            Assert.Equal((Dtv.Source, CloudEventWriter.Sequence(i)), (read!.Source, read.Sequence));
            await batch.AcknowledgeAsync([new Receipt(ReceiptOutcome.Accepted, read.Id, 1, null, null, [])], Cancellation);
        }
        Assert.Equal(44, sender.LastSequence);
    }

    [Fact]
    public async Task A_notification_reaches_its_handler_before_it_is_confirmed()
    {
        await using var outbound = new InMemoryOutbound(Bus);
        var events = new[] { Reminder(), Reminder() };
        var deliveries = await outbound.SendAsync("dtv", events, Cancellation);
        Assert.All(deliveries, delivery => Assert.Equal(Delivery.Confirmed, delivery));
        Assert.Equal(events.Select(next => next.Id.ToString()), handled);
    }

    [Fact]
    public async Task A_notification_that_comes_again_is_confirmed_and_not_handled_again()
    {
        await using var outbound = new InMemoryOutbound(Bus);
        var reminder = Reminder();
        Assert.Equal(Delivery.Confirmed, (await outbound.SendAsync("dtv", [reminder], Cancellation))[0]);
        Assert.Equal(Delivery.Confirmed, (await outbound.SendAsync("dtv", [reminder], Cancellation))[0]);
        Assert.Single(handled);
    }

    [Fact]
    public async Task A_handler_that_failed_gets_the_notification_again()
    {
        await using var outbound = new InMemoryOutbound(Bus);
        var reminder = Reminder();
        onHandle = () => throw new InvalidOperationException();
        Assert.Equal("the recipient failed on it: InvalidOperationException", (await outbound.SendAsync("dtv", [reminder], Cancellation))[0].Reason);
        onHandle = () => Task.CompletedTask;
        Assert.Equal(Delivery.Confirmed, (await outbound.SendAsync("dtv", [reminder], Cancellation))[0]);
        Assert.Single(handled);
    }

    [Fact]
    public async Task A_notification_of_a_type_without_handler_is_taken_and_left()
    {
        await using var outbound = new InMemoryOutbound(Bus);
        var unknown = Event("nl.vreemdelingenketen.something-new.v9", new { });
        Assert.Equal(Delivery.Confirmed, (await outbound.SendAsync("dtv", [unknown], Cancellation))[0]);
        Assert.Empty(handled);
    }

    [Fact]
    public async Task What_is_no_event_is_refused_with_a_reason()
    {
        await using var outbound = new InMemoryOutbound(Bus);
        var broken = new OutboundEvent(Guid.CreateVersion7(), "any", Encoding.UTF8.GetBytes("{"));
        Assert.Equal("the recipient failed on it: KetenHubException", (await outbound.SendAsync("dtv", [broken], Cancellation))[0].Reason);
    }

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
        return Event(MessageTypes.Of(reminder).EventType, reminder);
    }

    private static OutboundEvent Event(string type, object data)
    {
        var id = Guid.CreateVersion7();
        return new OutboundEvent(id, type, CloudEventWriter.Write(new CloudEvent
        {
            Id = id.ToString(),
            Source = "urn:nld:oin:00000001000000000001:systeem:ketenhub",
            Type = type,
            Time = DateTimeOffset.UtcNow,
            Data = CloudEventWriter.Data(data),
        }));
    }
}
