using KetenHub.Hub;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KetenHub.Dashboard;

/// <summary>Lets only those in who opened a link with a token, and only where they have the right. Every dashboard endpoint passes here.</summary>
internal static partial class SignInFilter
{
    private const string Cookie = "ketenhub-session";

    public static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var sessions = context.RequestServices.GetRequiredService<Sessions>();
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Query["token"].ToString() is { Length: > 0 } given)
        {
            if (sessions.Begin(given) is not { } begun)
            {
                await context.RequestServices.GetRequiredService<RefusedSignIns>().NoteAsync("sign in to the pages", OriginOf(context), context.RequestAborted);
                return Refuse();
            }
            context.Response.Cookies.Append(Cookie, begun, new CookieOptions
            {
                HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", IsEssential = true,
            });
            var begins = sessions.Find(begun)!;
            await NoteAsync(context, begins.Name, ActionKind.SignedIn, "pages");
            return context.Request.Path == "/" && !begins.May(Right.Operate) ? Results.Redirect(begins.Home) : new Elsewhere(context.Request, "token");
        }
        if (context.Request.Cookies[Cookie] is not { } session || sessions.Find(session) is not { } who)
            return Refuse();
        var needs = context.GetEndpoint()?.Metadata.GetMetadata<Needs>() ?? new Needs(Right.Operate);
        if (needs.OneOf.Length > 0 && !who.May(needs.OneOf))
        {
            var endpoint = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
            await NoteAsync(context, who.Name, ActionKind.Denied, $"{context.Request.Method} {endpoint}");
            LogRefused(context.RequestServices.GetRequiredService<ILogger<PlainPage>>(), who.Name, context.Request.Method, endpoint);
            return Forbid(who);
        }
        var visit = context.RequestServices.GetRequiredService<Visit>();
        visit.Who = who;
        visit.Origin = OriginOf(context);
        visit.Session = session;
        visit.FormToken = sessions.FormToken(session);
        if (HttpMethods.IsPost(context.Request.Method) && !await CameFromOwnPageAsync(context, sessions, session))
            return new PlainPage(StatusCodes.Status400BadRequest, "Dit formulier is verlopen", "Ga terug, laad de pagina opnieuw en verstuur het formulier nog eens.",
                "This form has expired", "Go back, reload the page and submit the form again.");
        return await next(invocation);
    }

    /// <summary>The answer to who has no right to something.</summary>
    public static IResult Forbid(SignedIn who) => new PlainPage(StatusCodes.Status403Forbidden, "Dit mag u niet", $"Het account {who.Name} heeft hier geen recht toe. De poging is vastgelegd.",
        "You may not do this", $"The account {who.Name} has no right to this. The attempt was logged.", who.Home);

    private static async Task<bool> CameFromOwnPageAsync(HttpContext context, Sessions sessions, string session) =>
        context.Request.HasFormContentType
        && sessions.IsFormToken(session, (await context.Request.ReadFormAsync(context.RequestAborted))["formToken"].ToString());

    /// <summary>Writes down that somebody signed in or was refused something. A store that can't be written changes nothing about that; the operational log has refusals too.</summary>
    public static async Task NoteAsync(HttpContext context, string account, ActionKind kind, string subject)
    {
        var services = context.RequestServices;
        try
        {
            await services.GetRequiredService<IHubStore>().Operations.NoteActionAsync(
                ActionRow.Of(new Actor(account, OriginOf(context)), services.GetRequiredService<TimeProvider>().GetUtcNow(), kind, subject), context.RequestAborted);
        }
        catch (StoreUnavailableException)
        {
            // Said by the store's own probe.
        }
    }

    private static string OriginOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Account} has no right to {Method} {Endpoint}: refused")]
    private static partial void LogRefused(ILogger log, string account, string method, string endpoint);

    private static PlainPage Refuse() => new(StatusCodes.Status401Unauthorized,
        "Niet aangemeld", "Open het dashboard met de link die de hub bij het starten toont. Die link staat in het venster of het logboek waarin de hub is gestart.",
        "Not signed in", "Open the dashboard with the link that the hub prints when it starts. It stands in the window or log in which the hub was started.");
}
