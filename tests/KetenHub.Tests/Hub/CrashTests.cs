using KetenHub.Contracts;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

public sealed class CrashTests
{
    private const string First = "9000000001";
    private const string Second = "9000000002";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Moments()
    {
        var moments = new TheoryData<string, bool>();
        foreach (var verb in CrashingStore.Verbs)
        {
            moments.Add(verb, false);
            moments.Add(verb, true);
        }
        return moments;
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task A_crash_at_any_verb_leaves_all_or_nothing_and_a_retry_gives_the_same_receipts(string verb, bool after)
    {
        InboundMessage[] batch = [Events.Signal("coa", First, sequence: 1), Events.Decision(Second, "B-1", 48), Events.Merge(Second, First)];
        await using var untroubled = await TestHub.StartAsync();
        var expected = await untroubled.SendAsync(batch);

        CrashingStore? crashing = null;
        await using var hub = await TestHub.StartAsync(store => crashing = new CrashingStore(store));
        crashing!.Plan = (verb, after, () => new StoreUnavailableException("crash"), 1);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => hub.SendAsync(batch));
        var committed = verb == "Commit" && after;
        Assert.Equal(committed ? (await untroubled.WholeLogAsync()).Count : 0, hub.Sql<long>("SELECT count(*) FROM log"));
        Assert.Equal(committed ? 3 : 0, hub.Sql<long>("SELECT count(*) FROM inbox"));

        var receipts = await hub.SendAsync(batch);
        Assert.Equal(expected.Select(Place), receipts.Select(Place));
        Assert.Equal(await IdsAsync(untroubled), await IdsAsync(hub));
        Assert.Null((await hub.VerifyAsync()).FirstBad);
    }

    [Fact]
    public async Task Deciding_again_gives_the_same_persons_and_effects()
    {
        InboundMessage[] batch = [Events.Decision(First, "B-1", 48), Events.Ready(First, "B-1"), Events.Signal("coa", First)];
        await using var one = await TestHub.StartAsync();
        await using var other = await TestHub.StartAsync();
        await one.SendAsync(batch);
        foreach (var message in batch)
            await other.SendAsync(message);
        await one.AdvanceAsync(TimeSpan.FromDays(3));
        await other.AdvanceAsync(TimeSpan.FromDays(3));
        Assert.True((await IdsAsync(one)).Count > 4);
        Assert.Equal(await IdsAsync(one), await IdsAsync(other));
    }

    [Fact]
    public async Task A_message_that_makes_deciding_throw_is_set_apart_and_its_neighbours_are_accepted_in_order()
    {
        // A role nobody fills makes carrying out the decision fail; signals about persons without a case need no recipient.
        await using var hub = await TestHub.StartAsync(change: policy => policy with { Ladder = null! });
        var batch = Enumerable.Range(0, 21)
            .Select(i => i == 13 ? Events.Decision(Second, "B-1", 48) : Events.Signal("coa", First, sequence: i + 1)).ToArray();
        var receipts = await hub.SendAsync(batch);

        Assert.Equal(ReceiptOutcome.Quarantined, receipts[13].Outcome);
        Assert.Equal([Errors.ProcessingFailed], receipts[13].Problems.Select(problem => problem.Kind));
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long?)n), receipts.Where((_, i) => i != 13).Select(receipt => receipt.N));
        var kept = Assert.Single(await hub.QuarantineAsync());
        Assert.Equal(batch[13].Body.ToArray(), hub.Keys.OpenQuarantine(kept.Id, kept.SealedRaw));
        Assert.Contains(hub.Log.Lines, line => line.Contains("KH240", StringComparison.Ordinal));
        Assert.Null(await hub.FindAsync(Second));
        Assert.Null((await hub.VerifyAsync()).FirstBad);
    }

    [Fact]
    public async Task A_conflict_with_another_transaction_is_tried_again_at_once()
    {
        CrashingStore? crashing = null;
        await using var hub = await TestHub.StartAsync(store => crashing = new CrashingStore(store));
        crashing!.Plan = ("Write", false, () => new StoreConflictException("another was first"), 1);
        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Events.Signal("coa", First))).Outcome);
    }

    [Fact]
    public async Task A_deadline_that_was_not_committed_comes_again_with_the_same_effects()
    {
        CrashingStore? crashing = null;
        await using var hub = await TestHub.StartAsync(store => crashing = new CrashingStore(store));
        await using var untroubled = await TestHub.StartAsync();
        var message = Events.Decision(First, "B-1", 48);
        foreach (var each in new[] { hub, untroubled })
        {
            await each.SendAsync(message);
            each.Clock.MoveTo((await each.Store.NextDeadlineAsync(Cancellation))!.Value);
        }
        crashing!.Plan = ("Commit", false, () => new StoreUnavailableException("crash"), 1);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => hub.Hub.HandleDeadlinesAsync(10, Cancellation));
        Assert.Equal(1, await hub.Hub.HandleDeadlinesAsync(10, Cancellation));
        Assert.Equal(1, await untroubled.Hub.HandleDeadlinesAsync(10, Cancellation));
        Assert.Equal(await IdsAsync(untroubled), await IdsAsync(hub));
    }

    private static (string?, long?) Place(Receipt receipt) => (receipt.EventId, receipt.N);

    // Hashes differ by the random nonces of sealing; persons, numbers, ids and reasons do not.
    private static async Task<List<string>> IdsAsync(TestHub hub) =>
        [.. (await hub.WholeLogAsync()).Select(row => $"{row.Person} {row.N} {row.Kind} {row.Party} {row.Type} {row.EventId} {row.CauseN} {row.Why}")];
}
