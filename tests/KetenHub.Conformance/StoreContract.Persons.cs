using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_person_is_read_as_written()
    {
        var row = new PersonRow(Ref(1), 4, Digest("head"), [], Digest("key"), Ref(2));
        await CommitAsync(writes => writes.Persons.Add(row));

        Same(row, await Store.Reads.PersonAsync(Ref(1), Cancellation));
        Same(row, Assert.Single(await InTxAsync(tx => tx.LockPersonsTxAsync([Ref(1)], Cancellation))));
        Assert.Null(await Store.Reads.PersonAsync(Ref(2), Cancellation));
    }

    [Fact]
    public async Task Writing_a_person_again_replaces_all_of_it()
    {
        var second = new PersonRow(Ref(1), 9, Digest("head 9"), Digest("state 9"), Digest("key 9"), Ref(5));
        await CommitAsync(writes => writes.Persons.Add(Person(Ref(1))));
        await CommitAsync(writes => writes.Persons.Add(second));

        Same(second, await Store.Reads.PersonAsync(Ref(1), Cancellation));
    }

    [Fact]
    public async Task Writing_a_person_twice_in_one_batch_keeps_the_last()
    {
        await CommitAsync(writes => writes.Persons.AddRange([Person(Ref(1)), Person(Ref(1)) with { N = 3 }]));

        Assert.Equal(3, (await Store.Reads.PersonAsync(Ref(1), Cancellation))!.N);
        Assert.Equal(1, (await Store.Reads.OverviewAsync(Noon, Cancellation)).Persons);
    }

    [Fact]
    public async Task Locked_persons_come_once_each_in_order_without_the_unknown()
    {
        await CommitAsync(writes => writes.Persons.AddRange([Person(Ref(3)), Person(Ref(1)), Person(Ref(2))]));

        var locked = await InTxAsync(tx => tx.LockPersonsTxAsync([Ref(3), Ref(9), Ref(1), Ref(3)], Cancellation));

        Assert.Equal([Ref(1), Ref(3)], locked.Select(person => person.Id));
    }

    [Fact]
    public async Task A_transaction_sees_what_it_wrote_and_readers_do_not()
    {
        await using var tx = await Store.BeginAsync(Cancellation);
        await WriteAsync(tx, writes =>
        {
            writes.Persons.Add(Person(Ref(1)));
            writes.Identifiers.Add(new(Hash("a"), Ref(1), [1]));
        });

        Assert.Single(await tx.LockPersonsTxAsync([Ref(1)], Cancellation));
        Assert.Equal(Ref(1), (await tx.FindPersonsTxAsync([Hash("a")], Cancellation))[Hash("a")]);
        Assert.Null(await Store.Reads.PersonAsync(Ref(1), Cancellation));
        Assert.Null(await Store.Reads.FindPersonAsync(Hash("a"), Cancellation));
    }

    [Fact]
    public async Task Identifiers_find_their_person_and_unknown_ones_are_left_out()
    {
        await CommitAsync(writes => writes.Identifiers.AddRange([new(Hash("a"), Ref(1), [1]), new(Hash("b"), Ref(2), [2])]));

        var found = await InTxAsync(tx => tx.FindPersonsTxAsync([Hash("a"), Hash("b"), Hash("c")], Cancellation));

        Assert.Equal(2, found.Count);
        Assert.Equal(Ref(2), found[Hash("b")]);
        Assert.Equal(Ref(1), await Store.Reads.FindPersonAsync(Hash("a"), Cancellation));
        Assert.Null(await Store.Reads.FindPersonAsync(Hash("c"), Cancellation));
    }

    [Fact]
    public async Task An_identifier_that_is_somebody_elses_by_now_is_a_conflict()
    {
        await CommitAsync(writes => writes.Identifiers.Add(new(Hash("a"), Ref(1), [1])));

        await Assert.ThrowsAsync<StoreConflictException>(() => CommitAsync(writes => writes.Identifiers.Add(new(Hash("a"), Ref(2), [2]))));
        await Assert.ThrowsAsync<StoreConflictException>(() => CommitAsync(writes => writes.Identifiers.Add(new(Hash("a"), Ref(2), [2], Ref(3)))));

        Assert.Equal(Ref(1), await Store.Reads.FindPersonAsync(Hash("a"), Cancellation));
    }

    [Fact]
    public async Task An_identifier_of_a_merged_person_moves_from_the_one_it_was_merged_into()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1), mergedInto: Ref(2)), Person(Ref(2))]);
            writes.Identifiers.Add(new(Hash("a"), Ref(1), [1]));
        });

        await CommitAsync(writes => writes.Identifiers.Add(new(Hash("a"), Ref(3), [2], Ref(2))));

        Assert.Equal(Ref(3), await Store.Reads.FindPersonAsync(Hash("a"), Cancellation));
    }

    [Fact]
    public async Task Writing_an_identifier_again_moves_it_to_the_new_person()
    {
        await CommitAsync(writes => writes.Identifiers.AddRange([new(Hash("a"), Ref(1), [1]), new(Hash("b"), Ref(1), [2])]));
        await CommitAsync(writes => writes.Identifiers.Add(new(Hash("a"), Ref(2), [3, 4], Ref(1))));

        Assert.Equal(Ref(2), await Store.Reads.FindPersonAsync(Hash("a"), Cancellation));
        Same(new IdentifierRow(Hash("a"), Ref(2), [3, 4]), Assert.Single(await Store.Reads.IdentifiersAsync(Ref(2), Cancellation)));
        Same(new IdentifierRow(Hash("b"), Ref(1), [2]), Assert.Single(await Store.Reads.IdentifiersAsync(Ref(1), Cancellation)));
    }

    [Fact]
    public async Task The_family_of_a_person_is_everybody_merged_into_it_itself_first()
    {
        await CommitAsync(writes => writes.Persons.AddRange(
        [
            Person(Ref(5)), Person(Ref(1), mergedInto: Ref(5)), Person(Ref(2)), Person(Ref(3), mergedInto: Ref(5)),
            Person(Ref(4)), Person(Ref(6), mergedInto: Ref(4)),
        ]));

        Assert.Equal([Ref(5), Ref(1), Ref(3)], await FamilyOf(5));
        Assert.Equal([Ref(1)], await FamilyOf(1));
        Assert.Equal([Ref(2)], await FamilyOf(2));
        Assert.Empty(await FamilyOf(9));

        async Task<IEnumerable<Guid>> FamilyOf(int person) => (await Store.Reads.FamilyAsync(Ref(person), Cancellation)).Select(row => row.Id);
    }

    [Fact]
    public async Task Whoever_was_merged_into_a_merged_person_follows_it()
    {
        await CommitAsync(writes => writes.Persons.AddRange([Person(Ref(1), mergedInto: Ref(2)), Person(Ref(2)), Person(Ref(3)), Person(Ref(4), mergedInto: Ref(3))]));

        await CommitAsync(writes =>
        {
            writes.Persons.Add(Person(Ref(2), mergedInto: Ref(3)));
            writes.Merges.Add((Ref(2), Ref(3)));
        });

        Assert.Equal(
            [Ref(3), Ref(1), Ref(2), Ref(4)],
            (await Store.Reads.FamilyAsync(Ref(3), Cancellation)).Select(person => person.Id));
        Assert.Equal(Ref(3), (await Store.Reads.PersonAsync(Ref(1), Cancellation))!.MergedInto);
    }

    [Fact]
    public async Task An_identifier_of_a_merged_person_stays_with_it_and_finds_the_one_it_was_merged_into()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1), mergedInto: Ref(2)), Person(Ref(2))]);
            writes.Identifiers.AddRange([new(Hash("a"), Ref(1), [1]), new(Hash("b"), Ref(2), [2])]);
        });

        var found = await InTxAsync(tx => tx.FindPersonsTxAsync([Hash("a"), Hash("b")], Cancellation));

        Assert.Equal((Ref(2), Ref(2)), (found[Hash("a")], found[Hash("b")]));
        Assert.Equal(Ref(2), await Store.Reads.FindPersonAsync(Hash("a"), Cancellation));
        Assert.Equal(Hash("a"), Assert.Single(await Store.Reads.IdentifiersAsync(Ref(1), Cancellation)).Hash);
    }

    [Fact]
    public async Task Sequences_are_read_as_written_and_replaced_by_source()
    {
        var first = new SequenceRow("urn:a", "ind", 4, 1, Noon, "2-2");
        var second = new SequenceRow("urn:a", "coa", 9, 2, Noon.AddMilliseconds(1), "2-2,6-6");
        var other = new SequenceRow("urn:b", "dtv", 1, 0, Noon, "");
        await CommitAsync(writes => writes.Sequences.AddRange([first, other]));
        await CommitAsync(writes => writes.Sequences.Add(second));

        var found = await InTxAsync(tx => tx.FindSequencesTxAsync(["urn:a", "urn:c"], Cancellation));

        Same(second, Assert.Single(found).Value);
        Same(new[] { second, other }, await Store.Reads.SequencesAsync(Cancellation));
    }

    [Fact]
    public async Task Every_person_streams_in_order_of_reference()
    {
        await CommitAsync(writes => writes.Persons.AddRange(new[] { 9, unchecked((int)0xf0000000), 1, 0x7fffffff, 4 }.Select(i => Person(Ref(i)))));

        var streamed = new List<Guid>();
        await foreach (var person in Store.Reads.AllPersonsAsync(Cancellation))
            streamed.Add(person.Id);

        Assert.Equal([Ref(1), Ref(4), Ref(9), Ref(0x7fffffff), Ref(unchecked((int)0xf0000000))], streamed);
        Assert.Equal(streamed.Order(), streamed);
    }
}
