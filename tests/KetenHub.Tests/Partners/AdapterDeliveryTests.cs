using KetenHub.Contracts;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Check;
using KetenHub.Partners.Hosting;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>What becomes of a notification, with a real adapter and a partner's side that answers what it is told to.</summary>
public sealed class AdapterDeliveryTests : IDisposable
{
    private static readonly Notice Notice = DeliverChecks.Notices()[0];

    private readonly List<DeliveryReported> reports = [];
    private readonly LogLines log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_taken_is_reported_with_the_notification_as_reference_and_nothing_of_the_person()
    {
        await using var rig = new Rig(AdapterRegistry.Find("ind-http")!);
        var delivery = Delivery(rig, new AdapterDeliveryOptions());
        await delivery.HandleAsync(Notice, Cancellation);
        var report = Assert.Single(reports);
        Assert.Equal((DeliveryResult.Delivered, 1, Notice.Event.Id, null), (report.Result, report.Tries, report.NotificationId, report.Reason));
        Assert.Equal($"notification:{Notice.Event.Id}@00000000000000000100", Assert.Single(report.Person.Identifiers).Key());
        Assert.NotNull(delivery.LastDeliveredAt);
    }

    [Fact]
    public async Task What_is_refused_is_reported_at_once_and_logged_by_its_number()
    {
        await using var rig = new Rig(AdapterRegistry.Find("ind-http")!);
        Arrange(rig, "HTTP 422");
        await Delivery(rig, new AdapterDeliveryOptions()).HandleAsync(Notice, Cancellation);
        Assert.Equal((DeliveryResult.Refused, "HTTP 422"), (Assert.Single(reports).Result, reports[0].Reason));
        Assert.Contains(log.Lines, line => line.Contains("KH514", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_taken_is_tried_again_until_it_is()
    {
        await using var rig = new Rig(AdapterRegistry.Find("ind-http")!);
        Arrange(rig, "HTTP 503");
        var delivery = Delivery(rig, new AdapterDeliveryOptions { FirstPause = TimeSpan.FromMilliseconds(1) });
        var handling = delivery.HandleAsync(Notice, Cancellation);
        await Until.TrueAsync(() => delivery.Waiting is { Tries: >= 2, Reason: "HTTP 503" });
        Assert.Empty(reports);
        Arrange(rig, "HTTP 200");
        await handling;
        Assert.Equal(DeliveryResult.Delivered, Assert.Single(reports).Result);
        Assert.True(reports[0].Tries >= 2);
        Assert.Null(delivery.Waiting);
    }

    [Fact]
    public async Task What_is_not_taken_for_too_long_is_given_up_and_reported()
    {
        await using var rig = new Rig(AdapterRegistry.Find("ind-http")!);
        Arrange(rig, "HTTP 500");
        await Delivery(rig, new AdapterDeliveryOptions { GiveUpAfter = TimeSpan.FromTicks(1) }).HandleAsync(Notice, Cancellation);
        Assert.Equal((DeliveryResult.GivenUp, "HTTP 500"), (Assert.Single(reports).Result, reports[0].Reason));
    }

    [Fact]
    public async Task A_pause_that_the_partner_asked_for_is_kept_when_the_notification_went_back_to_the_broker_meanwhile()
    {
        await using var rig = new Rig(AdapterRegistry.Find("ind-http")!);
        Arrange(rig, "HTTP 429 with Retry-After: 90");
        var delivery = Delivery(rig, new AdapterDeliveryOptions { Hold = TimeSpan.FromMilliseconds(50) });
        await Assert.ThrowsAsync<StillWaitingException>(() => delivery.HandleAsync(Notice, Cancellation));
        await Assert.ThrowsAsync<StillWaitingException>(() => delivery.HandleAsync(Notice, Cancellation));
        Assert.Single(rig.Counterpart.Received);
        Assert.Empty(reports);
    }

    public void Dispose() => log.Dispose();

    private static void Arrange(Rig rig, string name) => rig.Counterpart.Scenarios.Single(scenario => scenario.Name == name).Arrange();

    private AdapterDelivery Delivery(Rig rig, AdapterDeliveryOptions options) => new(
        rig.Adapter, (report, cause, _) =>
        {
            Assert.Equal(Notice.Event.Id, cause);
            reports.Add(report);
            return Task.CompletedTask;
        }, options, TimeProvider.System, log);
}
