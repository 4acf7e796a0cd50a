using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Signing out, and signing in anew.</summary>
internal static class SignOut
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPost("/sign-out", EndAsync).For(Needs.Anybody);
        pages.MapGet("/sign-out", () => Results.Redirect("/")).For(Needs.Anybody);
        pages.MapGet(ProviderSignIn.SignedOutPath, () => SignedOut()).For(Needs.Stranger);
        pages.MapGet(ProviderSignIn.AgainAddress, async (HttpContext context) =>
            context.RequestServices.GetService(typeof(ProviderSignIn)) is ProviderSignIn provider ? await provider.AgainAsync(context) : Results.Redirect("/")).For(Needs.Stranger);
    }

    // An answer with a page: a form may not lead to another site, a page may.
    private static async Task<IResult> EndAsync(HttpContext context, Sessions sessions, SessionCookie cookie, Visit visit)
    {
        if ((await sessions.FindAsync(visit.Session, isWorking: false, context.RequestAborted)).Session is not { } session)
            return SignedOut();
        await sessions.EndAsync(session.Row, SessionEnd.Unknown, context.RequestAborted);
        cookie.Remove(context);
        await SignInFilter.NoteAsync(context, session.Who.Name, ActionKind.SignedOut, "");
        return context.RequestServices.GetService(typeof(ProviderSignIn)) is ProviderSignIn provider && session.Provided is not null
            ? SignedOut(await provider.SignOutAddressAsync(session, context.RequestAborted)) : SignedOut();
    }

    private static PlainPage SignedOut(string? onTo = null) => new(StatusCodes.Status200OK, "U bent afgemeld", "De sessie bij de hub is beëindigd.", "You have signed out", "The session at the hub has ended.", "/", onTo);
}
