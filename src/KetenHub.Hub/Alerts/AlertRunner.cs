using System.Globalization;
using KetenHub.Decisions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Judges the rules of alerts now and then, keeps in the store what they make of it, and escalates what nobody acknowledges. Of the hubs
/// that share a store one does it at a time; another goes on where it was.</summary>
public sealed class AlertRunner(
    IHubStore store, HubTransaction hub, AlertReadings readings, Policy policy, IEnumerable<IAlertChannel> channels, TimeProvider clock, ILogger<AlertRunner> log)
    : BackgroundService
{
    /// <summary>Name of the lease.</summary>
    public const string Lease = "alerts";

    // Nobody is called for less than this; more often would only cost.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    // A hub that dies is followed by another after this.
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMinutes(1);

    // An age goes up with each look; it is written down anew once it says something new.
    private const long NewsInSeconds = 60;

    private readonly string holder = Guid.NewGuid().ToString("N");
    private readonly List<IAlertChannel> channels = [.. channels];
    private readonly Dictionary<Guid, (DateTimeOffset At, string Problem)> failed = [];
    private long? held;

    /// <summary>One look, if this hub is the one that does it.</summary>
    /// <returns>Whether it was.</returns>
    public async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        if (held is null || TimeProvider.System.GetElapsedTime(held.Value) > LeaseTime / 4)
        {
            held = null;
            if (!await store.HoldLeaseAsync(Lease, holder, LeaseTime, cancellation))
                return false;
            held = TimeProvider.System.GetTimestamp();
        }
        var changed = await JudgeAsync(cancellation);
        changed |= await EscalateAsync(cancellation);
        if (changed)
            hub.Commits.Tell();
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await RoundAsync(stoppingToken);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    log.AlertsFailed(failure.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Another hub goes on.
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        held = null;
        // The next hub need not wait for the end of the lease.
        try
        {
            await store.ReleaseLeaseAsync(Lease, holder, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // It ends by itself.
        }
    }

    private async Task<bool> JudgeAsync(CancellationToken cancellation)
    {
        var now = Moments.Down(clock.GetUtcNow());
        var open = (await store.Operations.Alerts.OpenAsync(cancellation)).ToDictionary(alert => (alert.Rule, alert.Subject));
        var changed = false;
        foreach (var reading in await readings.ReadAsync(policy.Alerts.Rules, cancellation))
        {
            open.Remove((reading.Rule.Name, reading.Subject), out var before);
            changed |= await StepAsync(reading, before, now, cancellation);
        }
        foreach (var left in open.Values.Where(left => !readings.Exists(policy.Alerts.Rules.FirstOrDefault(rule => rule.Name == left.Rule), left.Subject)))
        {
            changed = true;
            if (left.Course.RaisedAt is null)
                await store.Operations.Alerts.ForgetAsync(left.Id, cancellation);
            else
                await store.Operations.Alerts.KeepAsync(
                    left with { Course = left.Course with { ResolvedAt = now } }, [new AlertEvent(left.Id, now, AlertEventKind.Dropped, "hub", "")], cancellation);
        }
        return changed;
    }

    private async Task<bool> StepAsync(AlertReading reading, AlertRow? before, DateTimeOffset now, CancellationToken cancellation)
    {
        var course = AlertCourse.Step(reading.Rule, before?.Course, reading.Value, now);
        if (course is null)
        {
            if (before is not null)
                await store.Operations.Alerts.ForgetAsync(before.Id, cancellation);
            return before is not null;
        }
        if (before is not null && !IsNews(reading.Rule, before.Course, course))
            return false;
        var alert = (before ?? new AlertRow(Guid.CreateVersion7(now), reading.Rule.Name, reading.Subject, course)) with { Course = course };
        var events = new List<AlertEvent>();
        if (course.RaisedAt is not null && before?.Course.RaisedAt is null)
            events.Add(Event(AlertEventKind.Raised));
        if (course.ResolvedAt is not null)
            events.Add(Event(AlertEventKind.Resolved));
        return await store.Operations.Alerts.KeepAsync(alert, events, cancellation);

        AlertEvent Event(AlertEventKind kind) => new(alert.Id, now, kind, "hub", course.Value.ToString(CultureInfo.InvariantCulture));
    }

    private static bool IsNews(AlertRule rule, AlertCourse before, AlertCourse course) =>
        before with { Value = 0, Worst = 0 } != course with { Value = 0, Worst = 0 }
        || (before.Value != course.Value && (!rule.Measure.IsTime() || Math.Abs(course.Value - before.Value) >= NewsInSeconds));

    private async Task<bool> EscalateAsync(CancellationToken cancellation)
    {
        var told = false;
        var now = Moments.Down(clock.GetUtcNow());
        foreach (var alert in (await store.Operations.Alerts.OpenAsync(cancellation)).Where(alert => alert.NeedsSomebody))
        {
            if (policy.Alerts.Rules.FirstOrDefault(rule => rule.Name == alert.Rule) is not { EscalateAfter: { } after } rule
                || now < (alert.EscalatedAt is { } last ? last + policy.Alerts.RepeatAfter : alert.Course.RaisedAt!.Value + after)
                || (failed.TryGetValue(alert.Id, out var tried) && now >= tried.At && now - tried.At < TryAgainAfter))
                continue;
            told = true;
            await EscalateAsync(alert, rule, now, cancellation);
        }
        return told;
    }

    private async Task EscalateAsync(AlertRow alert, AlertRule rule, DateTimeOffset now, CancellationToken cancellation)
    {
        var events = new List<AlertEvent>();
        var problems = new List<string>();
        foreach (var channel in channels)
        {
            if (await channel.SendAsync(NoticeOf(alert, rule, now), cancellation) is not { } problem)
            {
                events.Add(new AlertEvent(alert.Id, now, AlertEventKind.Escalated, "hub", channel.Name));
                continue;
            }
            log.EscalationFailed(alert.Id, rule.Name, channel.Name, problem);
            problems.Add($"{channel.Name}: {problem}");
        }
        // Where no way is set, the pages are all there is.
        if (channels.Count == 0)
            events.Add(new AlertEvent(alert.Id, now, AlertEventKind.Escalated, "hub", ""));
        var isTold = events.Count > 0;
        var all = string.Join("; ", problems);
        if (all.Length > 0 && (isTold || failed.GetValueOrDefault(alert.Id).Problem != all))
            events.Add(new AlertEvent(alert.Id, now, AlertEventKind.EscalationFailed, "hub", all));
        if (isTold)
            failed.Remove(alert.Id);
        else
            failed[alert.Id] = (now, all);
        await store.Operations.Alerts.EscalateAsync(alert.Id, isTold ? now : null, events, cancellation);
    }

    private static AlertNotice NoticeOf(AlertRow alert, AlertRule rule, DateTimeOffset now)
    {
        var title = AlertWords.Title(rule.Measure).Dutch + (alert.Subject.Length == 0 ? "" : $": {alert.Subject}");
        return new AlertNotice(
            alert.Id, alert.Escalations, rule.Name, rule.Measure.ToString(), alert.Subject, alert.Course.Value, alert.Course.RaisedAt!.Value, now, title,
            $"{title}. Nu {AlertWords.Value(rule.Measure, alert.Course.Value, dutch: true)}, hoogste {AlertWords.Value(rule.Measure, alert.Course.Worst, dutch: true)}; "
            + $"de grens is {AlertWords.Value(rule.Measure, rule.RaiseAt, dutch: true)}. Nog door niemand in behandeling genomen.");
    }
}
