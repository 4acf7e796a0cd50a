using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Restricts processing of a person's data (beperking, AVG art. 18), puts a legal hold on them (bewaarplicht), or lifts either; each with a reason.</summary>
internal sealed class RightsForm(HubTransaction hub, PersonForm persons, TimelineQuery timeline, Visit visit, Texts texts)
{
    /// <summary>What could not be done: the change, the reason that was given, number and text.</summary>
    public (RightsChange Change, string Reason, string Number, string Text)? Error { get; private set; }

    public static void Map(IEndpointRouteBuilder pages)
    {
        var needs = new Needs(Reach.Chain, Right.Rectify);
        pages.MapPost("/person/rights", (HttpContext context, RightsForm form) => form.ChangeAsync(context)).For(needs);
        pages.MapGet("/person/rights", () => Results.Redirect("/person")).For(needs);
    }

    private async Task<IResult> ChangeAsync(HttpContext context)
    {
        var (form, cancellation) = (context.Request.Form, context.RequestAborted);
        if (LookUp.Read(visit.Session, form["look"].ToString()) is not { } look)
            return await persons.ExpiredAsync(context);
        var address = new TimelineAddress(new TimelineFilter());
        if (!Enum.TryParse<RightsChange>(form["change"], out var change) || !Enum.IsDefined(change))
            return Results.LocalRedirect(address.Path(look.Number));
        var reason = form["reason"].ToString().Trim();
        try
        {
            await hub.ChangeRightsAsync(look.Person, change, visit.Actor, reason, cancellation);
            return Results.LocalRedirect(address.Path(look.Number));
        }
        catch (KetenHubException refused)
        {
            var kind = refused.Problems[0].Kind;
            Error = (change, reason, kind.Number, kind == Errors.PurposeMissing ? texts.ReasonMissing : texts.RightsAreSo);
        }
        await timeline.LoadAsync(look, address, cancellation);
        return await Rendered.PageAsync<TimelinePage>(context, StatusCodes.Status400BadRequest);
    }
}
