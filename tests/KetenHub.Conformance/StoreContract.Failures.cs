using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

// What failed, and what people do about it.
public abstract partial class StoreContract
{
    [Fact]
    public async Task Failures_are_grouped_by_partner_and_reason_with_their_note()
    {
        await FailAsync();
        var note = new FailureNote("IND knows", "dashboard", Noon);
        await Store.Failures.NoteAsync(FailureKind.Refused, "coa", "KH205,KH210", new FailureNote("first", "x", Noon), Cancellation);
        await Store.Failures.NoteAsync(FailureKind.Refused, "coa", "KH205,KH210", note, Cancellation);

        Assert.Equal(
            [
                new FailureGroup(FailureKind.Refused, "coa", "KH205,KH210", 3, Noon.AddMinutes(1), Noon.AddMinutes(3), note),
                new FailureGroup(FailureKind.Postponed, "dtv", "HTTP 503", 1, Noon.AddMilliseconds(11), Noon.AddMilliseconds(11), null),
                new FailureGroup(FailureKind.Refused, "ind", "KH205,KH210", 1, Noon.AddMinutes(4), Noon.AddMinutes(4), null),
            ],
            await Store.Failures.GroupsAsync(Cancellation));
    }

    [Fact]
    public async Task Failures_are_filtered_oldest_first_with_the_total()
    {
        await FailAsync();
        var page = await Store.Failures.RefusedAsync(new FailureFilter(Partner: "coa", Reason: "KH205,KH210", Since: Noon.AddMinutes(2)), 0, 1, Cancellation);
        Assert.Equal((Ref(2), 2L), (Assert.Single(page.Items).Id, page.Total));
        Assert.Equal(0, (await Store.Failures.RefusedAsync(new FailureFilter(FailureKind.Postponed), 0, 9, Cancellation)).Total);
        Assert.Equal(1, (await Store.Failures.RefusedAsync(new FailureFilter(Id: Ref(3)), 0, 9, Cancellation)).Total);
        Assert.Equal(3, (await Store.Failures.RefusedAsync(new FailureFilter(Until: Noon.AddMinutes(4)), 0, 9, Cancellation)).Total);
        var postponed = Assert.Single((await Store.Failures.PostponedAsync(new FailureFilter(Partner: "dtv"), 0, 9, Cancellation)).Items);
        Assert.Equal((Ref(11), 1, "HTTP 503", Noon.AddMinutes(9)), (postponed.Id, postponed.Attempts, postponed.Reason, postponed.NextTry));
    }

    [Fact]
    public async Task A_refused_message_is_resolved_once_keeps_its_bytes_and_opens_when_it_comes_again()
    {
        await FailAsync();
        Assert.True(await Store.Failures.ResolveAsync(Ref(1), Resolution.SetAside, "dashboard", Noon.AddHours(1), Cancellation));
        Assert.False(await Store.Failures.ResolveAsync(Ref(1), Resolution.Accepted, "another", Noon.AddHours(2), Cancellation));
        var row = await Store.Failures.RefusedOfAsync(Ref(1), Cancellation);
        Assert.Equal((Resolution.SetAside, "dashboard", Noon.AddHours(1)), (row!.Resolution, row.ResolvedBy, row.ResolvedAt));
        Assert.Equal(3, (await Store.Failures.RefusedAsync(new FailureFilter(), 0, 9, Cancellation)).Total);
        Assert.Equal(3, (await Store.Reads.OverviewAsync(Noon, Cancellation)).Quarantined);
        Assert.Equal(Digest("sealed bytes 1"), await Store.Failures.SealedRawAsync(Ref(1), Cancellation));
        Assert.Null(await Store.Failures.SealedRawAsync(Ref(99), Cancellation));

        await CommitAsync(writes => writes.Quarantine.Add(Refused(1, "bytes 1") with { Errors = "KH240", Problems = "other" }));
        row = await Store.Failures.RefusedOfAsync(Ref(1), Cancellation);
        Assert.Equal((null, "KH240", 2L), (row!.Resolution, row.Errors, row.Times));
    }

