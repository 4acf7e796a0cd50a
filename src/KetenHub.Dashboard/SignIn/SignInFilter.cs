using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace KetenHub.Dashboard;

/// <summary>Lets only those in who opened the link with the token. Every dashboard endpoint passes here.</summary>
internal static class SignInFilter
{
    private const string Cookie = "ketenhub-session";

    public static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var sessions = context.RequestServices.GetRequiredService<Sessions>();
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Query["token"].ToString() is { Length: > 0 } given)
        {
            if (sessions.Begin(given) is not { } begun)
                return Refuse();
            context.Response.Cookies.Append(Cookie, begun, new CookieOptions
            {
                HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", IsEssential = true,
            });
            return new Elsewhere(context.Request, "token");
        }
        if (context.Request.Cookies[Cookie] is not { } session || !sessions.Knows(session))
            return Refuse();
        var visit = context.RequestServices.GetRequiredService<Visit>();
        visit.Session = session;
        visit.FormToken = sessions.FormToken(session);
        if (HttpMethods.IsPost(context.Request.Method) && !await CameFromOwnPageAsync(context, sessions, session))
            return new PlainPage(StatusCodes.Status400BadRequest, "Dit formulier is verlopen", "Ga terug, laad de pagina opnieuw en verstuur het formulier nog eens.",
                "This form has expired", "Go back, reload the page and submit the form again.");
        return await next(invocation);
    }

    private static async Task<bool> CameFromOwnPageAsync(HttpContext context, Sessions sessions, string session) =>
        context.Request.HasFormContentType
        && sessions.IsFormToken(session, (await context.Request.ReadFormAsync(context.RequestAborted))["formToken"].ToString());

    private static PlainPage Refuse() => new(StatusCodes.Status401Unauthorized,
        "Niet aangemeld", "Open het dashboard met de link die de hub bij het starten toont. Die link staat in het venster of het logboek waarin de hub is gestart.",
        "Not signed in", "Open the dashboard with the link that the hub prints when it starts. It stands in the window or log in which the hub was started.");
}
