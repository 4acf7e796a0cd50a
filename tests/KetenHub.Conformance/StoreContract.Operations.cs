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
    public async Task The_audit_log_comes_whole_in_the_order_in_which_it_was_written_with_everything_of_each_entry()
    {
        var noted = Deed(1) with { Result = "KH214", Origin = "10.0.0.1", Trace = "0af7651916cd43dd8448eb211c80319c" };
        await Store.Operations.NoteActionAsync(noted, Cancellation);
        var written = Enumerable.Range(2, 2100).Select(Deed).ToList();
        await CommitAsync(writes => writes.Actions.AddRange(written));

        var audit = await Store.Operations.AuditAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Cancellation).ToListAsync(Cancellation);
        Assert.Equal([noted, .. written], audit);
        Assert.Equal([noted.Hash(), .. written.Select(row => row.Hash())], audit.Select(row => row.Hash()));
        Assert.Equal(
            [Deed(5), Deed(6)], await Store.Operations.AuditAsync(Deed(5).At, Deed(7).At, Cancellation).ToListAsync(Cancellation));
        Assert.Equal([noted, Deed(7)], (await Store.Operations.ActionsOfAsync([Deed(7).Id, noted.Id, Ref(99_999)], Cancellation)).OrderBy(row => row.At));
        Assert.Empty(await Store.Operations.ActionsOfAsync([], Cancellation));
    }

    [Fact]
    public async Task Entries_of_the_audit_log_are_queued_for_the_next_checkpoint_with_what_they_were_written_with()
    {
        await Store.Operations.NoteActionAsync(Deed(1), Cancellation);
        await CommitAsync(writes =>
        {
            writes.Persons.Add(Person(Ref(1)));
            writes.Log.Add(Entry(Ref(1), 1));
            writes.Actions.AddRange([Deed(2), Deed(3)]);
        });
        await CommitAsync(writes => writes.Actions.Add(Deed(4)));

        var queued = await Store.Checkpoints.QueuedAsync(10, Cancellation);
        Assert.Equal([1, 3, 1], queued.Select(one => Leaves.Count(one.Leaves)));
        Assert.Equal((Deed(1).Id, Leaves.ActionN), Leaves.EntryAt(queued[0].Leaves, 0));
        Assert.Equal([(Ref(1), 1L), (Deed(2).Id, 0L), (Deed(3).Id, 0L)], Enumerable.Range(0, 3).Select(i => Leaves.EntryAt(queued[1].Leaves, i)));
        Assert.Equal(Deed(3).Hash(), Leaves.HashAt(queued[1].Leaves, 2).ToArray());
        Assert.Equal(Deed(4).At, queued[2].At);
    }

    [Fact]
    public async Task What_a_hub_of_a_later_release_wrote_is_read_with_its_name_and_nothing_is_left_out()
    {
        var deed = Deed(1) with { Kind = Stored.Read<ActionKind>("Later") };
        var entry = Entry(Ref(1), 1, Stored.Read<LogKind>("Later"));
        await Store.Operations.NoteActionAsync(deed, Cancellation);
        await Store.Operations.Controls.PauseAsync(new PauseRow("coa", Stored.Read<PauseSide>("Later"), "why", "ind/beheer", Noon), Cancellation);
        await Store.Operations.Controls.NoteContractsAsync([new ContractSeen("coa", "case-signal", "v1", Stored.Read<SchemaNamed>("Later"), Noon, Noon, 1, 0)], Cancellation);
        await Store.Operations.NoteFlowAsync([new FlowRow(100, Stored.Read<FlowKind>("Later"), 0, 3)], 0, Cancellation);
        await Store.NotePulsesAsync([new PulseRow("coa", Stored.Read<PulseKind>("Later"), 1, 1, Noon)], DateTimeOffset.UnixEpoch, Cancellation);
        await CommitAsync(writes =>
        {
            writes.Persons.Add(Person(Ref(1)));
            writes.Log.Add(entry);
            writes.Actions.Add(deed with { Id = Ref(7) });
            writes.Quarantine.Add(Refused(1, "bytes"));
            writes.Readinesses.AddRange([Readiness(Ref(1), "B-1", Stored.Read<ReadinessStatus>("Later")), Readiness(Ref(1), "B-2", ReadinessStatus.NotOpened), Readiness(Ref(1), "B-3", ReadinessStatus.Ready)]);
        });
        Assert.True(await Store.Failures.ResolveAsync(Ref(1), Stored.Read<Resolution>("Later"), "ind/beheer", Noon, Cancellation));

        Assert.Equal([deed, deed with { Id = Ref(7) }], await Store.Operations.AuditAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Cancellation)
            .Where(row => row.Kind != ActionKind.Paused).ToListAsync(Cancellation));
        Same(entry, (await Store.Reads.TimelineAsync([Ref(1)], 0, 10, Cancellation)).Items.Single());
        Assert.Equal("Later", Stored.NameOf((await Store.Retention.EntriesAsync([Ref(1)], Cancellation)).Single().Kind));
        Assert.Equal("Later", Stored.NameOf((await Store.Operations.Controls.PausesAsync(Cancellation)).Single().Side));
        Assert.Equal("Later", Stored.NameOf((await Store.Operations.Controls.ContractsAsync(Cancellation)).Single().Schema));
        Assert.Equal("Later", Stored.NameOf((await Store.Operations.FlowAsync(0, Cancellation)).Single().Kind));
        Assert.Equal("Later", Stored.NameOf((await Store.Reads.PulsesAsync(Cancellation)).Single().Kind));
        Assert.Equal("Later", Stored.NameOf((await Store.Failures.RefusedOfAsync(Ref(1), Cancellation))!.Resolution!.Value));
        // The board without a filter leaves out what is not opened, and nothing else.
        var board = await Store.Reads.BoardAsync(new BoardFilter([], null, null), 0, 10, Cancellation);
        Assert.Equal(["Later", "Ready"], board.Items.Select(row => Stored.NameOf(row.Status)).Order(StringComparer.Ordinal));
        Assert.Equal(2, board.Total);
        Assert.Equal("Later", Stored.NameOf(Assert.Single((await Store.Reads.OverviewAsync(Noon, Cancellation)).ByStatus.Keys, status => !Stored.IsKnown(status))));
    }

    [Fact]
    public async Task A_transaction_that_is_not_committed_leaves_no_entry_of_the_audit_log()
    {
        await using (var tx = await Store.BeginAsync(Cancellation))
            await WriteAsync(tx, writes => writes.Actions.Add(Deed(1)));
        Assert.Equal(0, (await Store.Operations.ActionsAsync("", 0, 1, Cancellation)).Total);
        Assert.Empty(await Store.Checkpoints.QueuedAsync(10, Cancellation));
    }

    [Fact]
    public async Task Entries_of_logs_are_found_by_person_and_number_without_their_bodies()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2))]);
            writes.Log.AddRange([Entry(Ref(1), 1), Entry(Ref(1), 2), Entry(Ref(2), 1)]);
        });
        var found = await Store.Reads.EntriesAsync([(Ref(1), 2), (Ref(2), 1), (Ref(2), 7), (Ref(9), 1)], Cancellation);
        Same(new[] { Entry(Ref(1), 2) with { SealedBody = null }, Entry(Ref(2), 1) with { SealedBody = null } }, found.OrderBy(entry => entry.Person).ToArray());
        Assert.Empty(await Store.Reads.EntriesAsync([], Cancellation));
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

    private static ActionRow Deed(int number) =>
        new(Noon.AddSeconds(number), "dashboard", ActionKind.Noted, $"subject {number}", "why") { Id = Ref(number), Origin = "127.0.0.1" };

    private static AgreementRow Promise(string number, DateTimeOffset endsAt, string result) =>
        new(Ref(9), "ind", number, "coa", "", endsAt, "Ter Apel", "", result, result.Length == 0 ? null : Noon, 0, Noon.AddDays(-3), Noon);
}
