using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Retention (bewaartermijnen): its terms, what runs did, what one would do now, and what is kept from it by a legal hold or a restriction.</summary>
internal sealed class RetentionQuery(IHubStore store, RetentionPreview preview, Policy policy, TimeProvider clock, Visit visit)
{
    private const int RunsShown = 10;

    public RetentionTerms Terms => policy.Retention;

    public Page<RetentionRun> Runs { get; private set; } = new([], 0);

    /// <summary>When the next run is due; null: only when somebody starts one.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    /// <summary>What a run would have taken away when it was asked for last; null: it never was.</summary>
    public RetentionRun? Preview { get; private set; }

    /// <summary>A hub counts for it now.</summary>
    public bool IsCounting { get; private set; }

    public IReadOnlyList<HoldInForce> Holds { get; private set; } = [];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/admin/retention", async (RetentionQuery query, HttpContext context) =>
        {
            await query.LoadAsync(context.RequestAborted);
            return await Rendered.PageAsync<RetentionPage>(context);
        }).For(new Needs(Reach.Chain, Right.Operate, Right.Audit, Right.Administer));
        pages.MapPost("/admin/retention", (RetentionQuery query, HttpContext context) => query.CountAsync(context)).For(new Needs(Reach.Chain, Right.Steer));
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        Runs = await store.Retention.RunsAsync(0, RunsShown, cancellation);
        var last = Runs.Items is [var latest, ..] ? latest : null;
        NextAt = Terms.Every is not { } every ? null : last?.NextAfter(every) ?? clock.GetUtcNow();
        Preview = await preview.LatestAsync(cancellation);
        IsCounting = (await store.Operations.Controls.HeldLeasesAsync(cancellation)).Contains(RetentionPreview.Lease);
        Holds = await store.Retention.HoldsAsync(cancellation);
    }

    private async Task<IResult> CountAsync(HttpContext context)
    {
        if (await preview.BeginAsync(visit.Actor, context.RequestAborted))
            await store.Operations.NoteActionAsync(ActionRow.Of(visit.Actor, clock.GetUtcNow(), ActionKind.Counted, "retention preview"), context.RequestAborted);
        return Results.LocalRedirect("/admin/retention");
    }
}
