using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Conformance;

// Leaves and checkpoints: which entries are in the tree, each once and at one place.
public abstract partial class StoreContract
{
    private static NoteSigner Signer { get; } = new("example.nl/log", new byte[32]);

    private static CheckpointMaker MakerOn(IHubStore store) => new(store.Checkpoints, Signer, TimeProvider.System);

    [Fact]
    public async Task Entries_are_queued_with_their_transaction_and_not_without_it()
    {
        await using (var tx = await Store.BeginAsync(Cancellation))
            await WriteAsync(tx, writes => writes.Log.Add(Entry(Ref(1), 1)));
        Assert.Empty(await Store.Checkpoints.QueuedAsync(10, Cancellation));
        await CommitAsync(writes => writes.Sequences.Clear());
        Assert.Empty(await Store.Checkpoints.QueuedAsync(10, Cancellation));

        await CommitAsync(writes => writes.Log.AddRange([Entry(Ref(1), 1), Entry(Ref(2), 1), Entry(Ref(1), 2)]));
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(1), 3)));

        var queued = await Store.Checkpoints.QueuedAsync(10, Cancellation);
        Assert.Equal([3, 1], queued.Select(one => Leaves.Count(one.Leaves)));
        Assert.Equal([(Ref(1), 1L), (Ref(2), 1L), (Ref(1), 2L)], Enumerable.Range(0, 3).Select(i => Leaves.EntryAt(queued[0].Leaves, i)));
        Assert.Equal(Entry(Ref(1), 2).Hash, Leaves.HashAt(queued[0].Leaves, 2).ToArray());
        Assert.Equal(Noon.AddMilliseconds(1), queued[0].At);
        Assert.Single(await Store.Checkpoints.QueuedAsync(1, Cancellation));
    }

    [Fact]
    public async Task A_checkpoint_takes_what_is_queued_and_goes_on_from_the_one_before_it()
    {
        Assert.Null(await Store.Checkpoints.LatestAsync(Cancellation));
        Assert.Null(await MakerOn(Store).MakeAsync(Cancellation));
        await CommitAsync(writes => writes.Log.AddRange([Entry(Ref(1), 1), Entry(Ref(2), 1)]));
        var first = await MakerOn(Store).MakeAsync(Cancellation);
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(1), 2)));
        var second = await MakerOn(await AnotherAsync()).MakeAsync(Cancellation);

        Assert.Empty(await Store.Checkpoints.QueuedAsync(10, Cancellation));
        Same(second, await Store.Checkpoints.LatestAsync(Cancellation));
        Same(second, await MakerOn(Store).MakeAsync(Cancellation));
        Assert.Equal((2, 3), (first!.Size, second!.Size));
        Same(second, await Store.Checkpoints.OfSizeAsync(3, Cancellation));
        Same(first, await Store.Checkpoints.OfSizeAsync(1, Cancellation));
        Assert.Null(await Store.Checkpoints.OfSizeAsync(4, Cancellation));
        Same<List<CheckpointRow>>([first, second], await Store.Checkpoints.AfterAsync(0, Cancellation).ToListAsync(Cancellation));
        Same<List<CheckpointRow>>([second], await Store.Checkpoints.AfterAsync(2, Cancellation).ToListAsync(Cancellation));
        Assert.Equal([0L, 2L], await Store.Checkpoints.LeavesAsync(0, Cancellation).Select(page => page.First).ToListAsync(Cancellation));
        Assert.Equal([0L, 2L], await Store.Checkpoints.LeavesAsync(1, Cancellation).Select(page => page.First).ToListAsync(Cancellation));
        Assert.Equal([2L], await Store.Checkpoints.LeavesAsync(2, Cancellation).Select(page => page.First).ToListAsync(Cancellation));
        Assert.Equal(new MerkleTree(3, second.Subtrees).Root(), Checkpoint.Read(second.Note)!.Root);
    }

    [Fact]
    public async Task Leaves_that_another_hub_took_make_a_conflict_and_leave_nothing()
    {
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(1), 1)));
        var taken = (await Store.Checkpoints.QueuedAsync(10, Cancellation)).Select(one => one.Seq).ToList();
        var latest = (await MakerOn(Store).MakeAsync(Cancellation))!;
        var another = latest with { Size = 2 };

        await Assert.ThrowsAsync<StoreConflictException>(() => Store.Checkpoints.AddAsync(another, [new LeafPage(1, Leaves.Of([Entry(Ref(1), 1)]))], taken, Cancellation));
        await Assert.ThrowsAsync<StoreConflictException>(() => Store.Checkpoints.AddAsync(latest, [], [], Cancellation));
        await Assert.ThrowsAsync<StoreConflictException>(() => Store.Checkpoints.AddAsync(another, [new LeafPage(0, [])], [], Cancellation));

        Same(latest, await Store.Checkpoints.LatestAsync(Cancellation));
    }

    [Fact]
    public async Task The_oldest_unproven_entry_is_known_until_its_checkpoint_is_held()
    {
        Assert.Null(await Store.Checkpoints.OldestUnprovenAsync(Cancellation));
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(1), 1)));
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(1), 2)));
        Assert.Equal(Noon.AddMilliseconds(1), await Store.Checkpoints.OldestUnprovenAsync(Cancellation));
        var first = await MakerOn(Store).MakeAsync(Cancellation);
        Assert.Equal(Noon.AddMilliseconds(1), await Store.Checkpoints.OldestUnprovenAsync(Cancellation));
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(1), 7)));
        await Store.Checkpoints.MarkHeldAsync(first!.Size, Noon, Cancellation);
        Assert.Equal(Noon.AddMilliseconds(7), await Store.Checkpoints.OldestUnprovenAsync(Cancellation));
        var second = await MakerOn(Store).MakeAsync(Cancellation);
        await Store.Checkpoints.MarkHeldAsync(second!.Size, Noon, Cancellation);
        Assert.Null(await Store.Checkpoints.OldestUnprovenAsync(Cancellation));
    }

    [Fact]
    public async Task Of_hubs_that_commit_and_make_checkpoints_side_by_side_every_entry_gets_one_place_in_its_persons_order()
    {
        const int Persons = 4;
        const int Events = 160;
        using var keys = new HubKeys(new byte[32]);
        var stores = new[] { Store, await AnotherAsync() };
        var hubs = stores.Select(store => new HubTransaction(store, keys, SmallHub.Terms, SmallHub.Partners("coa"), TimeProvider.System)).ToList();
        var messages = Enumerable.Range(0, Events).Select(number =>
            new InboundMessage("coa", CloudEvent.ContentType, SmallHub.Incident(number, number % Persons))).ToList();
        using var done = new CancellationTokenSource();

        var making = stores.Select(store => Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    try
                    {
                        await MakerOn(store).MakeAsync(Cancellation);
                    }
                    catch (StoreConflictException)
                    {
                        // The other one made it.
                    }
                }
            },
            Cancellation)).ToList();
        await Task.WhenAll(messages.Chunk(3).Select((batch, i) =>
            Task.Run(() => LaneRunner.HandleAsync(hubs[i % 2], batch, null, NullLogger.Instance, Cancellation), Cancellation)));
        await done.CancelAsync();
        await Task.WhenAll(making);
        await MakerOn(Store).MakeAsync(Cancellation);

        var placed = new List<(Guid Person, long N)>();
        var tree = new MerkleTree();
        await foreach (var page in Store.Checkpoints.LeavesAsync(0, Cancellation))
        {
            Assert.Equal(tree.Size, page.First);
            for (var i = 0; i < Leaves.Count(page.Leaves); i++)
            {
                placed.Add(Leaves.EntryAt(page.Leaves, i));
                tree.Add(Leaves.HashAt(page.Leaves, i));
            }
        }
        var log = await Store.Reads.AllLogAsync(Cancellation).Select(row => (row.Person, row.N)).ToListAsync(Cancellation);
        Assert.Equal(log.Order(), placed.Order());
        Assert.All(placed.GroupBy(place => place.Person), one => Assert.Equal(one.Select(place => place.N).Order(), one.Select(place => place.N)));
        Assert.Equal(tree.Root(), Checkpoint.Read((await Store.Checkpoints.LatestAsync(Cancellation))!.Note)!.Root);
    }
}
