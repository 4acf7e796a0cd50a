using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

// Retention: what it reads, what goes, and the record of it.
public abstract partial class StoreContract
{
    [Fact]
    public async Task Persons_for_retention_come_in_order_in_pages_without_the_erased_and_the_merged()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(3)), Person(Ref(1)), Person(Ref(2), mergedInto: Ref(1)), Person(Ref(5)), Person(Ref(4)) with { WrappedKey = [] }]);
        });
        Assert.Equal([Ref(1), Ref(3)], await Store.Retention.PersonsAsync(null, 2, Cancellation));
        Assert.Equal([Ref(5)], await Store.Retention.PersonsAsync(Ref(3), 2, Cancellation));
        Assert.Empty(await Store.Retention.PersonsAsync(Ref(5), 2, Cancellation));
    }

    [Fact]
    public async Task Entries_for_retention_are_those_of_the_persons_and_of_who_was_merged_into_them()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2), mergedInto: Ref(1)), Person(Ref(3))]);
            writes.Log.AddRange([Entry(Ref(1), 1, type: "case-signal"), Entry(Ref(2), 1, LogKind.LookedUp), Entry(Ref(3), 1), Entry(Ref(1), 2)]);
        });
        await CommitAsync(writes => writes.Expired.AddRange([(Ref(1), 2), (Ref(3), 7)]));

        Assert.Equal(
            [
                new KeptEntry(Ref(1), Ref(1), 1, LogKind.Received, "case-signal", Noon.AddMilliseconds(1), true),
                new KeptEntry(Ref(1), Ref(1), 2, LogKind.Received, "", Noon.AddMilliseconds(2), false),
                new KeptEntry(Ref(1), Ref(2), 1, LogKind.LookedUp, "", Noon.AddMilliseconds(1), true),
            ],
            await Store.Retention.EntriesAsync([Ref(1)], Cancellation));
        Assert.Equal(4, (await Store.Retention.EntriesAsync([Ref(3), Ref(1)], Cancellation)).Count);
        Assert.Empty(await Store.Retention.EntriesAsync([], Cancellation));
    }

    [Fact]
    public async Task An_entry_whose_term_has_ended_loses_its_body_and_nothing_else()
    {
        await CommitAsync(writes => writes.Log.AddRange([Entry(Ref(1), 1), Entry(Ref(1), 2), Entry(Ref(2), 1)]));
        await CommitAsync(writes => writes.Expired.AddRange([(Ref(1), 2), (Ref(2), 1)]));

        var log = (await Store.Reads.TimelineAsync([Ref(1), Ref(2)], 0, 10, Cancellation)).Items.OrderBy(row => row.Person).ThenBy(row => row.N).ToList();

        Same(Entry(Ref(1), 1), log[0]);
        Same(Entry(Ref(1), 2) with { SealedBody = null }, log[1]);
        Same(Entry(Ref(2), 1) with { SealedBody = null }, log[2]);
    }

    [Fact]
    public async Task A_run_is_recorded_as_it_goes_on_and_the_latest_comes_first()
    {
        var first = new RetentionRun(Ref(1), "cli:officer", "2026-11", Noon, null, 0, []);
        var second = new RetentionRun(Ref(2), "hub", "2026-12", Noon.AddDays(1), Noon.AddDays(1).AddMinutes(2), 12, [new RetentionCount("case-signal", "list 1", 30, 5, 1, 2)]);
        await Store.Retention.WriteRunAsync(first, Cancellation);
        await Store.Retention.WriteRunAsync(second, Cancellation);
        first = first with { EndedAt = Noon.AddMinutes(1), Looked = 7, Counts = [new RetentionCount("person", "list 2", 365.5, 1, 0, 0)] };
        await Store.Retention.WriteRunAsync(first, Cancellation);

        Same(new Page<RetentionRun>([second, first], 2), await Store.Retention.RunsAsync(0, 10, Cancellation));
        Same(new Page<RetentionRun>([first], 2), await Store.Retention.RunsAsync(1, 10, Cancellation));
    }

    [Fact]
    public async Task Refused_messages_that_are_due_come_in_order_in_pages_and_those_that_are_not_do_not()
    {
        await CommitAsync(writes => writes.Quarantine.AddRange([.. Enumerable.Range(1, 6).Select(number => Refused(number, $"bytes {number}"))]));
        // Two were dealt with: one early, one late.
        Assert.True(await Store.Failures.ResolveAsync(Ref(2), Resolution.SetAside, "ind/beheer", Noon.AddHours(1), Cancellation));
        Assert.True(await Store.Failures.ResolveAsync(Ref(3), Resolution.Known, "ind/beheer", Noon.AddHours(3), Cancellation));
        await Store.Failures.AddCorrectionAsync(new CorrectionRow(Ref(70), Ref(4), "why", "ind/keuring", Noon, "", null, "", Digest("copy")), Cancellation);
        Assert.Equal(1, await Store.Failures.AddReplayAsync(new ReplayRow(Ref(80), "operator", "why", Noon, null), new FailureFilter(Id: Ref(5)), Cancellation));

        var terms = new RefusedTerms(Noon.AddHours(2), Noon.AddMinutes(5));
        KeptRefused[] due = [new(Ref(1), true, false), new(Ref(2), false, false), new(Ref(4), true, true), new(Ref(5), true, true)];
        Assert.Equal(due, await Store.Retention.RefusedAsync(terms, null, 10, Cancellation));
        Assert.Equal(due[1..3], await Store.Retention.RefusedAsync(terms, Ref(1), 2, Cancellation));
        Assert.Equal([Ref(2)], (await Store.Retention.RefusedAsync(terms with { OpenUntil = null }, null, 10, Cancellation)).Select(row => row.Id));
        Assert.Equal([Ref(1), Ref(4), Ref(5)], (await Store.Retention.RefusedAsync(terms with { SettledUntil = null }, null, 10, Cancellation)).Select(row => row.Id));
        Assert.Empty(await Store.Retention.RefusedAsync(new RefusedTerms(null, null), null, 10, Cancellation));

        // Once it is decided and done, nobody works on it.
        Assert.True(await Store.Failures.DecideAsync(Ref(70), "ind/chef", Noon, "TurnedDown", Cancellation));
        await Store.Failures.EndReplayAsync(Ref(80), Noon, Cancellation);
        Assert.DoesNotContain(await Store.Retention.RefusedAsync(terms, null, 10, Cancellation), row => row.IsWorkedOn);
    }

    [Fact]
    public async Task A_refused_message_loses_its_bytes_and_those_of_copies_and_keeps_all_else()
    {
        await CommitAsync(writes => writes.Quarantine.AddRange([Refused(1, "one"), Refused(2, "two"), Refused(3, "three")]));
        await Store.Failures.AddCorrectionAsync(new CorrectionRow(Ref(70), Ref(1), "why", "ind/keuring", Noon, "", null, "", Digest("copy of one")), Cancellation);
        await Store.Failures.AddCorrectionAsync(new CorrectionRow(Ref(71), Ref(3), "why", "ind/keuring", Noon, "", null, "", Digest("copy of three")), Cancellation);
        Assert.True(await Store.Failures.DecideAsync(Ref(70), "ind/chef", Noon, "TurnedDown", Cancellation));
        var terms = new RefusedTerms(null, Noon.AddMinutes(3));

        // One is not named, one is worked on.
        Assert.Equal([Ref(1)], await Store.Retention.EmptyRefusedAsync(terms, [Ref(1), Ref(3), Ref(9)], Noon.AddDays(1), Cancellation));
        Assert.Empty(await Store.Retention.EmptyRefusedAsync(terms, [Ref(1)], Noon.AddDays(2), Cancellation));
        // Nor what is not due any more when its turn comes.
        Assert.Empty(await Store.Retention.EmptyRefusedAsync(terms with { OpenUntil = Noon }, [Ref(2)], Noon.AddDays(1), Cancellation));

        var rows = (await Store.Reads.QuarantineAsync(0, 10, Cancellation)).Items.OrderBy(row => row.Id).ToList();
        Same(new[] { Refused(1, "one") with { SealedRaw = [] }, Refused(2, "two"), Refused(3, "three") }.ToList(), rows);
        Assert.Equal((Noon.AddDays(1), (DateTimeOffset?)null), ((await Store.Failures.RefusedOfAsync(Ref(1), Cancellation))!.EmptiedAt, (await Store.Failures.RefusedOfAsync(Ref(2), Cancellation))!.EmptiedAt));
        Assert.Empty((await Store.Failures.SealedRawAsync(Ref(1), Cancellation))!);
        Assert.Empty((await Store.Failures.CorrectionAsync(Ref(70), Cancellation))!.SealedRaw);
        Assert.NotEmpty((await Store.Failures.CorrectionAsync(Ref(71), Cancellation))!.SealedRaw);
        Assert.Equal((2L, 1L), (await KeptAsync("quarantine"), await KeptAsync("correction")));

        // The same bytes again: kept anew, as of now.
        var again = Refused(8, "one") with { ReceivedAt = Noon.AddDays(3) };
        await CommitAsync(writes => writes.Quarantine.AddRange([again, Refused(2, "two") with { ReceivedAt = Noon.AddDays(3) }]));
        rows = [.. (await Store.Reads.QuarantineAsync(0, 10, Cancellation)).Items.OrderBy(row => row.Id)];
        Same(new[] { again with { Id = Ref(1), Times = 2 }, Refused(2, "two") with { Times = 2 }, Refused(3, "three") }.ToList(), rows);
        Assert.Null((await Store.Failures.RefusedOfAsync(Ref(1), Cancellation))!.EmptiedAt);

        async Task<long> KeptAsync(string kind) => (await Store.Operations.Controls.CountKeptAsync(Cancellation)).Single(row => row.Kind == kind).Count;
    }

    [Fact]
    public async Task Sent_notifications_that_are_due_come_in_pages_and_go_and_one_that_was_not_sent_never()
    {
        await CommitAsync(writes => writes.Outbox.AddRange([.. Enumerable.Range(1, 6).Select(number => Notification(number, Ref(number + 100)))]));
        await Store.MarkSentAsync([Ref(1), Ref(3)], Noon.AddSeconds(5), Cancellation);
        await Store.MarkSentAsync([Ref(2)], Noon.AddHours(2), Cancellation);
        await Store.MarkSentAsync([Ref(5), Ref(6)], Noon.AddSeconds(5), Cancellation);
        await Store.PostponeAsync(Ref(4), Noon.AddMinutes(1), "not taken", Cancellation);

        var rows = new List<SentRow>();
        var pages = 0;
        for (long? after = 0; after is { } place; pages++)
        {
            var page = await Store.Retention.SentAsync(Noon.AddHours(1), place, 2, Cancellation);
            rows.AddRange(page.Rows);
            after = page.Next;
        }
        Assert.Equal([Ref(1), Ref(3), Ref(5), Ref(6)], rows.Select(row => row.Id));
        Assert.Equal(new SentRow(Ref(1), Ref(101), "ReadinessRequested"), rows[0]);
        Assert.InRange(pages, 3, 4);
        // It ends where what was made later begins.
        var early = await Store.Retention.SentAsync(Noon.AddMilliseconds(2), 0, 100, Cancellation);
        Assert.Equal((0, null), (early.Rows.Count, early.Next));

        // Of those that were not confirmed none goes, whoever asks.
        Assert.Equal(2, await Store.Retention.RemoveSentAsync([Ref(1), Ref(3), Ref(4), Ref(99)], Cancellation));
        Assert.Equal([Ref(2), Ref(4), Ref(5), Ref(6)], (await Store.Reads.DeliveriesAsync([.. Enumerable.Range(1, 6).Select(Ref)], Cancellation)).Select(row => row.Notification));
        Assert.Equal([Ref(4)], (await Store.ReadUnsentAsync("dtv", Noon.AddDays(1), 10, Cancellation)).Select(item => item.Row.Id));
        Assert.Equal(0, await Store.Retention.RemoveSentAsync([], Cancellation));
    }

    [Fact]
    public async Task How_far_notifications_are_is_told_for_those_that_are_known()
    {
        await CommitAsync(writes => writes.Outbox.AddRange([Notification(1, Ref(1)), Notification(2, Ref(1)), Notification(3, Ref(2))]));
        await Store.MarkSentAsync([Ref(1)], Noon.AddSeconds(5), Cancellation);
        await Store.PostponeAsync(Ref(2), Noon.AddMinutes(1), "not taken", Cancellation);

        Assert.Equal(
            [new DeliveryRow(Ref(1), Noon.AddSeconds(5), 0), new DeliveryRow(Ref(2), null, 1)],
            await Store.Reads.DeliveriesAsync([Ref(2), Ref(1), Ref(9)], Cancellation));
        Assert.Empty(await Store.Reads.DeliveriesAsync([], Cancellation));
    }

    [Fact]
    public async Task Holds_and_restrictions_in_force_are_what_the_logs_say_last_of_a_person_and_of_who_was_merged_into_it()
    {
        LogRow Change(Guid person, long n, LogKind kind) => Entry(person, n, kind) with { Party = "hub/beheer", Type = "" };
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2), mergedInto: Ref(1)), Person(Ref(3)), Person(Ref(4)) with { WrappedKey = [] }, Person(Ref(5))]);
            writes.Log.AddRange([
                Change(Ref(1), 1, LogKind.Restricted), Change(Ref(2), 2, LogKind.HoldSet), Change(Ref(1), 3, LogKind.RestrictionLifted),
                Change(Ref(3), 4, LogKind.HoldSet), Change(Ref(3), 5, LogKind.Restricted), Change(Ref(3), 6, LogKind.HoldLifted),
                Change(Ref(4), 7, LogKind.HoldSet), Entry(Ref(5), 8),
            ]);
        });
        Assert.Equal(
            [new HoldInForce(Ref(1), LogKind.HoldSet, Noon.AddMilliseconds(2), "hub/beheer"), new HoldInForce(Ref(3), LogKind.Restricted, Noon.AddMilliseconds(5), "hub/beheer")],
            await Store.Retention.HoldsAsync(Cancellation));
    }
}
