using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Regressions;

/// <summary>A deadline was kept to the millisecond and decided to the tick: coming in the millisecond before its moment, it found nothing due.</summary>
public sealed class FractionOfAMillisecondTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reminder_asked_for_in_mid_millisecond_comes()
    {
        await using var hub = await TestHub.StartAsync();
        hub.Clock.MoveTo(TestHub.Start.AddTicks(7));
        await hub.SendAsync(Events.Decision("9000000001", "B-1", 48));
        hub.Clock.MoveTo((await hub.Store.NextDeadlineAsync(Cancellation))!.Value);
        Assert.Equal(1, await hub.Hub.HandleDeadlinesAsync(10, Cancellation));
        Assert.Contains(await hub.WholeLogAsync(), row => row is { Kind: LogKind.Notified, Type: "readiness-reminder" });
        var readiness = (await hub.StateAsync(await hub.PersonAsync("9000000001"))).Find("B-1")!;
        Assert.Equal(TestHub.Start, readiness.Request!.AskedAt);
    }
}
