using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

// Retention: what it reads, what goes, and the record of it.
public abstract partial class StoreContract
{
    [Fact]
    public async Task Persons_for_retention_come_in_order_in_pages_without_the_erased_and_the_merged()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(3)), Person(Ref(1)), Person(Ref(2), mergedInto: Ref(1)), Person(Ref(5)), Person(Ref(4)) with { WrappedKey = [] }]);
        });
        Assert.Equal([Ref(1), Ref(3)], await Store.Retention.PersonsAsync(null, 2, Cancellation));
        Assert.Equal([Ref(5)], await Store.Retention.PersonsAsync(Ref(3), 2, Cancellation));
        Assert.Empty(await Store.Retention.PersonsAsync(Ref(5), 2, Cancellation));
    }

    [Fact]
    public async Task Entries_for_retention_are_those_of_the_persons_and_of_who_was_merged_into_them()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2), mergedInto: Ref(1)), Person(Ref(3))]);
            writes.Log.AddRange([Entry(Ref(1), 1, type: "case-signal"), Entry(Ref(2), 1, LogKind.LookedUp), Entry(Ref(3), 1), Entry(Ref(1), 2)]);
        });
        await CommitAsync(writes => writes.Expired.AddRange([(Ref(1), 2), (Ref(3), 7)]));

        Assert.Equal(
            [
                new KeptEntry(Ref(1), Ref(1), 1, LogKind.Received, "case-signal", Noon.AddMilliseconds(1), true),
                new KeptEntry(Ref(1), Ref(1), 2, LogKind.Received, "", Noon.AddMilliseconds(2), false),
                new KeptEntry(Ref(1), Ref(2), 1, LogKind.LookedUp, "", Noon.AddMilliseconds(1), true),
            ],
            await Store.Retention.EntriesAsync([Ref(1)], Cancellation));
        Assert.Equal(4, (await Store.Retention.EntriesAsync([Ref(3), Ref(1)], Cancellation)).Count);
        Assert.Empty(await Store.Retention.EntriesAsync([], Cancellation));
    }

    [Fact]
    public async Task An_entry_whose_term_has_ended_loses_its_body_and_nothing_else()
    {
        await CommitAsync(writes => writes.Log.AddRange([Entry(Ref(1), 1), Entry(Ref(1), 2), Entry(Ref(2), 1)]));
        await CommitAsync(writes => writes.Expired.AddRange([(Ref(1), 2), (Ref(2), 1)]));

        var log = (await Store.Reads.TimelineAsync([Ref(1), Ref(2)], 0, 10, Cancellation)).Items.OrderBy(row => row.Person).ThenBy(row => row.N).ToList();

        Same(Entry(Ref(1), 1), log[0]);
        Same(Entry(Ref(1), 2) with { SealedBody = null }, log[1]);
        Same(Entry(Ref(2), 1) with { SealedBody = null }, log[2]);
    }

    [Fact]
    public async Task A_run_is_recorded_as_it_goes_on_and_the_latest_comes_first()
    {
        var first = new RetentionRun(Ref(1), "cli:officer", "2026-11", Noon, null, 0, []);
        var second = new RetentionRun(Ref(2), "hub", "2026-12", Noon.AddDays(1), Noon.AddDays(1).AddMinutes(2), 12, [new RetentionCount("case-signal", "list 1", 30, 5, 1, 2)]);
        await Store.Retention.WriteRunAsync(first, Cancellation);
        await Store.Retention.WriteRunAsync(second, Cancellation);
        first = first with { EndedAt = Noon.AddMinutes(1), Looked = 7, Counts = [new RetentionCount("person", "list 2", 365.5, 1, 0, 0)] };
        await Store.Retention.WriteRunAsync(first, Cancellation);

        Same(new Page<RetentionRun>([second, first], 2), await Store.Retention.RunsAsync(0, 10, Cancellation));
        Same(new Page<RetentionRun>([first], 2), await Store.Retention.RunsAsync(1, 10, Cancellation));
    }

    [Fact]
    public async Task How_far_notifications_are_is_told_for_those_that_are_known()
    {
        await CommitAsync(writes => writes.Outbox.AddRange([Notification(1, Ref(1)), Notification(2, Ref(1)), Notification(3, Ref(2))]));
        await Store.MarkSentAsync([Ref(1)], Noon.AddSeconds(5), Cancellation);
        await Store.PostponeAsync(Ref(2), Noon.AddMinutes(1), "not taken", Cancellation);

        Assert.Equal(
            [new DeliveryRow(Ref(1), Noon.AddSeconds(5), 0), new DeliveryRow(Ref(2), null, 1)],
            await Store.Reads.DeliveriesAsync([Ref(2), Ref(1), Ref(9)], Cancellation));
        Assert.Empty(await Store.Reads.DeliveriesAsync([], Cancellation));
    }

    [Fact]
    public async Task Holds_and_restrictions_in_force_are_what_the_logs_say_last_of_a_person_and_of_who_was_merged_into_it()
    {
        LogRow Change(Guid person, long n, LogKind kind) => Entry(person, n, kind) with { Party = "hub/beheer", Type = "" };
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2), mergedInto: Ref(1)), Person(Ref(3)), Person(Ref(4)) with { WrappedKey = [] }, Person(Ref(5))]);
            writes.Log.AddRange([
                Change(Ref(1), 1, LogKind.Restricted), Change(Ref(2), 2, LogKind.HoldSet), Change(Ref(1), 3, LogKind.RestrictionLifted),
                Change(Ref(3), 4, LogKind.HoldSet), Change(Ref(3), 5, LogKind.Restricted), Change(Ref(3), 6, LogKind.HoldLifted),
                Change(Ref(4), 7, LogKind.HoldSet), Entry(Ref(5), 8),
            ]);
        });
        Assert.Equal(
            [new HoldInForce(Ref(1), LogKind.HoldSet, Noon.AddMilliseconds(2), "hub/beheer"), new HoldInForce(Ref(3), LogKind.Restricted, Noon.AddMilliseconds(5), "hub/beheer")],
            await Store.Retention.HoldsAsync(Cancellation));
    }
}
