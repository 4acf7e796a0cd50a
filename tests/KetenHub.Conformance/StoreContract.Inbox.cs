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

    [Fact]
    public async Task What_a_batch_asks_comes_together_and_a_merged_owner_as_who_it_was_merged_into()
    {
        var known = Accepted("event-1", Ref(1));
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2)), Person(Ref(3)), Person(Ref(4)) with { MergedInto = Ref(2) }]);
            writes.Identifiers.AddRange([new(Hash("a"), Ref(3), [1]), new(Hash("b"), Ref(4), [2])]);
            writes.Inbox.Add(known);
            writes.Sequences.Add(new SequenceRow("urn:a", "ind", 4, 1, Noon, "2-2"));
        });

        var loaded = await InTxAsync(tx => tx.LoadTxAsync(
            new LoadKeys
            {
                Events = [known.Key, Key("event-2")],
                Identifiers = [Hash("a"), Hash("b"), Hash("c"), Hash("a")],
                Persons = [Ref(1), Ref(3), Ref(9)],
                Sources = ["urn:a", "urn:b"],
            },
            Cancellation));

        Same(known, Assert.Single(loaded.Inbox).Value);
        Assert.Equal([(Hash("a"), Ref(3)), (Hash("b"), Ref(2))], loaded.Owners.Select(owner => (owner.Key, owner.Value)).OrderByDescending(owner => owner.Value));
        Assert.Equal([Ref(1), Ref(2), Ref(3)], loaded.Persons.Select(person => person.Id));
        Assert.Equal(4, Assert.Single(loaded.Sequences).Value.Highest);
    }

    [Fact]
    public async Task What_is_loaded_is_locked()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.Add(Person(Ref(1)));
            writes.Identifiers.Add(new(Hash("a"), Ref(1), [1]));
        });

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(
            async () =>
            {
                await using var tx = await Store.BeginAsync(Cancellation);
                var person = Assert.Single((await tx.LoadTxAsync(new LoadKeys { Identifiers = [Hash("a")] }, Cancellation)).Persons);
                await WriteAsync(tx, writes => writes.Persons.Add(person with { N = person.N + 1 }));
                await tx.CommitTxAsync(Cancellation);
            },
            Cancellation)));

        Assert.Equal(Person(Ref(1)).N + 20, (await Store.Reads.PersonAsync(Ref(1), Cancellation))!.N);
    }
}
