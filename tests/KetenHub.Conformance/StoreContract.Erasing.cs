using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

// Erasing: bodies and identifiers go, the chain stays.
public abstract partial class StoreContract
{
    [Fact]
    public async Task Who_is_erased_loses_bodies_and_identifiers_and_nobody_else_does()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2))]);
            writes.Identifiers.AddRange([new(Hash("a"), Ref(1), Digest("a")), new(Hash("b"), Ref(2), Digest("b"))]);
            writes.Log.AddRange([Entry(Ref(1), 1), Entry(Ref(1), 2), Entry(Ref(2), 1)]);
        });
        await CommitAsync(writes =>
        {
            writes.Log.Add(Entry(Ref(1), 3, LogKind.Erased));
            writes.Persons.Add(Person(Ref(1)) with { N = 3, WrappedKey = [], SealedState = [] });
            writes.Erased.Add(Ref(1));
        });

        var log = (await Store.Reads.TimelineAsync([Ref(1), Ref(2)], 0, 10, Cancellation)).Items;
        Assert.Equal([(Ref(1), 1L, true), (Ref(2), 1L, false), (Ref(1), 2L, true), (Ref(1), 3L, true)], log.Select(row => (row.Person, row.N, row.SealedBody is null)));
        Assert.Equal(Entry(Ref(1), 2).Hash, log[2].Hash);
        Assert.Equal(LogKind.Erased, log[3].Kind);
        Assert.Null(await Store.Reads.FindPersonAsync(Hash("a"), Cancellation));
        Assert.Equal(Ref(2), await Store.Reads.FindPersonAsync(Hash("b"), Cancellation));
        Assert.True((await Store.Reads.PersonAsync(Ref(1), Cancellation))!.IsErased);
        Assert.False((await Store.Reads.PersonAsync(Ref(2), Cancellation))!.IsErased);
    }

    [Fact]
    public async Task What_waits_for_a_person_is_counted_until_it_is_confirmed()
    {
        await CommitAsync(writes => writes.Outbox.AddRange([Notification(1, Ref(1)), Notification(2, Ref(1), "coa"), Notification(3, Ref(2))]));
        Assert.Equal(2, await Store.Reads.UnsentAsync(Ref(1), Cancellation));
        await Store.MarkSentAsync([Ref(1)], Noon, Cancellation);
        Assert.Equal(1, await Store.Reads.UnsentAsync(Ref(1), Cancellation));
        Assert.Equal(0, await Store.Reads.UnsentAsync(Ref(3), Cancellation));
    }
}
