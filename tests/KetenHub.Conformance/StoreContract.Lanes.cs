using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

// Lanes: of several hubs one reads a lane, and who read it before can write nothing more.
public abstract partial class StoreContract
{
    [Fact]
    public async Task Each_reader_of_a_lane_gets_the_next_epoch_and_lanes_count_apart()
    {
        var another = await AnotherAsync();
        Assert.Equal(new LaneTicket("keten.in.coa", 1), await Store.TakeLaneAsync("keten.in.coa", Cancellation));
        Assert.Equal(new LaneTicket("keten.in.coa", 2), await another.TakeLaneAsync("keten.in.coa", Cancellation));
        Assert.Equal(new LaneTicket("keten.in.ind", 1), await another.TakeLaneAsync("keten.in.ind", Cancellation));
    }

    [Fact]
    public async Task The_present_reader_writes_as_often_as_it_likes()
    {
        var ticket = await Store.TakeLaneAsync("keten.in.coa", Cancellation);
        await Store.TakeLaneAsync("keten.in.ind", Cancellation);
        await CommitAsync(writes => Fill(writes, ticket, 1));
        await CommitAsync(writes => Fill(writes, ticket, 2));
        Assert.Equal(2, (await Store.Reads.OverviewAsync(Noon, Cancellation)).Accepted);
    }

    [Fact]
    public async Task A_reader_that_was_overtaken_is_refused_and_nothing_of_it_is_written()
    {
        var slept = await Store.TakeLaneAsync("keten.in.coa", Cancellation);
        var present = await (await AnotherAsync()).TakeLaneAsync("keten.in.coa", Cancellation);

        await Assert.ThrowsAsync<LaneOvertakenException>(() => CommitAsync(writes => Fill(writes, slept, 1)));
        Assert.Equal(0, (await Store.Reads.OverviewAsync(Noon, Cancellation)).Accepted);
        await CommitAsync(writes => Fill(writes, present, 1));
        // Also where what it would write is there by now: the other hub read the same messages.
        await Assert.ThrowsAsync<LaneOvertakenException>(() => CommitAsync(writes => Fill(writes, slept, 1)));
        Assert.Equal(1, (await Store.Reads.OverviewAsync(Noon, Cancellation)).Accepted);
    }

    [Fact]
    public async Task A_reader_of_a_lane_that_the_store_does_not_know_is_refused()
    {
        // A backup was put back.
        await Assert.ThrowsAsync<LaneOvertakenException>(() => CommitAsync(writes => Fill(writes, new LaneTicket("keten.in.coa", 7), 1)));
    }

    [Fact]
    public async Task Who_takes_a_lane_waits_for_the_commit_that_runs()
    {
        var another = await AnotherAsync();
        var first = await Store.TakeLaneAsync("keten.in.coa", Cancellation);
        Task<LaneTicket> taking;
        await using (var tx = await Store.BeginAsync(Cancellation))
        {
            await WriteAsync(tx, writes => Fill(writes, first, 1));
            taking = Task.Run(() => another.TakeLaneAsync("keten.in.coa", Cancellation), Cancellation);
            // Another lane, meanwhile, shows that it had the time (PostgreSQL); SQLite has one writer, which waits as well.
            await Task.WhenAny(taking, Task.Run(() => another.TakeLaneAsync("keten.in.ind", Cancellation), Cancellation), Task.Delay(500, Cancellation));
            Assert.False(taking.IsCompleted);
            await tx.CommitTxAsync(Cancellation);
        }
        Assert.Equal(2, (await taking).Epoch);
        Assert.Equal(1, (await Store.Reads.OverviewAsync(Noon, Cancellation)).Accepted);
    }

    private static void Fill(HubWrites writes, LaneTicket ticket, int number)
    {
        writes.Lanes.Add(ticket);
        writes.Persons.Add(Person(Ref(number)));
        writes.Inbox.Add(Accepted($"{number}", Ref(number)));
        writes.Log.Add(Entry(Ref(number), 1));
    }
}
