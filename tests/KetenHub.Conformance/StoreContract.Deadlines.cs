using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

public abstract partial class StoreContract
{
    [Fact]
    public async Task Due_deadlines_are_claimed_earliest_first_and_others_stay()
    {
        await SetAsync(new(Ref(1), "late", Noon.AddMilliseconds(1)), new(Ref(2), "b", Noon), new(Ref(1), "a", Noon.AddHours(-1)), new(Ref(2), "a", Noon));

        Assert.Equal([(Ref(1), "a"), (Ref(2), "a"), (Ref(2), "b")], await ClaimAsync(Noon));
        Assert.Equal([(Ref(1), "late")], await ClaimAsync(Noon.AddDays(1)));
    }

    [Fact]
    public async Task No_more_deadlines_are_claimed_than_asked_for_and_each_once()
    {
        await SetAsync([.. Enumerable.Range(0, 25).Select(i => new DeadlineRow(Ref(i), "key", Noon.AddMilliseconds(-i)))]);

        var claimed = new List<(Guid Person, string Key)>();
        for (var round = 0; round < 4; round++)
            claimed.AddRange(await ClaimAsync(Noon, most: 10));

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => (Ref(i), "key")), claimed);
    }

    [Fact]
    public async Task A_deadline_claimed_in_a_transaction_that_rolled_back_is_due_again()
    {
        await SetAsync(new DeadlineRow(Ref(1), "key", Noon));

        Assert.Single(await InTxAsync(tx => tx.ClaimDeadlinesTxAsync(Noon, 10, Cancellation)));

        Assert.Equal([(Ref(1), "key")], await ClaimAsync(Noon));
        Assert.Empty(await ClaimAsync(Noon));
    }

    [Fact]
    public async Task Setting_a_deadline_again_moves_it()
    {
        await SetAsync(new DeadlineRow(Ref(1), "key", Noon));
        await SetAsync(new DeadlineRow(Ref(1), "key", Noon.AddHours(1)));

        Assert.Empty(await ClaimAsync(Noon));
        Assert.Equal(Noon.AddHours(1), await Store.NextDeadlineAsync(Cancellation));
        Assert.Single(await ClaimAsync(Noon.AddHours(1)));
    }

    [Fact]
    public async Task A_claimed_deadline_can_be_set_again_in_the_same_transaction()
    {
        await SetAsync(new DeadlineRow(Ref(1), "key", Noon));

        await using (var tx = await Store.BeginAsync(Cancellation))
        {
            await tx.ClaimDeadlinesTxAsync(Noon, 10, Cancellation);
            await WriteAsync(tx, writes => writes.Deadlines.Add(new(Ref(1), "key", Noon.AddHours(2))));
            await tx.CommitTxAsync(Cancellation);
        }

        Assert.Equal(Noon.AddHours(2), await Store.NextDeadlineAsync(Cancellation));
    }

    [Fact]
    public async Task Cancelling_removes_one_key_and_leaves_the_others()
    {
        await SetAsync(new(Ref(1), "a", Noon), new(Ref(1), "b", Noon), new(Ref(2), "a", Noon));
        await CommitAsync(writes => writes.CancelledDeadlines.AddRange([(Ref(1), "a"), (Ref(9), "none")]));

        Assert.Equal([(Ref(1), "b"), (Ref(2), "a")], await ClaimAsync(Noon));
    }

    [Fact]
    public async Task Removals_come_before_what_is_set_in_the_same_batch()
    {
        await SetAsync(new(Ref(1), "a", Noon), new(Ref(2), "a", Noon), new(Ref(2), "b", Noon));
        await CommitAsync(writes =>
        {
            writes.Deadlines.AddRange([new(Ref(1), "a", Noon.AddMinutes(-1)), new(Ref(2), "c", Noon)]);
            writes.CancelledDeadlines.Add((Ref(1), "a"));
            writes.PersonsWithoutDeadlines.Add(Ref(2));
        });

        Assert.Equal([(Ref(1), "a"), (Ref(2), "c")], await ClaimAsync(Noon));
    }

    [Fact]
    public async Task The_next_deadline_is_the_earliest_or_none()
    {
        Assert.Null(await Store.NextDeadlineAsync(Cancellation));

        await SetAsync(new(Ref(1), "a", Noon.AddMilliseconds(7)), new(Ref(2), "a", Noon.AddMilliseconds(3)));

        Assert.Equal(Noon.AddMilliseconds(3), await Store.NextDeadlineAsync(Cancellation));
    }

    private Task SetAsync(params DeadlineRow[] rows) => CommitAsync(writes => writes.Deadlines.AddRange(rows));

    private async Task<IEnumerable<(Guid Person, string Key)>> ClaimAsync(DateTimeOffset now, int most = 100)
    {
        await using var tx = await Store.BeginAsync(Cancellation);
        var claimed = await tx.ClaimDeadlinesTxAsync(now, most, Cancellation);
        await tx.CommitTxAsync(Cancellation);
        return claimed.Select(row => (row.Person, row.Key));
    }
}
