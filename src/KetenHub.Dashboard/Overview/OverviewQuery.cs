using System.Globalization;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>What the first page shows: does anything need a person, is the hub well, and where to look.</summary>
internal sealed class OverviewQuery(
    IHubStore store, HubHealth health, PartnerList partners, Policy policy, Texts texts, Moments moments, DashboardOptions options)
{
    private const int MinutesPerHour = 60;
    private const int HoursPerDay = 24;
    private const int MinutesPerPoint = 10;

    public Overview Counts { get; private set; } = null!;

    public Glance Glance { get; private set; } = null!;

    /// <summary>What came in and went out, by minute for an hour or by ten minutes for a day; the oldest first.</summary>
    public IReadOnlyList<FlowPoint> Points { get; private set; } = [];

    /// <summary>Hours that the points show: 1 or 24.</summary>
    public int Hours { get; private set; } = 1;

    /// <summary>Within what time half, and 95 of 100, were told; places in <see cref="Delays.Bounds"/>.</summary>
    public (int? Half, int? Most) Delay { get; private set; }

    public DateTimeOffset? CheckpointAt { get; private set; }

    public DateTimeOffset? OldestUnproven { get; private set; }

    /// <summary>Space left where the hub writes, and of how much; null: not known here.</summary>
    public (long Free, long Size)? Disk { get; private set; }

    public IReadOnlyList<PartnerHealth> Partners => health.Partners;

    public IEnumerable<PartnerHealth> Silent => health.Partners.Where(partner => partner.IsSilent);

    public IEnumerable<PartnerHealth> Degraded => health.Partners.Where(partner => !partner.IsSilent && partner.NeedsSomebody);

    /// <summary>Partners with whom all is well.</summary>
    public int Up => health.Partners.Count(partner => !partner.IsSilent && !partner.NeedsSomebody && health.Pauses?.Any(pause => pause.Partner == partner.Code) != true);

    /// <summary>Names of partners of whom something is paused.</summary>
    public IReadOnlyList<string> Paused => [.. (health.Pauses ?? []).Select(pause => pause.Partner).Distinct().Select(code => partners.Find(code)?.Name ?? code)];

    /// <summary>Alerts that nobody takes care of yet.</summary>
    public IReadOnlyList<AlertRow> AlertsWaiting { get; private set; } = [];

    public int AlertsTaken { get; private set; }

    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/", async (string? hours, OverviewQuery query, HttpContext context) =>
        {
            await query.LoadAsync(hours == "24" ? HoursPerDay : 1, context.RequestAborted);
            return await Rendered.PageAsync<OverviewPage>(context);
        }).For(new Needs(Reach.Chain, Right.Operate));

    /// <summary>Readinesses in this status, as the board lists them.</summary>
    public long Of(ReadinessStatus status) => Counts.ByStatus.GetValueOrDefault(status);

    /// <summary>How many things need a person now, over everything this page shows of people's work.</summary>
    public long NeedSomebody => Glance.NeedSomebody + Glance.AgreementsPast;

    public string TitleOf(AlertRow alert) => texts.TitleOf(policy.Alerts.Rules.FirstOrDefault(rule => rule.Name == alert.Rule), alert);

    private async Task LoadAsync(int hours, CancellationToken cancellation)
    {
        Hours = hours;
        Counts = await store.Reads.OverviewAsync(moments.Now, cancellation);
        Glance = await store.Operations.GlanceAsync(moments.Now, cancellation);
        var step = hours == 1 ? 1 : MinutesPerPoint;
        // The minute that runs is not over: it would always look like a fall.
        var end = Flow.MinuteOf(moments.Now) / step * step;
        var begin = end - (hours * MinutesPerHour);
        var flow = await store.Operations.FlowAsync(begin, cancellation);
        var sums = flow.Where(row => row.Minute < end).GroupBy(row => ((row.Minute - begin) / step, row.Kind)).ToDictionary(group => group.Key, group => group.Sum(row => row.Count));
        Points = [.. Enumerable.Range(0, hours * MinutesPerHour / step).Select(place => new FlowPoint(
            DateTimeOffset.UnixEpoch.AddMinutes(begin + (place * step)),
            sums.GetValueOrDefault((place, FlowKind.Accepted)) / (double)step, sums.GetValueOrDefault((place, FlowKind.Confirmed)) / (double)step))];
        var told = flow.Where(row => row.Kind == FlowKind.Confirmed).ToList();
        Delay = (Delays.Percentile(told, 0.5), Delays.Percentile(told, 0.95));
        var alerts = (await store.Operations.Alerts.OpenAsync(cancellation)).Where(alert => alert.Course.RaisedAt is not null).ToList();
        (AlertsWaiting, AlertsTaken) = ([.. alerts.Where(alert => alert.NeedsSomebody)], alerts.Count(alert => !alert.NeedsSomebody));
        CheckpointAt = (await store.Checkpoints.LatestAsync(cancellation))?.At;
        OldestUnproven = await store.Checkpoints.OldestUnprovenAsync(cancellation);
        Disk = SpaceOf(options.DataFolder);
    }

    private static (long Free, long Size)? SpaceOf(string folder)
    {
        if (folder.Length == 0)
            return null;
        try
        {
            var drive = new DriveInfo(folder);
            return (drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>Messages in and notifications out per minute, from this moment on.</summary>
internal sealed record FlowPoint(DateTimeOffset From, double In, double Out)
{
    /// <summary>For an SVG.</summary>
    public static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