    [Fact]
    public async Task A_job_has_what_matched_in_order_and_tells_how_far_it_is()
    {
        await FailAsync();
        var job = new ReplayRow(Ref(50), "dashboard", "after the upgrade", Noon, null);
        Assert.Equal(4, await Store.Failures.AddReplayAsync(job, new FailureFilter(Until: Noon.AddMinutes(4)), Cancellation));
        Assert.Equal(0, await Store.Failures.AddReplayAsync(job with { Id = Ref(51) }, new FailureFilter(Partner: "nobody"), Cancellation));

        Assert.Equal(job with { Total = 4 }, await Store.Failures.NextReplayAsync(Cancellation));
        var items = await Store.Failures.ItemsAsync(job.Id, 0, 3, Cancellation);
        Assert.Equal([(1, Ref(1)), (2, Ref(2)), (3, Ref(3))], items.Items.Select(item => ((int)item.Place, item.Item)));
        Assert.Equal((4, FailureKind.Postponed), (items.Total, (await Store.Failures.ItemsAsync(job.Id, 3, 3, Cancellation)).Items.Single().Kind));

        await Store.Failures.FinishItemAsync(job.Id, 1, ReplayResult.Accepted, "", Noon.AddSeconds(1), Cancellation);
        await Store.Failures.FinishItemAsync(job.Id, 2, ReplayResult.Refused, "KH210", Noon.AddSeconds(2), Cancellation);
        Assert.Equal(job with { Total = 4, Done = 2, Good = 1 }, await Store.Failures.ReplayAsync(job.Id, Cancellation));
        Assert.Equal(new ReplayItem(job.Id, 2, FailureKind.Refused, Ref(2), ReplayResult.Refused, "KH210", Noon.AddSeconds(2)), Assert.Single(await Store.Failures.TriesOfAsync(Ref(2), Cancellation)));
        await Store.Failures.EndReplayAsync(job.Id, Noon.AddSeconds(3), Cancellation);
        Assert.Null(await Store.Failures.NextReplayAsync(Cancellation));
        Assert.Equal(job with { Total = 4, Done = 2, Good = 1, EndedAt = Noon.AddSeconds(3) }, Assert.Single((await Store.Failures.ReplaysAsync(0, 10, Cancellation)).Items));
    }

    [Fact]
    public async Task A_postponed_notification_that_is_let_go_is_read_at_once_and_one_that_is_sent_is_not()
    {
        await FailAsync();
        Assert.Empty(await Store.ReadUnsentAsync("dtv", Noon.AddMinutes(1), 10, Cancellation));
        Assert.True(await Store.Failures.TryNowAsync(Ref(11), Noon.AddMinutes(1), Cancellation));
        Assert.Equal([Ref(11), Ref(12)], (await Store.ReadUnsentAsync("dtv", Noon.AddMinutes(1), 10, Cancellation)).Select(item => item.Row.Id));
        await Store.MarkSentAsync([Ref(11)], Noon.AddMinutes(2), Cancellation);
        Assert.False(await Store.Failures.TryNowAsync(Ref(11), Noon.AddMinutes(3), Cancellation));
    }

    [Fact]
    public async Task A_correction_is_decided_on_once()
    {
        var row = new CorrectionRow(Ref(60), Ref(1), "date was wrong", "dashboard", Noon, "", null, "", Digest("copy"));
        await Store.Failures.AddCorrectionAsync(row, Cancellation);
        Same(row, await Store.Failures.CorrectionAsync(row.Id, Cancellation));
        Assert.True(await Store.Failures.DecideAsync(row.Id, "ind/keurder", Noon.AddHours(1), "Accepted", Cancellation));
        Assert.False(await Store.Failures.DecideAsync(row.Id, "dashboard", Noon.AddHours(2), "TurnedDown", Cancellation));
        await Store.Failures.AddCorrectionAsync(row with { Id = Ref(61), MadeAt = Noon.AddDays(-1) }, Cancellation);
        var page = await Store.Failures.CorrectionsAsync(0, 10, Cancellation);
        Assert.Equal([Ref(61), Ref(60)], page.Items.Select(correction => correction.Id));
        Assert.Equal(("ind/keurder", "Accepted", 2L), (page.Items[1].DecidedBy, page.Items[1].Outcome, page.Total));
    }

    // Three messages of coa and one of ind refused; of two notifications to dtv one postponed.
    private async Task FailAsync()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.Add(Person(Ref(100)));
            writes.Log.Add(Entry(Ref(100), 1));
            writes.Quarantine.AddRange([Refused(3, "bytes 3"), Refused(1, "bytes 1"), Refused(2, "bytes 2"), Refused(4, "bytes 4", "ind")]);
            writes.Outbox.AddRange([Notification(11, Ref(100)), Notification(12, Ref(100))]);
        });
        await Store.PostponeAsync(Ref(11), Noon.AddMinutes(9), "HTTP 503", Cancellation);
    }
}
