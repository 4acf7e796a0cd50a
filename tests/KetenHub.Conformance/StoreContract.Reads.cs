using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

public abstract partial class StoreContract
{
    private static BoardFilter Everything { get; } = new([], null, null);

    [Fact]
    public async Task A_readiness_is_read_as_written_in_every_status()
    {
        var rows = Enum.GetValues<ReadinessStatus>().Select(status => Readiness(Ref(1), $"{(int)status}", status, Noon)).ToList();
        rows.Add(new(Ref(1), "none", ReadinessStatus.Requested, null, "", null, 0, "", null, "", null, "", "", false, true, true, false, 0, Noon));
        await CommitAsync(writes => writes.Readinesses.AddRange(rows));

        Same(rows, await Store.Reads.ReadinessesAsync(Ref(1), Cancellation));
        Assert.Empty(await Store.Reads.ReadinessesAsync(Ref(2), Cancellation));
    }

    [Fact]
    public async Task Writing_a_readiness_again_replaces_all_of_it()
    {
        var second = new ReadinessRow(
            Ref(1), "d", ReadinessStatus.HandedOut, Noon.AddDays(1), "Budel", null, 0, "", null, "", null, "", "", false, true, true, false, 9, Noon.AddDays(2));
        await CommitAsync(writes => writes.Readinesses.Add(Readiness(Ref(1), "d", ReadinessStatus.Overdue, Noon)));
        await CommitAsync(writes => writes.Readinesses.Add(second));

        Same(second, Assert.Single(await Store.Reads.ReadinessesAsync(Ref(1), Cancellation)));
        Same(new Page<ReadinessRow>([second], 1), await Store.Reads.BoardAsync(Everything, 0, 10, Cancellation));
    }

    [Fact]
    public async Task What_waits_is_counted_per_recipient_and_what_is_confirmed_is_not()
    {
        await CommitAsync(writes =>
        {
            writes.Outbox.AddRange([Notification(10, Ref(1)), Notification(11, Ref(2)), Notification(12, Ref(1), "coa")]);
            writes.Deadlines.AddRange([new(Ref(1), "a", Noon.AddDays(1)), new(Ref(1), "b", Noon.AddDays(-1))]);
        });
        await Store.MarkSentAsync([Ref(11)], Noon, Cancellation);

        var waiting = await Store.Reads.WaitingAsync(Cancellation);

        Same(new Waiting([new Backlog("coa", 1, Noon.AddMilliseconds(12)), new Backlog("dtv", 1, Noon.AddMilliseconds(10))], 2), waiting);
    }

    [Fact]
    public async Task Removals_of_readinesses_come_before_what_is_written_in_the_same_batch()
    {
        await CommitAsync(writes => writes.Readinesses.AddRange(
            [Readiness(Ref(1), "a", ReadinessStatus.Ready), Readiness(Ref(1), "b", ReadinessStatus.Ready)]));
        await CommitAsync(writes =>
        {
            writes.RemovedReadinesses.AddRange([(Ref(1), "a"), (Ref(1), "b"), (Ref(1), "none")]);
            writes.Readinesses.AddRange([Readiness(Ref(2), "a", ReadinessStatus.Ready), Readiness(Ref(1), "b", ReadinessStatus.Overdue)]);
        });

        Assert.Equal(["b"], (await Store.Reads.ReadinessesAsync(Ref(1), Cancellation)).Select(row => row.DecisionNumber));
        SameCounts(
            new Dictionary<ReadinessStatus, long> { [ReadinessStatus.Ready] = 1, [ReadinessStatus.Overdue] = 1 },
            (await Store.Reads.OverviewAsync(Noon, Cancellation)).ByStatus);
    }

    [Fact]
    public async Task The_board_shows_what_needs_a_person_first_then_by_hand_out_then_the_settled_by_change()
    {
        await FillBoardAsync();

        var page = await Store.Reads.BoardAsync(Everything, 0, 100, Cancellation);

        Assert.Equal(
            ["missed", "overdue", "interview overdue", "not ready", "handed out", "requested", "ready", "no moment", "held", "held after a miss", "cancelled"],
            page.Items.Select(row => row.DecisionNumber));
        Assert.Equal(11, page.Total);
    }

    [Fact]
    public async Task A_page_of_the_board_is_part_of_the_whole_with_the_total()
    {
        await FillBoardAsync();

        var page = await Store.Reads.BoardAsync(Everything, 3, 2, Cancellation);

        Assert.Equal(["not ready", "handed out"], page.Items.Select(row => row.DecisionNumber));
        Assert.Equal(11, page.Total);
    }

    [Fact]
    public async Task The_board_shows_only_the_statuses_asked_for()
    {
        await FillBoardAsync();

        var page = await Store.Reads.BoardAsync(new([ReadinessStatus.HandedOut, ReadinessStatus.NotOpened], null, null), 0, 100, Cancellation);

        Assert.Equal(["missed", "handed out", "not opened"], page.Items.Select(row => row.DecisionNumber));
        Assert.Equal(3, page.Total);
    }

