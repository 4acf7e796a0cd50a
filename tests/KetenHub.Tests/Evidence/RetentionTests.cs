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
        [new KeepTerm("case-signal", TimeSpan.FromDays(30), "selection list 1"), new KeepTerm("look-up", TimeSpan.FromDays(60), "audit")]);

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

        var dry = await Job(hub).RunAsync("cli:officer", dryRun: true, null, Cancellation);
        Assert.Equal((2L, 0L, 0L), CountOf(dry, "case-signal"));
        Assert.All(await hub.LogOfAsync(person), entry => Assert.NotNull(entry.SealedBody));
        Assert.Equal(0, (await hub.Store.Retention.RunsAsync(0, 10, Cancellation)).Total);

        var run = await Job(hub).RunAsync("cli:officer", dryRun: false, null, Cancellation);

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
        Assert.Equal((0L, 0L, 0L), CountOf(await Job(hub).RunAsync("cli:officer", dryRun: false, null, Cancellation), "case-signal"));
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

        var run = await Job(hub).RunAsync("hub", dryRun: false, null, Cancellation);

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
        await hub.Hub.ChangeRightsAsync(await hub.PersonAsync(First), RightsChange.HoldSet, "cli:officer", "the court asked for it", Cancellation);
        await hub.Hub.ChangeRightsAsync(await hub.PersonAsync(Second), RightsChange.Restricted, "cli:officer", "contests the report", Cancellation);
        hub.Clock.MoveTo(TestHub.Start.AddDays(31));

        Assert.Equal((0L, 1L, 2L), CountOf(await Job(hub).RunAsync("hub", dryRun: true, null, Cancellation), "case-signal"));
        Assert.Equal((0L, 1L, 2L), CountOf(await Job(hub).RunAsync("hub", dryRun: false, null, Cancellation), "case-signal"));
        hub.Clock.MoveTo(TestHub.Start.AddDays(200));
        Assert.Equal((0L, 1L, 2L), CountOf(await Job(hub).RunAsync("hub", dryRun: false, null, Cancellation), "person"));

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
        Assert.Equal((2L, 0L, 0L), CountOf(await Job(hub).RunAsync("hub", dryRun: false, null, Cancellation), "case-signal"));
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
        await Job(hub).RunAsync("hub", dryRun: false, null, Cancellation);
        Assert.Equal($"person {person:D} entry 2", (await hub.VerifyAsync()).FirstBad?.Where);
    }

    [Fact]
    public async Task Two_runs_at_once_and_a_policy_without_terms_are_refused()
    {
        await using var hub = await StartAsync();
        Assert.True(await hub.Store.HoldLeaseAsync("retention", "another", TimeSpan.FromMinutes(1), Cancellation));
        await RefusedAsync(Errors.RetentionBusy, () => Job(hub).RunAsync("hub", dryRun: false, null, Cancellation));
        await RefusedAsync(Errors.RetentionMissing, () => new RetentionJob(hub.Store, hub.Keys, hub.Policy, hub.Clock).RunAsync("hub", dryRun: true, null, Cancellation));
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
    public async Task More_persons_than_one_batch_holds_are_all_looked_at()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync([.. Enumerable.Range(1, 120).Select(i => Events.Signal("coa", i.ToString("D10", CultureInfo.InvariantCulture)))]);
        hub.Clock.MoveTo(TestHub.Start.AddDays(101));
        var told = new List<long>();
        var run = await Job(hub).RunAsync("hub", dryRun: false, new Told(told), Cancellation);
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

    private sealed class Told(List<long> numbers) : IProgress<long>
    {
        public void Report(long value) => numbers.Add(value);
    }
}
