using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_transaction_that_was_not_committed_leaves_nothing()
    {
        var before = await Store.Reads.OverviewAsync(Noon, Cancellation);
        await using (var tx = await Store.BeginAsync(Cancellation))
            await WriteAsync(tx, FillEveryTable);

        SameCounts(before, await Store.Reads.OverviewAsync(Noon, Cancellation));
        Assert.Empty(await UnsentAsync());
        Assert.Empty(await ClaimAsync(Noon.AddDays(9)));
        Assert.Empty(await Store.Reads.SequencesAsync(Cancellation));
        Assert.Empty(await Store.Reads.NotificationCountsAsync(Cancellation));
        Assert.Equal(0, (await Store.Reads.BoardAsync(Everything, 0, 10, Cancellation)).Total);
        Assert.Null(await Store.Reads.PersonAsync(Ref(1), Cancellation));
        Assert.Null(await Store.Reads.FindPersonAsync(Hash("a"), Cancellation));
        await CommitAsync(FillEveryTable);
    }

    [Fact]
    public async Task What_was_committed_survives_reopening()
    {
        await CommitAsync(FillEveryTable);
        await Store.WriteSettingAsync("check", "value", Cancellation);
        var before = await Store.Reads.OverviewAsync(Noon, Cancellation);
        await Store.DisposeAsync();

        var again = await AnotherAsync();
        await again.MigrateAsync(Cancellation);

        SameCounts(before, await again.Reads.OverviewAsync(Noon, Cancellation));
        Same(Entry(Ref(1), 1), Assert.Single((await again.Reads.TimelineAsync([Ref(1)], 0, 10, Cancellation)).Items));
        Assert.Equal("value", await again.ReadSettingAsync("check", Cancellation));
        await Assert.ThrowsAsync<StoreConflictException>(() => CommitAsync(again, FillEveryTable));
    }

    [Fact]
    public async Task What_was_committed_is_seen_by_another_process_at_once()
    {
        var another = await AnotherAsync();
        await CommitAsync(FillEveryTable);

        Assert.NotNull(await another.Reads.PersonAsync(Ref(1), Cancellation));

        await CommitAsync(another, writes => writes.Persons.Add(Person(Ref(1)) with { N = 77 }));
        Assert.Equal(77, Assert.Single(await InTxAsync(tx => tx.LockPersonsTxAsync([Ref(1)], Cancellation))).N);
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await CommitAsync(FillEveryTable);
        var before = await Store.Reads.OverviewAsync(Noon, Cancellation);

        await Store.MigrateAsync(Cancellation);

        SameCounts(before, await Store.Reads.OverviewAsync(Noon, Cancellation));
    }

    [Fact]
    public async Task An_empty_batch_can_be_committed()
    {
        await CommitAsync(_ => { });

        Assert.Equal(0, (await Store.Reads.OverviewAsync(Noon, Cancellation)).LogEntries);
    }

    [Fact]
    public async Task A_transaction_may_write_several_times()
    {
        await using (var tx = await Store.BeginAsync(Cancellation))
        {
            await WriteAsync(tx, writes => writes.Log.Add(Entry(Ref(1), 1)));
            await WriteAsync(tx, writes => writes.Log.Add(Entry(Ref(1), 2)));
            await tx.CommitTxAsync(Cancellation);
        }

        Assert.Equal(2, (await Store.Reads.TimelineAsync([Ref(1)], 0, 10, Cancellation)).Total);
    }

    [Fact]
    public async Task A_transaction_whose_write_failed_cannot_be_committed()
    {
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(1), 1)));

        await using (var tx = await Store.BeginAsync(Cancellation))
        {
            await Assert.ThrowsAsync<StoreConflictException>(() => WriteAsync(tx, writes =>
            {
                writes.Persons.Add(Person(Ref(5)));
                writes.Log.Add(Entry(Ref(1), 1));
            }));
            await Assert.ThrowsAsync<InvalidOperationException>(() => tx.CommitTxAsync(Cancellation));
        }

        Assert.Null(await Store.Reads.PersonAsync(Ref(5), Cancellation));
    }

    [Fact]
    public async Task After_a_conflict_the_next_transaction_goes_through()
    {
        await CommitAsync(FillEveryTable);
        await Assert.ThrowsAsync<StoreConflictException>(() => CommitAsync(FillEveryTable));

        await CommitAsync(writes => writes.Persons.Add(Person(Ref(2))));

        Assert.NotNull(await Store.Reads.PersonAsync(Ref(2), Cancellation));
    }

    [Fact]
    public async Task A_cancelled_transaction_leaves_nothing_and_lets_the_next_one_in()
    {
        using var cancelled = new CancellationTokenSource();
        await using (var tx = await Store.BeginAsync(Cancellation))
        {
            await WriteAsync(tx, FillEveryTable);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tx.CommitTxAsync(cancelled.Token));
        }
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.BeginAsync(cancelled.Token));

        Assert.Null(await Store.Reads.PersonAsync(Ref(1), Cancellation));
        await CommitAsync(FillEveryTable);
    }

    [Fact]
    public async Task Giving_up_waiting_for_a_transaction_does_not_disturb_it_or_the_next()
    {
        await using (var first = await Store.BeginAsync(Cancellation))
        {
            await WriteAsync(first, writes =>
            {
                writes.Persons.Add(Person(Ref(1)));
                writes.Deadlines.Add(new(Ref(1), "key", Noon));
            });
            await first.CommitTxAsync(Cancellation);
        }
        await using (var first = await Store.BeginAsync(Cancellation))
        {
            await first.LockPersonsTxAsync([Ref(1)], Cancellation);
            using var giveUp = new CancellationTokenSource();
            var second = Task.Run(() => LockAndCountAsync(giveUp.Token), Cancellation);
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
            await WriteAsync(first, writes => writes.Persons.Add(Person(Ref(1)) with { N = 1 }));
            await first.CommitTxAsync(Cancellation);
        }

        await LockAndCountAsync(Cancellation);
        Assert.Equal(2, (await Store.Reads.PersonAsync(Ref(1), Cancellation))!.N);
    }

    [Fact]
    public async Task Transactions_that_lock_the_same_person_go_one_after_the_other()
    {
        await CommitAsync(writes => writes.Persons.Add(Person(Ref(1))));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                for (var i = 0; i < 10; i++)
                    await LockAndCountAsync(Cancellation);
            },
            Cancellation)));

        Assert.Equal(80, (await Store.Reads.PersonAsync(Ref(1), Cancellation))!.N);
    }

    [Fact]
    public async Task Two_processes_that_lock_the_same_person_go_one_after_the_other()
    {
        await CommitAsync(writes => writes.Persons.Add(Person(Ref(1))));
        var another = await AnotherAsync();

        await Task.WhenAll(new[] { Store, another }.Select(store => Task.Run(
            async () =>
            {
                for (var i = 0; i < 25; i++)
                    await LockAndCountAsync(Cancellation, store);
            },
            Cancellation)));

        Assert.Equal(50, (await Store.Reads.PersonAsync(Ref(1), Cancellation))!.N);
    }

    [Fact]
    public async Task Two_transactions_at_once_never_claim_the_same_deadline()
    {
        await SetAsync([.. Enumerable.Range(0, 100).Select(i => new DeadlineRow(Ref(i), "key", Noon))]);
        var another = await AnotherAsync();

        var claimed = await Task.WhenAll(new[] { Store, another, Store }.Select(store => Task.Run(
            async () =>
            {
                var mine = new List<DeadlineRow>();
                while (true)
                {
                    await using var tx = await store.BeginAsync(Cancellation);
                    var some = await tx.ClaimDeadlinesTxAsync(Noon, 7, Cancellation);
                    await tx.CommitTxAsync(Cancellation);
                    if (some.Count == 0)
                        return mine;
                    mine.AddRange(some);
                }
            },
            Cancellation)));

        Assert.Equal(Enumerable.Range(0, 100).Select(Ref), claimed.SelectMany(rows => rows).Select(row => row.Person).Order());
    }

    [Fact]
    public async Task Reading_goes_on_during_a_write_transaction_and_sees_the_state_before_it()
    {
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(1), 1)));
        await using var tx = await Store.BeginAsync(Cancellation);
        await WriteAsync(tx, writes => writes.Log.Add(Entry(Ref(1), 2)));

        Assert.Equal(1, (await Store.Reads.TimelineAsync([Ref(1)], 0, 10, Cancellation)).Total);
        Assert.Equal(1, (await Store.Reads.OverviewAsync(Noon, Cancellation)).LogEntries);

        await tx.CommitTxAsync(Cancellation);
        Assert.Equal(2, (await Store.Reads.TimelineAsync([Ref(1)], 0, 10, Cancellation)).Total);
    }

    [Fact]
    public async Task Disposing_a_transaction_twice_is_the_same_as_once()
    {
        var first = await Store.BeginAsync(Cancellation);
        await first.DisposeAsync();
        await using var second = await Store.BeginAsync(Cancellation);
        await first.DisposeAsync();
        await WriteAsync(second, FillEveryTable);
        await second.CommitTxAsync(Cancellation);

        Assert.NotNull(await Store.Reads.PersonAsync(Ref(1), Cancellation));
    }

    [Fact]
    public async Task A_setting_is_null_until_set_and_then_the_latest()
    {
        Assert.Null(await Store.ReadSettingAsync("check", Cancellation));
        await Store.WriteSettingAsync("check", "first", Cancellation);
        await Store.WriteSettingAsync("check", "", Cancellation);
        await Store.WriteSettingAsync("other", "é", Cancellation);

        Assert.Equal("", await Store.ReadSettingAsync("check", Cancellation));
        Assert.Equal("é", await Store.ReadSettingAsync("other", Cancellation));
    }

    private static void FillEveryTable(HubWrites writes)
    {
        writes.Persons.Add(Person(Ref(1)));
        writes.Identifiers.Add(new(Hash("a"), Ref(1), [1]));
        writes.Inbox.Add(Accepted("event", Ref(1)));
        writes.Log.Add(Entry(Ref(1), 1));
        writes.Deadlines.Add(new(Ref(1), "key", Noon));
        writes.Outbox.Add(Notification(1, Ref(1)));
        writes.Quarantine.Add(Refused(1, "bytes"));
        writes.Readinesses.Add(Readiness(Ref(1), "d", Decisions.ReadinessStatus.Ready));
        writes.Sequences.Add(new("urn:a", "ind", 1, 1, Noon, ""));
    }

    private async Task LockAndCountAsync(CancellationToken cancellation, IHubStore? store = null)
    {
        await using var tx = await (store ?? Store).BeginAsync(cancellation);
        var person = Assert.Single(await tx.LockPersonsTxAsync([Ref(1)], cancellation));
        await WriteAsync(tx, writes => writes.Persons.Add(person with { N = person.N + 1 }));
        await tx.CommitTxAsync(cancellation);
    }
}
