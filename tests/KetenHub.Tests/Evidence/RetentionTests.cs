using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Evidence;

/// <summary>What was kept long enough goes, by term and ground; the log proves itself all the same.</summary>
public sealed class RetentionTests : IDisposable
{
    private const string First = "9000000001";
    private const string Second = "9000000002";

    private static readonly RetentionTerms Terms = new(
        TimeSpan.FromDays(1), new KeepTerm("person", TimeSpan.FromDays(100), "selection list 2"),
        [new KeepTerm("case-signal", TimeSpan.FromDays(30), "selection list 1"), new KeepTerm("look-up", TimeSpan.FromDays(60), "audit")])
    {
        Refused = new KeepTerm("refused", TimeSpan.FromDays(40), "looked back"), RefusedOpen = new KeepTerm("refused-open", TimeSpan.FromDays(90), "nobody came"),
        Sent = new KeepTerm("sent", TimeSpan.FromDays(20), "asked again"),
    };

    private readonly TestRing rings = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private KeyRingFile File => rings.File;

    public void Dispose() => rings.Dispose();

    [Fact]
    public async Task Content_goes_when_its_term_has_ended_and_the_log_says_which_and_stays_green()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", First));
        hub.Clock.MoveTo(TestHub.Start.AddDays(20));
        await hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", Second));
        hub.Clock.MoveTo(TestHub.Start.AddDays(31));
        var (person, other) = (await hub.PersonAsync(First), await hub.PersonAsync(Second));

        var dry = await Job(hub).RunAsync(TestHub.Officer, dryRun: true, null, Cancellation);
        Assert.Equal((2L, 0L, 0L), CountOf(dry, "case-signal"));
        Assert.All(await hub.LogOfAsync(person), entry => Assert.NotNull(entry.SealedBody));
        Assert.Equal(0, (await hub.Store.Retention.RunsAsync(0, 10, Cancellation)).Total);

        var run = await Job(hub).RunAsync(TestHub.Officer, dryRun: false, null, Cancellation);

