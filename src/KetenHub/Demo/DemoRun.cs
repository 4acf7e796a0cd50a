using System.Diagnostics;
using KetenHub.Decisions;
using KetenHub.Embedded;
using KetenHub.Hub;
using Microsoft.Extensions.Logging.Abstractions;

namespace KetenHub.Demo;

/// <summary>Runs stories one after the other on one store, and reports.</summary>
internal static class DemoRun
{
    public static async Task<DemoReport> RunAsync(
        IReadOnlyList<Story> stories, DataFolder folder, PartnerList partners, Policy policy, Action<Story>? started, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        folder.Create();
        using var held = folder.Lock();
        var (store, keys) = await folder.OpenAsync(cancellation);
        await using var _ = store;
        using var __ = keys;
        // A hub that ran here before has a later clock; stories bring their own moment and need not follow each other.
        var clock = new SimulatedClock(stories.Min(story => story.Start));
        var hub = new HubTransaction(store, keys, policy, partners, clock);
        await using var outbound = new DemoPartners();
        using var relay = new Relay(store, hub, keys, partners, outbound, new HubHealth(), clock, NullLogger<Relay>.Instance);

        var runs = new List<StoryRun>();
        var failures = new List<string>();
        foreach (var story in stories.OrderBy(story => story.Start))
        {
            started?.Invoke(story);
            var run = new StoryRun(story, store, keys, partners, new SimulatedStage(store, hub, relay, outbound, partners, clock));
            await run.RunAsync(cancellation);
            runs.Add(run);
            failures.AddRange(run.Failures.Select(failure => $"{story.File}: {failure}"));
        }
        var verification = await LogVerifier.VerifyAsync(store.Reads, null, cancellation);
        if (verification.FirstBad is { } bad)
            failures.Add(bad.ToString());
        var overview = await store.Reads.OverviewAsync(clock.GetUtcNow(), cancellation);
        return new DemoReport(
            runs.Count, runs.Sum(run => run.Accepted.Count), runs.Sum(run => run.Refused), runs.Sum(run => run.Duplicates),
            overview.LogEntries, overview.Persons, await store.Reads.NotificationCountsAsync(cancellation),
            await ReadinessAsync(store, cancellation), runs.Sum(run => run.Stale), verification.FirstBad is null,
            watch.ElapsedMilliseconds, failures);
    }

    private static async Task<DemoReadiness> ReadinessAsync(IHubStore store, CancellationToken cancellation)
    {
        var rows = (await store.Reads.BoardAsync(new BoardFilter([], null, null), 0, int.MaxValue, cancellation)).Items;
        return new DemoReadiness(
            rows.Count,
            rows.Count(row => row.ReadyAtHandOut),
            rows.Count(row => row.MissedPresence),
            rows.Count(row => row.Status == ReadinessStatus.Cancelled),
            rows.Count(row => row.Status == ReadinessStatus.InterviewHeld));
    }
}
