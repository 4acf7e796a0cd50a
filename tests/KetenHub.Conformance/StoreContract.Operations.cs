using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

// What operations staff look at.
public abstract partial class StoreContract
{
    [Fact]
    public async Task What_went_through_adds_up_over_hubs_and_is_forgotten_in_time()
    {
        var another = await AnotherAsync();
        await Store.Operations.NoteFlowAsync([new FlowRow(100, FlowKind.Accepted, 0, 3), new FlowRow(101, FlowKind.Confirmed, 4, 2)], 0, Cancellation);
        await another.Operations.NoteFlowAsync([new FlowRow(100, FlowKind.Accepted, 0, 4), new FlowRow(101, FlowKind.Confirmed, 5, 1)], 0, Cancellation);

        Assert.Equal(
            [new FlowRow(100, FlowKind.Accepted, 0, 7), new FlowRow(101, FlowKind.Confirmed, 4, 2), new FlowRow(101, FlowKind.Confirmed, 5, 1)],
            await Store.Operations.FlowAsync(100, Cancellation));
        Assert.Equal(2, (await Store.Operations.FlowAsync(101, Cancellation)).Count);
        await Store.Operations.NoteFlowAsync([], 101, Cancellation);
        Assert.DoesNotContain(await Store.Operations.FlowAsync(0, Cancellation), row => row.Minute == 100);
    }

    [Fact]
    public async Task The_glance_counts_what_the_board_lists()
    {
        await CommitAsync(writes =>
        {
            writes.Readinesses.AddRange(
            [
                Readiness(Ref(1), "B-1", ReadinessStatus.Overdue, Noon.AddHours(3)), Readiness(Ref(2), "B-2", ReadinessStatus.Requested, Noon.AddHours(30)),
                Readiness(Ref(3), "B-3", ReadinessStatus.Requested), Readiness(Ref(4), "B-4", ReadinessStatus.Requested, Noon.AddHours(73)),
                Readiness(Ref(5), "B-5", ReadinessStatus.Cancelled, Noon.AddHours(3)), Readiness(Ref(6), "B-6", ReadinessStatus.HandedOut, Noon.AddHours(-1)) with { MissedPresence = true },
            ]);
            writes.Deadlines.AddRange([new DeadlineRow(Ref(1), "readiness:B-1", Noon.AddHours(2)), new DeadlineRow(Ref(2), "readiness:B-2", Noon.AddHours(25))]);
            writes.Agreements.AddRange([Promise("A-1", Noon.AddMinutes(-1), ""), Promise("A-2", Noon.AddDays(1), ""), Promise("A-3", Noon.AddDays(-1), "Done")]);
        });

        var glance = await Store.Operations.GlanceAsync(Noon, Cancellation);

        Assert.Equal([new HandOutCount(ReadinessStatus.Requested, 1, 2), new HandOutCount(ReadinessStatus.Overdue, 1, 1)], glance.HandOuts.OrderBy(row => row.Status));
        foreach (var row in glance.HandOuts)
        {
            Assert.Equal(row.WithinDay, (await Store.Reads.BoardAsync(new BoardFilter([row.Status], null, Noon.AddHours(24)), 0, 1, Cancellation)).Total);
            Assert.Equal(row.WithinThreeDays, (await Store.Reads.BoardAsync(new BoardFilter([row.Status], null, Noon.AddHours(72)), 0, 1, Cancellation)).Total);
        }
        Assert.Equal((2, 1, 1, 2), (glance.AgreementsOpen, glance.AgreementsPast, glance.DeadlinesOfDay, glance.NeedSomebody));
        Assert.Equal(Noon.AddHours(2), glance.NextDeadline);
        Assert.Equal([Ref(1)], (await Store.Operations.DeadlinesAsync(Noon.AddDays(1), 0, 10, Cancellation)).Items.Select(row => row.Person));
        Assert.Equal(2, (await Store.Operations.DeadlinesAsync(DateTimeOffset.MaxValue, 1, 1, Cancellation)).Total);
    }

    [Fact]
    public async Task Who_did_what_is_kept_latest_first_and_found_by_what_it_was_done_to()
    {
        var seen = new ActionRow(Noon, "dashboard", ActionKind.BodySeen, "one", "why");
        var denied = new ActionRow(Noon.AddSeconds(1), "avim/meldpunt", ActionKind.Denied, "two", "");
        await Store.Operations.NoteActionAsync(seen, Cancellation);
        await Store.Operations.NoteActionAsync(denied, Cancellation);

        Assert.Equal([denied, seen], (await Store.Operations.ActionsAsync("", 0, 10, Cancellation)).Items);
        var ofOne = await Store.Operations.ActionsAsync("one", 0, 10, Cancellation);
        Assert.Equal((seen, 1L), (Assert.Single(ofOne.Items), ofOne.Total));
    }

    [Fact]
    public async Task Look_ups_of_all_persons_come_latest_first_in_pages_with_the_total()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2))]);
            writes.Log.AddRange([Entry(Ref(1), 1), Entry(Ref(1), 2, LogKind.LookedUp), Entry(Ref(2), 1, LogKind.LookedUp), Entry(Ref(2), 3, LogKind.LookedUp)]);
        });

        var page = await Store.Operations.LookUpsAsync(1, 2, Cancellation);

        Assert.Equal([(Ref(1), 2L), (Ref(2), 1L)], page.Items.Select(row => (row.Person, row.N)));
        Assert.Equal(3, page.Total);
    }

    private static AgreementRow Promise(string number, DateTimeOffset endsAt, string result) =>
        new(Ref(9), "ind", number, "coa", "", endsAt, "Ter Apel", "", result, result.Length == 0 ? null : Noon, 0, Noon.AddDays(-3), Noon);
}
