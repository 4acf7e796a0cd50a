using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Who is signed in, at whichever hub, for an administrator; one of a partner sees that partner's.</summary>
internal sealed class SessionsQuery(Sessions sessions, PartnerList partners, Visit visit)
{
    /// <summary>Sessions, the latest first.</summary>
    public IReadOnlyList<SessionRow> All { get; private set; } = [];

    public static void Map(IEndpointRouteBuilder pages)
    {
        var needs = new Needs(Reach.Own, Right.Administer);
        pages.MapGet("/sessions", async (HttpContext context, SessionsQuery query) =>
        {
            await query.LoadAsync(context.RequestAborted);
            return await Rendered.PageAsync<SessionsPage>(context);
        }).For(needs);
        pages.MapPost("/sessions/end", async (HttpContext context, SessionsQuery query) => await query.EndAsync(context)).For(needs);
        pages.MapGet("/sessions/end", () => Results.Redirect("/sessions")).For(needs);
    }

    /// <summary>Name of the partner; null for who runs the hub.</summary>
    public string? PartnerOf(SessionRow row) => row.Partner.Length == 0 ? null : partners.Find(row.Partner)?.Name ?? row.Partner;

    /// <summary>Roles; none for who came with a token.</summary>
    public static IEnumerable<StaffRole> RolesOf(SessionRow row) => row.Roles.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<StaffRole>);

    public DateTimeOffset EndsAt(SessionRow row) => sessions.EndsAt(row);

    private async Task LoadAsync(CancellationToken cancellation) =>
        All = [.. (await sessions.AllAsync(cancellation)).Where(row => visit.Who.Partner is null || row.Partner == visit.Who.Partner.Code)];

    private async Task<IResult> EndAsync(HttpContext context)
    {
        var reference = context.Request.Form["session"].ToString();
        await LoadAsync(context.RequestAborted);
        if (All.FirstOrDefault(row => Sessions.ReferenceOf(row) == reference) is { } found)
        {
            await sessions.EndAsync(found, SessionEnd.Ended, context.RequestAborted);
            await SignInFilter.NoteAsync(context, visit.Who.Name, ActionKind.SessionEnded, found.Account);
        }
        return Results.LocalRedirect("/sessions");
    }
}
