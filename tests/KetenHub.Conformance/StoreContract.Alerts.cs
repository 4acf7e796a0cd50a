using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

// Alerts, and what was done about them.
public abstract partial class StoreContract
{
    [Fact]
    public async Task An_alert_is_open_until_it_is_resolved_and_what_happened_to_it_is_kept_in_order()
    {
        var alert = Alert(1, "refused", "", raised: true);
        Assert.True(await Store.Operations.Alerts.KeepAsync(alert, [Event(1, AlertEventKind.Raised, 0)], Cancellation));
        Assert.Equal(alert, Assert.Single(await Store.Operations.Alerts.OpenAsync(Cancellation)));

        var resolved = alert with { Course = alert.Course with { Value = 0, Worst = 12, QuietSince = Noon.AddMinutes(1), ResolvedAt = Noon.AddMinutes(9) } };
        Assert.True(await Store.Operations.Alerts.KeepAsync(resolved, [Event(1, AlertEventKind.Resolved, 9)], Cancellation));

        Assert.Empty(await Store.Operations.Alerts.OpenAsync(Cancellation));
        Assert.Equal(resolved, Assert.Single((await Store.Operations.Alerts.ResolvedAsync(0, 10, Cancellation)).Items));
        Assert.Equal(resolved, await Store.Operations.Alerts.AlertAsync(Ref(1), Cancellation));
        Assert.Equal([AlertEventKind.Raised, AlertEventKind.Resolved], (await Store.Operations.Alerts.EventsOfAsync(Ref(1), Cancellation)).Select(one => one.Kind));
        Assert.Equal([AlertEventKind.Resolved, AlertEventKind.Raised], (await Store.Operations.Alerts.EventsAsync(0, 10, Cancellation)).Items.Select(one => one.Kind));
        // Nobody takes care any more of what is over, and it does not begin again: a late hub changes nothing of it.
        Assert.False(await Store.Operations.Alerts.AcknowledgeAsync(Ref(1), "dashboard", "too late", Noon.AddMinutes(10), Cancellation));
        Assert.False(await Store.Operations.Alerts.KeepAsync(alert, [], Cancellation));
        Assert.Null(await Store.Operations.Alerts.AlertAsync(Ref(9), Cancellation));
    }

    [Fact]
    public async Task Of_two_hubs_that_find_the_same_one_has_the_alert()
    {
        var another = await AnotherAsync();
        Assert.True(await Store.Operations.Alerts.KeepAsync(Alert(1, "backlog", "dtv", raised: true), [Event(1, AlertEventKind.Raised, 0)], Cancellation));

        Assert.False(await another.Operations.Alerts.KeepAsync(Alert(2, "backlog", "dtv", raised: true), [Event(2, AlertEventKind.Raised, 0)], Cancellation));

        Assert.True(await another.Operations.Alerts.KeepAsync(Alert(3, "backlog", "ind", raised: true), [], Cancellation));
        Assert.Equal(2, (await Store.Operations.Alerts.OpenAsync(Cancellation)).Count);
        Assert.Empty(await Store.Operations.Alerts.EventsOfAsync(Ref(2), Cancellation));
    }

    [Fact]
    public async Task Somebody_acknowledges_once_and_measuring_does_not_undo_it()
    {
        var alert = Alert(1, "refused", "", raised: true);
        await Store.Operations.Alerts.KeepAsync(alert, [], Cancellation);
        await Store.Operations.Alerts.KeepAsync(Alert(2, "not-taken", "", raised: false), [], Cancellation);

        Assert.True(await Store.Operations.Alerts.AcknowledgeAsync(Ref(1), "dashboard", "called COA", Noon.AddMinutes(2), Cancellation));
        Assert.False(await Store.Operations.Alerts.AcknowledgeAsync(Ref(1), "ind/keuring", "me too", Noon.AddMinutes(3), Cancellation));
        Assert.False(await Store.Operations.Alerts.AcknowledgeAsync(Ref(2), "dashboard", "never raised", Noon.AddMinutes(3), Cancellation));
        await Store.Operations.Alerts.KeepAsync(alert with { Course = alert.Course with { Value = 20 } }, [], Cancellation);

        var kept = (await Store.Operations.Alerts.AlertAsync(Ref(1), Cancellation))!;
        Assert.Equal(("dashboard", "called COA", Noon.AddMinutes(2), 20L), (kept.AcknowledgedBy, kept.Note, kept.AcknowledgedAt!.Value, kept.Course.Value));
        Assert.False(kept.NeedsSomebody);
        Assert.Equal(("dashboard", "called COA"), (await Store.Operations.Alerts.EventsOfAsync(Ref(1), Cancellation)).Select(one => (one.Actor, one.Detail)).Single());
    }

    [Fact]
    public async Task Escalations_are_counted_and_what_was_never_raised_can_be_forgotten()
    {
        await Store.Operations.Alerts.KeepAsync(Alert(1, "refused", "", raised: true), [], Cancellation);
        await Store.Operations.Alerts.KeepAsync(Alert(2, "not-taken", "", raised: false), [], Cancellation);

        await Store.Operations.Alerts.EscalateAsync(Ref(1), Noon.AddMinutes(5), [Event(1, AlertEventKind.Escalated, 5)], Cancellation);
        await Store.Operations.Alerts.EscalateAsync(Ref(1), null, [Event(1, AlertEventKind.EscalationFailed, 6)], Cancellation);
        await Store.Operations.Alerts.ForgetAsync(Ref(1), Cancellation);
        await Store.Operations.Alerts.ForgetAsync(Ref(2), Cancellation);

        var left = Assert.Single(await Store.Operations.Alerts.OpenAsync(Cancellation));
        Assert.Equal((1, Noon.AddMinutes(5)), (left.Escalations, left.EscalatedAt!.Value));
        Assert.Equal(2, (await Store.Operations.Alerts.EventsOfAsync(Ref(1), Cancellation)).Count);
    }

    private static AlertRow Alert(int number, string rule, string subject, bool raised) =>
        new(Ref(number), rule, subject, new AlertCourse(Noon.AddMinutes(-1), 11, 12, raised ? Noon : null));

    private static AlertEvent Event(int alert, AlertEventKind kind, int minutes) => new(Ref(alert), Noon.AddMinutes(minutes), kind, "hub", "11");
}