    [Fact]
    public async Task The_board_shows_only_the_place_and_the_moments_asked_for_and_those_without_a_moment()
    {
        await FillBoardAsync();

        var inBudel = await Store.Reads.BoardAsync(new([], "Budel", null), 0, 1, Cancellation);
        var before = await Store.Reads.BoardAsync(new([ReadinessStatus.Requested, ReadinessStatus.Ready], null, Noon.AddHours(6)), 0, 100, Cancellation);

        Assert.Equal(["overdue"], inBudel.Items.Select(row => row.DecisionNumber));
        Assert.Equal(2, inBudel.Total);
        Assert.Equal(["requested", "no moment"], before.Items.Select(row => row.DecisionNumber));
        Assert.Equal(2, before.Total);
    }

    [Fact]
    public async Task The_overview_of_an_empty_store_is_empty() => SameCounts(
        new Overview(0, 0, 0, null, 0, null, 0, 0, new Dictionary<ReadinessStatus, long>(), 0),
        await Store.Reads.OverviewAsync(Noon, Cancellation));

    [Fact]
    public async Task The_overview_counts_everything()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2)), Person(Ref(3), mergedInto: Ref(1))]);
            writes.Inbox.AddRange([Accepted("1", Ref(1)) with { ReceivedAt = Noon.AddMinutes(5) }, Accepted("2", Ref(2))]);
            writes.Log.AddRange([Entry(Ref(1), 1), Entry(Ref(1), 2), Entry(Ref(2), 1)]);
            writes.Deadlines.AddRange([new(Ref(1), "a", Noon), new(Ref(1), "b", Noon.AddMilliseconds(1)), new(Ref(2), "a", Noon.AddDays(-1))]);
            writes.Outbox.AddRange([Notification(7, Ref(1)), Notification(5, Ref(1), "ind"), Notification(3, Ref(2))]);
            writes.Quarantine.Add(Refused(1, "bytes"));
            writes.Readinesses.AddRange([Readiness(Ref(1), "a", ReadinessStatus.Ready), Readiness(Ref(1), "b", ReadinessStatus.Ready)]);
            writes.Sequences.AddRange([new("urn:a", "ind", 9, 2, Noon, ""), new("urn:b", "coa", 9, 3, Noon, "")]);
        });
        await CommitAsync(writes =>
        {
            writes.Persons.Add(Person(Ref(2), mergedInto: Ref(1)));
            writes.Inbox.Add(Accepted("3", Ref(1)) with { ReceivedAt = Noon.AddMinutes(4) });
            writes.Readinesses.Add(Readiness(Ref(1), "b", ReadinessStatus.Overdue));
        });
        await Store.MarkSentAsync([Ref(3)], Noon, Cancellation);

        var overview = await Store.Reads.OverviewAsync(Noon, Cancellation);

        SameCounts(
            new Overview(
                LogEntries: 3, Persons: 1, Accepted: 3, LastAcceptedAt: Noon.AddMinutes(5), Unsent: 2, OldestUnsentAt: Noon.AddMilliseconds(5),
                DeadlinesOverdue: 2, Quarantined: 1,
                new Dictionary<ReadinessStatus, long> { [ReadinessStatus.Ready] = 1, [ReadinessStatus.Overdue] = 1 }, Missing: 5),
            overview);
    }

    private Task FillBoardAsync() => CommitAsync(writes => writes.Readinesses.AddRange(
    [
        Readiness(Ref(1), "requested", ReadinessStatus.Requested, Noon.AddHours(5)),
        Readiness(Ref(2), "ready", ReadinessStatus.Ready, Noon.AddHours(6), "Budel"),
        Readiness(Ref(3), "no moment", ReadinessStatus.Requested),
        Readiness(Ref(4), "handed out", ReadinessStatus.HandedOut, Noon.AddHours(1)),
        Readiness(Ref(5), "not ready", ReadinessStatus.NotReady, Noon.AddHours(9)),
        Readiness(Ref(6), "overdue", ReadinessStatus.Overdue, Noon.AddHours(7), "Budel"),
        Readiness(Ref(7), "interview overdue", ReadinessStatus.InterviewOverdue, Noon.AddHours(8)),
        Readiness(Ref(8), "missed", ReadinessStatus.HandedOut, Noon) with { MissedPresence = true },
        Readiness(Ref(9), "cancelled", ReadinessStatus.Cancelled, Noon.AddHours(-5)) with { ChangedAt = Noon.AddDays(-3) },
        Readiness(Ref(10), "held", ReadinessStatus.InterviewHeld, Noon) with { ChangedAt = Noon.AddDays(-1) },
        Readiness(Ref(11), "held after a miss", ReadinessStatus.InterviewHeld, Noon) with { ChangedAt = Noon.AddDays(-2), MissedPresence = true },
        Readiness(Ref(12), "not opened", ReadinessStatus.NotOpened),
    ]));
}
