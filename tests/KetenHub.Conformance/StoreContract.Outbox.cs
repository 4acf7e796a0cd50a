using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

public abstract partial class StoreContract
{
    [Fact]
    public async Task An_unsent_notification_comes_with_its_body_and_key()
    {
        var entry = Entry(Ref(1), 2, LogKind.Notified, body: [1, 2, 3], eventId: Ref(10).ToString("D")) with { Party = "dtv" };
        var row = Notification(10, Ref(1), n: 2);
        await CommitAsync(writes =>
        {
            writes.Persons.Add(Person(Ref(1)));
            writes.Log.Add(entry);
            writes.Outbox.Add(row);
        });

        var item = Assert.Single(await Store.ReadUnsentAsync("dtv", Noon, 10, Cancellation));

        Same(new OutboxItem(row, [1, 2, 3], Digest("key"), 0, Entry(Ref(1), 1).Trace), item);
    }

    [Fact]
    public async Task The_body_of_an_erased_person_is_null_and_the_notification_still_there()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.Add(Person(Ref(1)));
            writes.Log.Add(Entry(Ref(1), 1, LogKind.Notified, eventId: Ref(10).ToString("D")) with { Party = "dtv", SealedBody = null });
            writes.Outbox.Add(Notification(10, Ref(1)));
        });

        Assert.Null(Assert.Single(await Store.ReadUnsentAsync("dtv", Noon, 10, Cancellation)).SealedBody);
    }

    [Fact]
    public async Task A_row_that_points_at_what_is_not_a_notification_to_its_recipient_has_no_body()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.Add(Person(Ref(1)));
            writes.Log.Add(Entry(Ref(1), 1, eventId: Ref(10).ToString("D")) with { Party = "dtv" });
            writes.Log.Add(Entry(Ref(1), 2, LogKind.Notified, eventId: Ref(11).ToString("D")) with { Party = "coa" });
            writes.Log.Add(Entry(Ref(1), 3, LogKind.Notified, eventId: Ref(99).ToString("D")) with { Party = "dtv" });
            writes.Outbox.AddRange([Notification(10, Ref(1)), Notification(11, Ref(1), n: 2), Notification(12, Ref(1), n: 3)]);
        });

        Assert.Equal([null, null, null], (await Store.ReadUnsentAsync("dtv", Noon, 10, Cancellation)).Select(item => item.SealedBody));
    }

    [Fact]
    public async Task Unsent_notifications_of_a_recipient_come_in_the_order_of_committing()
    {
        await NotifyAsync(Notification(30, Ref(2)), Notification(10, Ref(1)), Notification(11, Ref(1), "ind"));
        await NotifyAsync(Notification(20, Ref(1)), Notification(5, Ref(3)));

        Assert.Equal([30, 10, 20, 5], await UnsentAsync());
        Assert.Equal([11], await UnsentAsync("ind"));
        Assert.Empty(await UnsentAsync("coa"));
    }

    [Fact]
    public async Task At_most_as_many_unsent_notifications_come_as_asked_for()
    {
        await NotifyAsync([.. Enumerable.Range(1, 10).Select(id => Notification(id, Ref(id)))]);

        Assert.Equal([1, 2, 3], (await Store.ReadUnsentAsync("dtv", Noon, 3, Cancellation)).Select(NumberOf));
    }

    [Fact]
    public async Task A_notification_decided_again_keeps_its_first_row()
    {
        await NotifyAsync(Notification(1, Ref(1)), Notification(2, Ref(1)));
        await NotifyAsync(Notification(1, Ref(9), "ind"), Notification(3, Ref(1)));

        Assert.Equal([1, 2, 3], await UnsentAsync());
        Assert.Empty(await UnsentAsync("ind"));
    }

    [Fact]
    public async Task A_sent_notification_is_not_read_again_nor_by_deciding_it_again()
    {
        await NotifyAsync(Notification(1, Ref(1)), Notification(2, Ref(1)), Notification(3, Ref(2)));

        await Store.MarkSentAsync([Ref(1), Ref(3), Ref(99)], Noon, Cancellation);
        await Store.MarkSentAsync([], Noon, Cancellation);
        await NotifyAsync(Notification(1, Ref(1)));

        Assert.Equal([2], await UnsentAsync());
        Assert.Equal(1, (await Store.Reads.OverviewAsync(Noon, Cancellation)).Unsent);
    }

    [Fact]
    public async Task A_postponed_notification_holds_back_later_ones_of_the_same_person_and_recipient_only()
    {
        await NotifyAsync(
            Notification(1, Ref(1)), Notification(2, Ref(1)), Notification(3, Ref(1)), Notification(4, Ref(2)), Notification(5, Ref(1), "ind"));

        await Store.PostponeAsync(Ref(2), Noon.AddMinutes(1), "the recipient refused it", Cancellation);

        Assert.Equal([1, 4], await UnsentAsync());
        Assert.Equal([5], await UnsentAsync("ind"));
    }

    [Fact]
    public async Task A_postponed_notification_comes_back_in_its_old_place_with_its_attempts()
    {
        await NotifyAsync(Notification(1, Ref(1)), Notification(2, Ref(1)));
        await Store.PostponeAsync(Ref(1), Noon.AddMilliseconds(1), "first", Cancellation);
        await Store.PostponeAsync(Ref(1), Noon.AddMilliseconds(2), "second", Cancellation);

        Assert.Empty(await Store.ReadUnsentAsync("dtv", Noon.AddMilliseconds(1), 10, Cancellation));
        var due = await Store.ReadUnsentAsync("dtv", Noon.AddMilliseconds(2), 10, Cancellation);

        Assert.Equal([(1, 2), (2, 0)], due.Select(item => (NumberOf(item), item.Attempts)));
    }

    [Fact]
    public async Task A_postponed_notification_that_was_confirmed_after_all_holds_nothing_back()
    {
        await NotifyAsync(Notification(1, Ref(1)), Notification(2, Ref(1)));
        await Store.PostponeAsync(Ref(1), Noon.AddDays(1), "no answer", Cancellation);
        await Store.MarkSentAsync([Ref(1)], Noon, Cancellation);
        await Store.PostponeAsync(Ref(1), Noon.AddDays(1), "an answer that came late", Cancellation);

        Assert.Equal([2], await UnsentAsync());
    }

    [Fact]
    public async Task Confirmation_and_postponement_survive_reopening()
    {
        await NotifyAsync(Notification(1, Ref(1)), Notification(2, Ref(2)), Notification(3, Ref(3)));
        await Store.MarkSentAsync([Ref(1)], Noon, Cancellation);
        await Store.PostponeAsync(Ref(2), Noon.AddDays(1), "no answer", Cancellation);
        await Store.DisposeAsync();

        var again = await AnotherAsync();

        Assert.Equal([3], (await again.ReadUnsentAsync("dtv", Noon, 10, Cancellation)).Select(NumberOf));
        Assert.Equal([2, 3], (await again.ReadUnsentAsync("dtv", Noon.AddDays(1), 10, Cancellation)).Select(NumberOf));
    }

    private static int NumberOf(OutboxItem item) => Convert.ToInt32(item.Row.Id.ToString()[..8], 16);

    private async Task<IEnumerable<int>> UnsentAsync(string recipient = "dtv") =>
        (await Store.ReadUnsentAsync(recipient, Noon, 1000, Cancellation)).Select(NumberOf);

    private Task NotifyAsync(params OutboxRow[] rows) => CommitAsync(writes =>
    {
        writes.Persons.AddRange(rows.Select(row => Person(row.Person)));
        writes.Outbox.AddRange(rows);
    });
}
