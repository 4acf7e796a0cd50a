using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>For who administers the hub: by which policy it works and worked, its jobs, what is kept, and who may what.</summary>
internal sealed class AdminQuery(IHubStore store, KeptSurvey survey, Policy policy, PartnerList partners, DashboardOptions options, TimeProvider clock, Visit visit)
{
    private const int JobsShown = 10;

    public string Version => policy.Version;

    public IReadOnlyList<PolicyUse> Policies { get; private set; } = [];

    /// <summary>Policies that hubs worked by within the last minutes; more than one: hubs don't agree.</summary>
    public IReadOnlyList<string> InForce { get; private set; } = [];

    public string From { get; private set; } = "";

    public string To { get; private set; } = "";

    /// <summary>Both texts beside each other; null: one of them was not kept.</summary>
    public IReadOnlyList<DifferenceLine>? Lines { get; private set; }

    public IReadOnlyList<StandingWork> Works { get; private set; } = [];

    public Page<ReplayRow> Replays { get; private set; } = new([], 0);

    public IReadOnlyList<KeptRow> Kept { get; private set; } = [];

    public DateTimeOffset? KeptAt { get; private set; }

    /// <summary>Accounts, those of who runs the hub first.</summary>
    public IEnumerable<(string Name, string Of, IReadOnlyCollection<Right> Rights)> Accounts =>
        partners.AllAccounts.Select(one => (one.Account.NameOf(one.Partner), one.Partner?.Name ?? "", one.Account.Rights)).Prepend((options.Actor, "", Sessions.RightsOfHub));

    public static void Map(IEndpointRouteBuilder pages)
    {
        var needs = new Needs(Reach.Chain, Right.Operate, Right.Audit, Right.Administer);
        pages.MapGet("/admin", async (string? from, string? to, AdminQuery query, HttpContext context) =>
        {
            await query.LoadPoliciesAsync(from, to, context.RequestAborted);
            return await Rendered.PageAsync<PoliciesPage>(context);
        }).For(needs);
        pages.MapGet("/admin/jobs", async (AdminQuery query, HttpContext context) =>
        {
            await query.LoadJobsAsync(context.RequestAborted);
            return await Rendered.PageAsync<JobsPage>(context);
        }).For(needs);
        pages.MapGet("/admin/kept", async (AdminQuery query, HttpContext context) =>
        {
            (query.Kept, query.KeptAt) = await query.KeptAsync(context.RequestAborted);
            return await Rendered.PageAsync<KeptPage>(context);
        }).For(needs);
        pages.MapPost("/admin/kept", (AdminQuery query, HttpContext context) => query.CountAsync(context)).For(new Needs(Reach.Chain, Right.Steer));
        pages.MapGet("/admin/roles", (Delegate)((HttpContext context) => Rendered.PageAsync<RolesPage>(context))).For(needs);
    }

    private Task<(IReadOnlyList<KeptRow> Rows, DateTimeOffset? At)> KeptAsync(CancellationToken cancellation) => store.Operations.Controls.KeptAsync(cancellation);

    private async Task<IResult> CountAsync(HttpContext context)
    {
        if (await survey.CountAsync(context.RequestAborted))
            await store.Operations.NoteActionAsync(ActionRow.Of(visit.Actor, clock.GetUtcNow(), ActionKind.Counted, "kept", ""), context.RequestAborted);
        return Results.LocalRedirect("/admin/kept");
    }

    private async Task LoadPoliciesAsync(string? from, string? to, CancellationToken cancellation)
    {
        Policies = await store.Operations.Controls.PoliciesAsync(cancellation);
        var recent = clock.GetUtcNow() - TimeSpan.FromMinutes(3);
        InForce = [.. Policies.Where(use => use.LastAt >= recent).Select(use => use.Version)];
        // Without a question: what changed last.
        To = Known(to) ?? Known(Version) ?? "";
        From = Known(from) ?? Policies.FirstOrDefault(use => use.Version != To && use.HasText)?.Version ?? "";
        if (From.Length > 0 && To.Length > 0 && await store.Operations.Controls.PolicyTextAsync(From, cancellation) is { Length: > 0 } left
            && await store.Operations.Controls.PolicyTextAsync(To, cancellation) is { Length: > 0 } right)
            Lines = Difference.Of(left, right);

        string? Known(string? version) => Policies.FirstOrDefault(use => use.Version == version)?.Version;
    }

    private async Task<StandingWork> RetentionAsync(IReadOnlyList<string> held, CancellationToken cancellation)
    {
        var last = (await store.Retention.RunsAsync(0, 1, cancellation)).Items is [var latest, ..] ? latest : null;
        return new(WorkKind.Retention, held.Contains(RetentionJob.Lease), last?.EndedAt, policy.Retention.Every is { } every ? last?.NextAfter(every) : null, null, null) { IsByHand = policy.Retention.Every is null };
    }

    private async Task LoadJobsAsync(CancellationToken cancellation)
    {
        var held = await store.Operations.Controls.HeldLeasesAsync(cancellation);
        var overview = await store.Reads.OverviewAsync(clock.GetUtcNow(), cancellation);
        var glance = await store.Operations.GlanceAsync(clock.GetUtcNow(), cancellation);
        Replays = await store.Failures.ReplaysAsync(0, JobsShown, cancellation);
        Works =
        [
            new(WorkKind.Checkpoints, held.Contains("checkpoint"), (await store.Checkpoints.LatestAsync(cancellation))?.At, null, await store.Checkpoints.OldestUnprovenAsync(cancellation), null),
            new(WorkKind.Deadlines, false, null, glance.NextDeadline, null, overview.DeadlinesOverdue),
            new(WorkKind.Relay, held.Any(name => name.StartsWith("relay ", StringComparison.Ordinal)), null, null, overview.OldestUnsentAt, overview.Unsent),
            new(WorkKind.Replays, held.Contains("replay"), Replays.Items.Max(job => job.EndedAt), null, null, Replays.Items.Count(job => job.EndedAt is null)),
            new(WorkKind.Alerts, held.Contains(AlertRunner.Lease), null, null, null, (await store.Operations.Alerts.OpenAsync(cancellation)).Count(alert => alert.Course.RaisedAt is not null)),
            new(WorkKind.Kept, held.Contains(KeptSurvey.Lease), (await KeptAsync(cancellation)).At, null, null, null),
            await RetentionAsync(held, cancellation),
        ];
    }
}

/// <summary>A work that hubs do all the time, one of them at once.</summary>
/// <param name="Kind">Which.</param>
/// <param name="IsHeld">A hub is at it now.</param>
/// <param name="LastAt">When it was done last; null: never, or not written down.</param>
/// <param name="NextAt">When it is due next; null: whenever there is something.</param>
/// <param name="WaitsSince">Since when the oldest of it waits; null: nothing does.</param>
/// <param name="Open">How much waits; null: not counted.</param>
internal sealed record StandingWork(WorkKind Kind, bool IsHeld, DateTimeOffset? LastAt, DateTimeOffset? NextAt, DateTimeOffset? WaitsSince, long? Open)
{
    /// <summary>No hub does it by itself: the policy says nothing of when.</summary>
    public bool IsByHand { get; init; }
}

internal enum WorkKind
{
    Checkpoints,
    Deadlines,
    Relay,
    Replays,
    Alerts,
    Kept,
    Retention,
}
