using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Somebody takes care of an alert: who, when, and what is being done, for whoever comes next.</summary>
internal sealed class AlertActions(IHubStore store, HubTransaction hub, AlertsQuery query, TimeProvider clock, Visit visit)
{
    /// <summary>A note was asked and not given.</summary>
    public bool IsNoteMissing { get; private set; }

    public string Note { get; private set; } = "";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost("/alerts/{id:guid}/acknowledge", (Guid id, HttpContext context, AlertActions actions) => actions.AcknowledgeAsync(id, context))
            .For(new Needs(Reach.Chain, Right.Steer));
        pages.MapGet("/alerts/{id:guid}/acknowledge", (Guid id) => Results.LocalRedirect($"/alerts/{id:D}")).For(new Needs(Reach.Chain, Right.Operate));
    }

    private async Task<IResult> AcknowledgeAsync(Guid id, HttpContext context)
    {
        if (FailedActions.ReasonOf(context.Request.Form) is not { } note)
        {
            (IsNoteMissing, Note) = (true, context.Request.Form["why"].ToString());
            await query.LoadAsync(id, context.RequestAborted);
            return await Rendered.PageAsync<AlertPage>(context, query.Alert is null ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest);
        }
        var now = clock.GetUtcNow();
        // False when somebody else was first: the page shows who.
        if (await store.Operations.Alerts.AcknowledgeAsync(id, visit.Who.Name, note, now, context.RequestAborted))
        {
            await store.Operations.NoteActionAsync(ActionRow.Of(visit.Actor, now, ActionKind.Acknowledged, $"alert {id:D}", note), context.RequestAborted);
            hub.Commits.Tell();
        }
        return Results.LocalRedirect($"/alerts/{id:D}");
    }
}
