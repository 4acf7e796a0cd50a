using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>What people do about failures: note, plan and start a job, set aside. Each with a reason, and written down.</summary>
internal sealed class FailedActions(IHubStore store, ReplayRunner runner, TimeProvider clock, Visit visit)
{
    // Looking whether more than this would pass takes longer than a page may.
    private const int MostTriedOut = 2000;
    private const int LongestText = 200;
    private const int ShortestReason = 5;

    public FailureFilter Filter { get; private set; } = new();

    public DryRun Plan { get; private set; } = new(0, 0, 0);

    public string Reason { get; private set; } = "";

    /// <summary>A reason was asked and not given.</summary>
    public bool IsReasonMissing { get; private set; }

    public ReplayRow? Job { get; private set; }

    public Page<ReplayItem> Items { get; private set; } = new([], 0);

    public int Skip { get; private set; }

    public static void Map(IEndpointRouteBuilder pages)
    {
        var needs = new Needs(Reach.Chain, Right.Replay);
        pages.MapPost("/failed/note", (HttpContext context, FailedActions actions) => actions.NoteAsync(context)).For(needs);
        pages.MapPost("/failed/plan", (HttpContext context, FailedActions actions) => actions.PlanAsync(context)).For(needs);
        pages.MapPost("/failed/replay", (HttpContext context, FailedActions actions) => actions.StartAsync(context)).For(needs);
        pages.MapPost("/failed/aside", (HttpContext context, FailedActions actions) => actions.SetAsideAsync(context)).For(needs);
        // Reloading an answer by its address, or changing the language there, ends at the groups.
        foreach (var path in new[] { "/failed/note", "/failed/plan", "/failed/replay", "/failed/aside" })
            pages.MapGet(path, () => Results.Redirect("/failed")).For(new Needs(Reach.Chain, Right.Operate));
        pages.MapGet("/failed/jobs/{id:guid}", async (Guid id, string? page, HttpContext context, FailedActions actions) =>
        {
            await actions.LoadJobAsync(id, page, context.RequestAborted);
            return await Rendered.PageAsync<JobPage>(context, actions.Job is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
        }).For(new Needs(Reach.Chain, Right.Operate));
    }

    /// <summary>A reason as it is kept, or null when it is too short to be one.</summary>
    public static string? ReasonOf(IFormCollection form, string field = "why") =>
        form[field].ToString().Trim() is { Length: >= ShortestReason and <= LongestText } reason ? reason : null;

    public string JobAddress(int page) => $"/failed/jobs/{Job!.Id:D}" + (page > 1 ? $"?page={page}" : "");

    private static FailureFilter FilterOf(IFormCollection form) =>
        FailedQuery.FilterOf(form["kind"], form["partner"], form["reason"], form["id"]);

    private async Task<IResult> NoteAsync(HttpContext context)
    {
        var filter = FilterOf(context.Request.Form);
        var text = context.Request.Form["note"].ToString().Trim();
        var note = new FailureNote(text.Length > LongestText ? text[..LongestText] : text, visit.Who.Name, clock.GetUtcNow());
        await store.Failures.NoteAsync(filter.Kind!.Value, filter.Partner, filter.Reason, note, context.RequestAborted);
        await store.Operations.NoteActionAsync(
            ActionRow.Of(visit.Actor, note.At, ActionKind.Noted, $"{filter.Kind} {filter.Partner} {filter.Reason}", note.Text), context.RequestAborted);
        return Results.LocalRedirect("/failed");
    }

    private async Task<IResult> PlanAsync(HttpContext context)
    {
        Filter = FilterOf(context.Request.Form);
        Plan = await runner.TryOutAsync(Filter, MostTriedOut, context.RequestAborted);
        return await Rendered.PageAsync<PlanPage>(context, IsReasonMissing ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
    }

    private async Task<IResult> StartAsync(HttpContext context)
    {
        if (ReasonOf(context.Request.Form) is not { } reason)
        {
            (IsReasonMissing, Reason) = (true, context.Request.Form["why"].ToString());
            return await PlanAsync(context);
        }
        // Only what was there when the plan was shown: what failed since is nobody's decision yet.
        var filter = FilterOf(context.Request.Form) with { Until = Until(context.Request.Form["until"]) };
        var now = clock.GetUtcNow();
        var job = new ReplayRow(Guid.CreateVersion7(), visit.Who.Name, reason, now, null);
        if (await store.Failures.AddReplayAsync(job, filter, context.RequestAborted) == 0)
            return Results.LocalRedirect("/failed");
        await store.Operations.NoteActionAsync(ActionRow.Of(visit.Actor, now, ActionKind.Replayed, $"{filter.Id ?? job.Id:D}", reason), context.RequestAborted);
        return Results.LocalRedirect($"/failed/jobs/{job.Id:D}");
    }

    private async Task<IResult> SetAsideAsync(HttpContext context)
    {
        var form = context.Request.Form;
        if (!Guid.TryParseExact(form["id"], "D", out var id))
            return Results.LocalRedirect("/failed");
        if (ReasonOf(form) is { } reason && await store.Failures.ResolveAsync(id, Resolution.SetAside, visit.Who.Name, clock.GetUtcNow(), context.RequestAborted))
            await store.Operations.NoteActionAsync(ActionRow.Of(visit.Actor, clock.GetUtcNow(), ActionKind.SetAside, $"{id:D}", reason), context.RequestAborted);
        return Results.LocalRedirect($"/failed/refused/{id:D}");
    }

    private async Task LoadJobAsync(Guid id, string? page, CancellationToken cancellation)
    {
        Job = await store.Failures.ReplayAsync(id, cancellation);
        if (Job is null)
            return;
        Skip = (PageNumber.Of(page) - 1) * FailedQuery.PageSize;
        Items = await store.Failures.ItemsAsync(id, Skip, FailedQuery.PageSize, cancellation);
        if (Items.Items.Count == 0 && Items.Total > 0)
        {
            Skip = PageNumber.LastSkip(Items.Total, FailedQuery.PageSize);
            Items = await store.Failures.ItemsAsync(id, Skip, FailedQuery.PageSize, cancellation);
        }
    }

    private static DateTimeOffset? Until(string? text) => long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is > 0 and < 253_402_300_799_999
        ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