        Assert.Equal(dry.Counts, run.Counts);
        Assert.Equal((2L, "selection list 1"), (run.Looked, run.Counts[0].Ground));
        var log = await hub.LogOfAsync(person);
        Assert.Equal([true, true, false, true], log.Select(entry => entry.SealedBody is null));
        Assert.Equal((LogKind.Expired, "content gone: case-signal 1-2", "cli:officer"), (log[^1].Kind, log[^1].Why, log[^1].Party));
        Assert.All(await hub.LogOfAsync(other), entry => Assert.NotNull(entry.SealedBody));
        Assert.Null((await hub.VerifyAsync()).FirstBad);
        var recorded = Assert.Single((await hub.Store.Retention.RunsAsync(0, 10, Cancellation)).Items);
        Assert.Equal((run.Id, run.EndedAt, hub.Policy.Version), (recorded.Id, recorded.EndedAt, recorded.PolicyVersion));
        Assert.Equal(run.Counts, recorded.Counts);
        // And again: nothing is left to do.
        Assert.Equal((0L, 0L, 0L), CountOf(await Job(hub).RunAsync(TestHub.Officer, dryRun: false, null, Cancellation), "case-signal"));
        Assert.Equal(log.Count, (await hub.LogOfAsync(person)).Count);
        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Events.Signal("coa", First))).Outcome);
        Assert.Null((await hub.VerifyAsync()).FirstBad);
    }

    [Fact]
    public async Task Whole_persons_go_with_their_keys_and_a_look_up_does_not_keep_them()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", Second));
        var (person, other) = (await hub.PersonAsync(First), await hub.PersonAsync(Second));
        hub.Clock.MoveTo(TestHub.Start.AddDays(99));
        await hub.SendAsync(Events.Signal("coa", Second));
        await hub.Hub.LogLookUpAsync(person, new Actor("cli:officer", "desk"), "vraag van de advocaat", Cancellation);
        hub.Clock.MoveTo(TestHub.Start.AddDays(101));

        var run = await Job(hub).RunAsync(Actor.Hub, dryRun: false, null, Cancellation);

        Assert.Equal((1L, 0L, 0L), CountOf(run, "person"));
        Assert.True((await hub.Store.Reads.PersonAsync(person, Cancellation))!.IsErased);
        Assert.False((await hub.Store.Reads.PersonAsync(other, Cancellation))!.IsErased);
        Assert.Equal("erased: retention: selection list 2", (await hub.LogOfAsync(person))[^1].Why);
        Assert.Null(File.Read().FindKey(person));
        Assert.Null(hub.Keys.Ring.FindKey(person));
        Assert.Null((await hub.VerifyAsync()).FirstBad);
    }

    [Fact]
    public async Task What_is_held_restricted_or_open_stays_and_is_counted()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", Second), Events.Signal("coa", "9000000003"), Events.Decision("9000000003", "B-1", 48));
        await hub.Hub.ChangeRightsAsync(await hub.PersonAsync(First), RightsChange.HoldSet, TestHub.Officer, "the court asked for it", Cancellation);
        await hub.Hub.ChangeRightsAsync(await hub.PersonAsync(Second), RightsChange.Restricted, TestHub.Officer, "contests the report", Cancellation);
        hub.Clock.MoveTo(TestHub.Start.AddDays(31));

        Assert.Equal((0L, 1L, 2L), CountOf(await Job(hub).RunAsync(Actor.Hub, dryRun: true, null, Cancellation), "case-signal"));
        Assert.Equal((0L, 1L, 2L), CountOf(await Job(hub).RunAsync(Actor.Hub, dryRun: false, null, Cancellation), "case-signal"));
        hub.Clock.MoveTo(TestHub.Start.AddDays(200));
        Assert.Equal((0L, 1L, 2L), CountOf(await Job(hub).RunAsync(Actor.Hub, dryRun: false, null, Cancellation), "person"));

        Assert.All(await hub.WholeLogAsync(), entry => Assert.NotNull(entry.SealedBody));
    }

    [Fact]
    public async Task Entries_of_a_merged_person_go_with_the_one_that_stays()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", Second));
        var absorbed = await hub.PersonAsync(Second);
        await hub.SendAsync(Events.Merge(First, Second));
        hub.Clock.MoveTo(TestHub.Start.AddDays(31));
        Assert.Equal((2L, 0L, 0L), CountOf(await Job(hub).RunAsync(Actor.Hub, dryRun: false, null, Cancellation), "case-signal"));
        Assert.Equal(LogKind.Expired, (await hub.LogOfAsync(absorbed))[^1].Kind);
        Assert.Null((await hub.VerifyAsync()).FirstBad);
    }

    [Fact]
    public async Task Content_that_is_missing_without_an_entry_that_says_so_is_found()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", First), Events.Signal("coa", First));
        var person = await hub.PersonAsync(First);
        hub.Database.Run($"UPDATE log SET sealed_body = NULL WHERE person = '{person:D}' AND n = 2");
        Assert.Equal($"person {person:D} entry 2", (await hub.VerifyAsync()).FirstBad?.Where);
        // Retention of the others does not hide it.
        hub.Clock.MoveTo(TestHub.Start.AddDays(31));
        await Job(hub).RunAsync(Actor.Hub, dryRun: false, null, Cancellation);
        Assert.Equal($"person {person:D} entry 2", (await hub.VerifyAsync()).FirstBad?.Where);
    }

    [Fact]
    public async Task Two_runs_at_once_and_a_policy_without_terms_are_refused()
    {
        await using var hub = await StartAsync();
        Assert.True(await hub.Store.HoldLeaseAsync("retention", "another", TimeSpan.FromMinutes(1), Cancellation));
        await RefusedAsync(Errors.RetentionBusy, () => Job(hub).RunAsync(Actor.Hub, dryRun: false, null, Cancellation));
        await RefusedAsync(Errors.RetentionMissing, () => new RetentionJob(hub.Store, hub.Keys, hub.Policy, hub.Clock).RunAsync(Actor.Hub, dryRun: true, null, Cancellation));
    }

    [Fact]
    public async Task The_hub_runs_it_as_often_as_policy_says_and_logs_counts_only()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync(Events.Signal("coa", First));
        using var runner = new RetentionRunner(hub.Store, hub.Keys, hub.Policy with { Retention = Terms }, hub.Clock, hub.Log.For<RetentionRunner>());
        foreach (var day in new[] { 0.0, 0.5, 31, 31.5, 32.1 })
        {
            hub.Clock.MoveTo(TestHub.Start.AddDays(day));
            await runner.RoundAsync(Cancellation);
        }
        var runs = (await hub.Store.Retention.RunsAsync(0, 10, Cancellation)).Items;
        Assert.Equal([0L, 1L, 0L], runs.Select(run => run.Counts[0].Gone));
        Assert.Equal(3, hub.Log.Lines.Count);
        Assert.Contains(hub.Log.Lines, line => line.Contains("looked at 1 persons; gone: case-signal 1; 0 stay for a legal hold, 0 are still needed", StringComparison.Ordinal));
        var person = await hub.PersonAsync(First);
        Assert.All(hub.Log.Lines, line => Assert.DoesNotContain(person.ToString("D"), line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_audit_log_says_how_much_went_by_which_term_and_ground_and_nothing_of_whom()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", First), Events.Signal("coa", Second));
        await Job(hub).RunAsync(Actor.Hub, dryRun: false, null, Cancellation);
        // A hub that looks and finds nothing to do says nothing; somebody who does is told of.
        Assert.Empty(await AuditAsync(hub));
        await Job(hub).RunAsync(TestHub.Officer, dryRun: false, null, Cancellation);
        hub.Clock.MoveTo(TestHub.Start.AddDays(31));
        await Job(hub).RunAsync(TestHub.Officer, dryRun: true, null, Cancellation);
        var run = await Job(hub).RunAsync(Actor.Hub, dryRun: false, null, Cancellation);

        var audit = await AuditAsync(hub);
        Assert.Equal([("cli:officer", "10.0.0.9", "nothing was due"), ("hub", Environment.MachineName, "case-signal 3 (selection list 1)")], audit.Select(row => (row.Actor, row.Origin, row.Reason)));
        Assert.Equal((ActionKind.Expired, $"retention {run.Id:D}", ActionRow.Done), (audit[1].Kind, audit[1].Subject, audit[1].Result));
        var person = await hub.PersonAsync(First);
        Assert.All(audit, row => Assert.DoesNotContain(person.ToString("D"), row.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_is_cut_off_says_in_the_audit_log_what_went_before()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync([.. Enumerable.Range(1, 120).Select(i => Events.Signal("coa", i.ToString("D10", CultureInfo.InvariantCulture)))]);
        hub.Clock.MoveTo(TestHub.Start.AddDays(31));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Job(hub).RunAsync(Actor.Hub, dryRun: false, new Stop(stop), stop.Token));
        var row = Assert.Single(await AuditAsync(hub));
        Assert.StartsWith("case-signal 100 (", row.Reason, StringComparison.Ordinal);
        Assert.EndsWith("CanceledException", row.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bytes_of_a_refused_message_go_after_their_term_and_why_it_was_refused_stays()
    {
        await using var hub = await StartAsync();
        var (settled, open) = (await RefuseAsync(hub, "bad 1"), await RefuseAsync(hub, "bad 2"));
        await hub.Store.Failures.ResolveAsync(settled, Resolution.SetAside, "ind/beheer", hub.Clock.GetUtcNow(), Cancellation);
        hub.Clock.MoveTo(TestHub.Start.AddDays(41));

        var dry = await Job(hub).RunAsync(TestHub.Officer, dryRun: true, null, Cancellation);
        Assert.Equal((1L, 0L, 0L), CountOf(dry, "refused"));
        Assert.NotEmpty((await hub.Store.Failures.SealedRawAsync(settled, Cancellation))!);
        var run = await Job(hub).RunAsync(TestHub.Officer, dryRun: false, null, Cancellation);
        Assert.Equal(dry.Counts, run.Counts);
        Assert.Equal(((1L, 0L, 0L), (0L, 0L, 0L)), (CountOf(run, "refused"), CountOf(run, "refused-open")));
        Assert.Empty((await hub.Store.Failures.SealedRawAsync(settled, Cancellation))!);
        Assert.NotEmpty((await hub.Store.Failures.SealedRawAsync(open, Cancellation))!);

        // One that nobody dealt with: its bytes go too, later; it stays open, and says so.
        hub.Clock.MoveTo(TestHub.Start.AddDays(91));
        Assert.Equal((1L, 0L, 0L), CountOf(await Job(hub).RunAsync(TestHub.Officer, dryRun: false, null, Cancellation), "refused-open"));
        var row = Assert.Single((await hub.Store.Failures.RefusedAsync(new FailureFilter(), 0, 10, Cancellation)).Items);
        Assert.Equal((open, "KH205", hub.Clock.GetUtcNow(), (Resolution?)null), (row.Id, row.Errors, row.EmptiedAt!.Value, row.Resolution));
        Assert.Equal((0L, 0L, 0L), CountOf(await Job(hub).RunAsync(TestHub.Officer, dryRun: false, null, Cancellation), "refused-open"));
        Assert.Contains("refused-open 1 (nobody came)", (await AuditAsync(hub))[1].Reason, StringComparison.Ordinal);

        // What can't be sent any more is not: a job says so.
        var job = new ReplayRow(Guid.CreateVersion7(), "operator", "after the repair", hub.Clock.GetUtcNow(), null);
        Assert.Equal(1, await hub.Store.Failures.AddReplayAsync(job, new FailureFilter(), Cancellation));
        using var runner = new ReplayRunner(hub.Store, hub.Hub, hub.Keys, hub.Partners, new HubHealth(), hub.Clock, hub.Log.For<ReplayRunner>());
        await runner.RunNextAsync(Cancellation);
        Assert.Equal(ReplayResult.NotWhole, (await hub.Store.Failures.ItemsAsync(job.Id, 0, 10, Cancellation)).Items.Single().Result);

        // The same bytes again are kept anew, for a term of their own.
        await RefuseAsync(hub, "bad 2");
        row = Assert.Single((await hub.Store.Failures.RefusedAsync(new FailureFilter(), 0, 10, Cancellation)).Items);
        Assert.Equal((2L, (DateTimeOffset?)null, hub.Clock.GetUtcNow()), (row.Times, row.EmptiedAt, row.ReceivedAt));
        Assert.NotEmpty((await hub.Store.Failures.SealedRawAsync(open, Cancellation))!);
    }

    [Fact]
    public async Task A_refused_message_about_somebody_under_a_hold_and_one_that_is_worked_on_stay()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync(Events.Signal("coa", First));
        var about = Events.SignalData(Events.VNummer(First));
        about["kind"] = "Nonsense";
        var held = (await hub.SendOneAsync(Events.Message("coa", Events.Envelope("coa", "case-signal", about)))).Quarantine!.Value;
        var worked = await RefuseAsync(hub, "bad");
        await hub.Store.Failures.AddCorrectionAsync(
            new CorrectionRow(Guid.CreateVersion7(), worked, "a reason", "ind/keuring", hub.Clock.GetUtcNow(), "", null, "", [1, 2, 3]), Cancellation);
        await hub.Hub.ChangeRightsAsync(await hub.PersonAsync(First), RightsChange.HoldSet, TestHub.Officer, "the court asked for it", Cancellation);
        hub.Clock.MoveTo(TestHub.Start.AddDays(91));

        foreach (var dryRun in new[] { true, false })
            Assert.Equal((0L, 1L, 1L), CountOf(await Job(hub).RunAsync(TestHub.Officer, dryRun, null, Cancellation), "refused-open"));
        Assert.NotEmpty((await hub.Store.Failures.SealedRawAsync(held, Cancellation))!);
        Assert.NotEmpty((await hub.Store.Failures.SealedRawAsync(worked, Cancellation))!);

        await hub.Hub.ChangeRightsAsync(await hub.PersonAsync(First), RightsChange.HoldLifted, TestHub.Officer, "the court has decided", Cancellation);
        var copy = (await hub.Store.Failures.CorrectionsAsync(0, 10, Cancellation)).Items.Single();
        await hub.Store.Failures.DecideAsync(copy.Id, "ind/chef", hub.Clock.GetUtcNow(), Correction.TurnedDown, Cancellation);
        Assert.Equal((2L, 0L, 0L), CountOf(await Job(hub).RunAsync(TestHub.Officer, dryRun: false, null, Cancellation), "refused-open"));
        // The changed copy holds the same data.
        Assert.Empty((await hub.Store.Failures.CorrectionAsync(copy.Id, Cancellation))!.SealedRaw);
    }

    [Fact]
    public async Task What_says_that_a_notification_was_sent_goes_after_its_term_and_one_that_was_not_sent_never()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48), Events.Decision(Second, "B-2", 48));
        var person = await hub.PersonAsync(First);
        await new PersonCorrection(hub.Store, hub.Hub, hub.Keys, hub.Policy, hub.Partners).CorrectAsync(
            person, new WrongEntry(person, 1, "/data/handOut/location/name", "Budel", "COA, by phone"), TestHub.Officer, [], Cancellation);
        hub.Database.Run($"UPDATE outbox SET sent_at = {TestHub.Start.ToUnixTimeMilliseconds()} WHERE recipient <> 'coa'");
        var (unsent, corrections) = (hub.Sql<long>("SELECT count(*) FROM outbox WHERE sent_at IS NULL"), hub.Sql<long>("SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL AND type = 'correction-issued'"));
        var (sent, ofSecond) = (hub.Sql<long>("SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL") - corrections, hub.Sql<long>($"SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL AND person <> '{person:D}'"));
        Assert.All([unsent, corrections, sent, ofSecond], number => Assert.NotEqual(0, number));
        await hub.Hub.ChangeRightsAsync(await hub.PersonAsync(Second), RightsChange.HoldSet, TestHub.Officer, "the court asked for it", Cancellation);
        hub.Clock.MoveTo(TestHub.Start.AddDays(19));
        Assert.Equal((0L, 0L, 0L), CountOf(await Job(hub).RunAsync(TestHub.Officer, dryRun: false, null, Cancellation), "sent"));
        hub.Clock.MoveTo(TestHub.Start.AddDays(21));

        var dry = await Job(hub).RunAsync(TestHub.Officer, dryRun: true, null, Cancellation);
        Assert.Equal((sent - ofSecond, ofSecond, corrections), CountOf(dry, "sent"));
        var run = await Job(hub).RunAsync(TestHub.Officer, dryRun: false, null, Cancellation);
        Assert.Equal(dry.Counts, run.Counts);
        Assert.Equal(unsent, hub.Sql<long>("SELECT count(*) FROM outbox WHERE sent_at IS NULL"));
        Assert.Equal(corrections, hub.Sql<long>("SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL AND type = 'correction-issued'"));
        Assert.Equal(ofSecond + corrections, hub.Sql<long>("SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL"));
        // Whom it told, the log says; what it decided is not told again.
        Assert.Null((await hub.VerifyAsync()).FirstBad);
        var report = Assert.Single(await CorrectionReport.ReadAsync(hub.Store.Reads, hub.Keys, hub.Partners, person, Cancellation));
        Assert.All(report.Recipients.Where(recipient => recipient.Partner != "coa"), recipient => Assert.NotNull(recipient.DeliveredAt));
    }

    [Fact]
    public async Task More_persons_than_one_batch_holds_are_all_looked_at()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync([.. Enumerable.Range(1, 120).Select(i => Events.Signal("coa", i.ToString("D10", CultureInfo.InvariantCulture)))]);
        hub.Clock.MoveTo(TestHub.Start.AddDays(101));
        var told = new List<long>();
        var run = await Job(hub).RunAsync(Actor.Hub, dryRun: false, new Told(told), Cancellation);
        Assert.Equal((120L, 0L, 0L), CountOf(run, "person"));
        Assert.Equal([50, 100, 120], told);
        Assert.Equal(4, File.Read().Generation);
        Assert.Null((await hub.VerifyAsync()).FirstBad);
    }

    [Fact]
    public void Numbers_are_named_as_ranges_and_found_again()
    {
        var why = ExpiredEntries.Write([("case-signal", 9), ("case-signal", 2), ("case-signal", 3), ("case-signal", 4), ("agreement-made", 12)]);
        Assert.Equal("content gone: agreement-made 12; case-signal 2-4 9", why);
        Assert.Equal([2, 3, 4, 9, 12], Enumerable.Range(0, 20).Where(n => ExpiredEntries.Names(why, n)));
        Assert.False(ExpiredEntries.Names("recorded", 2));
    }

    private static RetentionJob Job(TestHub hub) => new(hub.Store, hub.Keys, hub.Policy with { Retention = Terms }, hub.Clock);

    private static async Task<Guid> RefuseAsync(TestHub hub, string bytes) =>
        (await hub.SendOneAsync(new InboundMessage("coa", CloudEvent.ContentType, System.Text.Encoding.UTF8.GetBytes(bytes)))).Quarantine!.Value;

    private static async Task<List<ActionRow>> AuditAsync(TestHub hub) =>
        await hub.Store.Operations.AuditAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Cancellation).Where(row => row.Kind == ActionKind.Expired).ToListAsync(Cancellation);

    private static (long Gone, long Held, long Needed) CountOf(RetentionRun run, string type)
    {
        var count = run.Counts.Single(one => one.Type == type);
        return (count.Gone, count.Held, count.Needed);
    }

    private async Task<TestHub> StartAsync()
    {
        var hub = await TestHub.StartAsync(change: policy => policy with { Retention = RetentionTerms.None });
        return await rings.UseAsync(hub);
    }

    private static async Task RefusedAsync(ErrorKind expected, Func<Task> work) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<KetenHubException>(work)).Problems[0].Kind);

    private sealed class Stop(CancellationTokenSource stop) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value >= 100)
                stop.Cancel();
        }
    }

    private sealed class Told(List<long> numbers) : IProgress<long>
    {
        public void Report(long value) => numbers.Add(value);
    }
}
