using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Who is signed in at this hub, for an administrator; one of a partner sees that partner's.</summary>
internal sealed class SessionsQuery(Sessions sessions, Visit visit)
{
    /// <summary>Sessions, the latest first.</summary>
    public IReadOnlyList<Session> All => [.. sessions.All.Where(session => visit.Who.Partner is null || session.Who.Partner?.Code == visit.Who.Partner.Code)];

    public static void Map(IEndpointRouteBuilder pages)
    {
        var needs = new Needs(Right.Administer);
        pages.MapGet("/sessions", (Delegate)((HttpContext context) => Rendered.PageAsync<SessionsPage>(context))).For(needs);
        pages.MapPost("/sessions/end", async (HttpContext context, SessionsQuery query) => await query.EndAsync(context)).For(needs);
        pages.MapGet("/sessions/end", () => Results.Redirect("/sessions")).For(needs);
    }

    private async Task<IResult> EndAsync(HttpContext context)
    {
        var reference = context.Request.Form["session"].ToString();
        if (All.FirstOrDefault(session => Sessions.ReferenceOf(session) == reference) is { } found)
        {
            sessions.End(found, SessionEnd.Ended);
            await SignInFilter.NoteAsync(context, visit.Who.Name, ActionKind.SessionEnded, found.Who.Name);
        }
        return Results.LocalRedirect("/sessions");
    }
}
