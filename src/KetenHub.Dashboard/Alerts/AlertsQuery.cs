using System.Globalization;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Alerts as they are now, the rules with what they measure, and what happened.</summary>
internal sealed class AlertsQuery(IHubStore store, AlertReadings readings, Policy policy, PartnerList partners)
{
    public const int PageSize = 50;

    /// <summary>Raised and not resolved: what needs somebody first.</summary>
    public IReadOnlyList<AlertRow> Raised { get; private set; } = [];

    public IReadOnlyList<AlertRule> Rules => policy.Alerts.Rules;

    public TimeSpan RepeatAfter => policy.Alerts.RepeatAfter;

    public IReadOnlyList<AlertReading> Readings { get; private set; } = [];

    public AlertRow? Alert { get; private set; }

    /// <summary>What happened: to one alert in order, or to all, latest first.</summary>
    public Page<AlertEvent> Events { get; private set; } = new([], 0);

    public Page<AlertRow> Resolved { get; private set; } = new([], 0);

    /// <summary>Alerts that events on this page are about.</summary>
    public IReadOnlyDictionary<Guid, AlertRow> Known { get; private set; } = new Dictionary<Guid, AlertRow>();

    public int Skip { get; private set; }

    public static void Map(IEndpointRouteBuilder pages)
    {
        var needs = new Needs(Reach.Chain, Right.Operate);
        pages.MapGet("/alerts", async (AlertsQuery query, HttpContext context) =>
        {
            await query.LoadAsync(context.RequestAborted);
            return await Rendered.PageAsync<AlertsPage>(context);
        }).For(needs);
        pages.MapGet("/alerts/history", async (string? page, AlertsQuery query, HttpContext context) =>
        {
            await query.LoadResolvedAsync(page, context.RequestAborted);
            return await Rendered.PageAsync<ResolvedAlertsPage>(context);
        }).For(needs);
        pages.MapGet("/alerts/events", async (string? page, AlertsQuery query, HttpContext context) =>
        {
            await query.LoadEventsAsync(page, context.RequestAborted);
            return await Rendered.PageAsync<AlertEventsPage>(context);
        }).For(needs);
        pages.MapGet("/alerts/{id:guid}", async (Guid id, AlertsQuery query, HttpContext context) =>
        {
            await query.LoadAsync(id, context.RequestAborted);
            return await Rendered.PageAsync<AlertPage>(context, query.Alert is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
        }).For(needs);
    }

    public AlertRule? RuleOf(AlertRow alert) => Rules.FirstOrDefault(rule => rule.Name == alert.Rule);

    public string NameOf(string code) => partners.Find(code)?.Name ?? code;

    /// <summary>The list behind a number of a rule. A number and its list are of the same length.</summary>
    public static string LinkOf(AlertMeasure measure, TimeSpan? within, string subject) => measure switch
    {
        AlertMeasure.HandOutsNotReady => HandOutDays.AddressOf(within, notReady: true),
        AlertMeasure.AnswersLate => "/board?state=Overdue",
        AlertMeasure.InterviewsLate => "/board?state=InterviewOverdue",
        AlertMeasure.AgreementsPast => "/deadlines?list=agreements",
        AlertMeasure.DeadlinesLate => "/deadlines",
        AlertMeasure.Refused or AlertMeasure.RefusedAge => FailedQuery.AddressOf(FailureKind.Refused),
        AlertMeasure.NotTaken => FailedQuery.AddressOf(FailureKind.Postponed),
        AlertMeasure.CheckpointAge => "/#evidence",
        _ => $"/partners#partner-{subject}",
    };

    public static string HistoryAddress(int page) => "/alerts/history" + (page > 1 ? $"?page={page.ToString(CultureInfo.InvariantCulture)}" : "");

    public static string EventsAddress(int page) => "/alerts/events" + (page > 1 ? $"?page={page.ToString(CultureInfo.InvariantCulture)}" : "");

    /// <summary>Reads alerts and rules.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        Raised = [.. (await store.Operations.Alerts.OpenAsync(cancellation)).Where(alert => alert.Course.RaisedAt is not null)
            .OrderByDescending(alert => alert.NeedsSomebody).ThenBy(alert => alert.Course.RaisedAt)];
        Readings = await readings.ReadAsync(Rules, cancellation);
    }

    /// <summary>Reads one alert.</summary>
    public async Task LoadAsync(Guid id, CancellationToken cancellation)
    {
        Alert = await store.Operations.Alerts.AlertAsync(id, cancellation);
        var events = Alert is null ? [] : await store.Operations.Alerts.EventsOfAsync(id, cancellation);
        Events = new Page<AlertEvent>(events, events.Count);
    }

    private async Task LoadResolvedAsync(string? page, CancellationToken cancellation)
    {
        Skip = (PageNumber.Of(page) - 1) * PageSize;
        Resolved = await store.Operations.Alerts.ResolvedAsync(Skip, PageSize, cancellation);
        if (Resolved.Items.Count == 0 && Resolved.Total > 0)
        {
            Skip = PageNumber.LastSkip(Resolved.Total, PageSize);
            Resolved = await store.Operations.Alerts.ResolvedAsync(Skip, PageSize, cancellation);
        }
    }

    private async Task LoadEventsAsync(string? page, CancellationToken cancellation)
    {
        Skip = (PageNumber.Of(page) - 1) * PageSize;
        Events = await store.Operations.Alerts.EventsAsync(Skip, PageSize, cancellation);
        if (Events.Items.Count == 0 && Events.Total > 0)
        {
            Skip = PageNumber.LastSkip(Events.Total, PageSize);
            Events = await store.Operations.Alerts.EventsAsync(Skip, PageSize, cancellation);
        }
        var known = new Dictionary<Guid, AlertRow>();
        foreach (var id in Events.Items.Select(one => one.Alert).Distinct())
        {
            if (await store.Operations.Alerts.AlertAsync(id, cancellation) is { } alert)
                known.Add(id, alert);
        }
        Known = known;
    }
}
