using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

public abstract partial class StoreContract
{
    [Fact]
    public async Task An_accepted_event_is_found_with_its_receipt()
    {
        var row = Accepted("event-1", Ref(1), n: 7);
        await CommitAsync(writes => writes.Inbox.Add(row));

        var found = await InTxAsync(tx => tx.FindInboxTxAsync([row.Key, Key("event-2")], Cancellation));

        Same(row, Assert.Single(found).Value);
        Assert.True(found.ContainsKey(row.Key));
    }

    [Fact]
    public async Task The_same_id_of_another_source_or_publisher_is_another_event()
    {
        var key = Key("event-1");
        var rows = new[] { key, key with { Publisher = "coa" }, key with { Source = "urn:nld:oin:00000001003214345000:systeem:other" } }
            .Select((each, index) => Accepted("event-1", Ref(index)) with { Key = each }).ToList();
        await CommitAsync(writes => writes.Inbox.AddRange(rows));

        var found = await InTxAsync(tx => tx.FindInboxTxAsync([.. rows.Select(row => row.Key)], Cancellation));

        Assert.Equal(3, found.Count);
        Assert.All(rows, row => Assert.Equal(row.Person, found[row.Key].Person));
    }

    [Fact]
    public async Task Event_ids_are_compared_byte_by_byte()
    {
        await CommitAsync(writes => writes.Inbox.AddRange([Accepted("event-a", Ref(1)), Accepted("EVENT-A", Ref(2)), Accepted("event-a ", Ref(3))]));

        var found = await InTxAsync(tx => tx.FindInboxTxAsync([Key("EVENT-A")], Cancellation));

        Assert.Equal(Ref(2), Assert.Single(found).Value.Person);
    }

    [Fact]
    public async Task Accepting_a_known_event_is_a_conflict_and_leaves_the_first()
    {
        await CommitAsync(writes => writes.Inbox.Add(Accepted("event-1", Ref(1))));

        await Assert.ThrowsAsync<StoreConflictException>(() => CommitAsync(writes =>
        {
            writes.Persons.Add(Person(Ref(2)));
            writes.Inbox.Add(Accepted("event-1", Ref(2)));
        }));

        var found = await InTxAsync(tx => tx.FindInboxTxAsync([Key("event-1")], Cancellation));
        Assert.Equal(Ref(1), Assert.Single(found).Value.Person);
        Assert.Null(await Store.Reads.PersonAsync(Ref(2), Cancellation));
        Assert.Equal(1, (await Store.Reads.OverviewAsync(Noon, Cancellation)).Accepted);
    }

    [Fact]
    public async Task Five_hundred_keys_are_found_at_once_whether_or_not_they_occur_twice()
    {
        await CommitAsync(writes => writes.Inbox.AddRange(Enumerable.Range(0, 500).Select(i => Accepted($"event-{i}", Ref(i)))));

        var keys = Enumerable.Range(250, 500).Select(i => Key($"event-{i}")).ToList();
        var found = await InTxAsync(tx => tx.FindInboxTxAsync([.. keys, .. keys], Cancellation));

        Assert.Equal(250, found.Count);
        Assert.Equal(Ref(499), found[Key("event-499")].Person);
    }

    [Fact]
    public async Task Nothing_is_found_for_no_keys()
    {
        Assert.Empty(await InTxAsync(tx => tx.FindInboxTxAsync([], Cancellation)));
        Assert.Empty(await InTxAsync(tx => tx.FindPersonsTxAsync([], Cancellation)));
        Assert.Empty(await InTxAsync(tx => tx.LockPersonsTxAsync([], Cancellation)));
        Assert.Empty(await InTxAsync(tx => tx.FindSequencesTxAsync([], Cancellation)));
    }
}
