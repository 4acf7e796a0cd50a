using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KetenHub.Dashboard;

/// <summary>Lets only those in who signed in, and only where they have the right. Every dashboard endpoint passes here.</summary>
internal static partial class SignInFilter
{
    public static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var needs = context.GetEndpoint()?.Metadata.GetMetadata<Needs>() ?? Needs.Unsaid;
        if (needs.IsOpen)
            return await next(invocation);
        var sessions = context.RequestServices.GetRequiredService<Sessions>();
        if (sessions.TakesTokens && HttpMethods.IsGet(context.Request.Method) && context.Request.Query["token"].ToString() is { Length: > 0 } given)
            return await BeginAsync(context, sessions, given);
        var (session, why) = context.RequestServices.GetRequiredService<SessionCookie>().Read(context) is { } cookie
            ? await sessions.FindAsync(cookie, IsWork(context.Request), context.RequestAborted) : (null, SessionEnd.Unknown);
        var provider = context.RequestServices.GetService<ProviderSignIn>();
        if (session is null)
            return provider is null ? Refuse() : await provider.SendAsync(context, why);
        if (provider is not null && sessions.IsToBeChecked(session) && IsOpened(context.Request) && await provider.CheckAsync(context) is { } asked)
            return asked;
        if (await MayNotAsync(context, session, needs) is { } refusal)
            return refusal;
        var visit = context.RequestServices.GetRequiredService<Visit>();
        visit.Who = session.Who;
        visit.Origin = OriginOf(context);
        visit.Session = session.Cookie;
        visit.FormToken = Sessions.FormToken(session.Cookie);
        if (HttpMethods.IsPost(context.Request.Method) && !await CameFromOwnPageAsync(context, session.Cookie))
            return new PlainPage(StatusCodes.Status400BadRequest, "Dit formulier is verlopen", "Ga terug, laad de pagina opnieuw en verstuur het formulier nog eens.",
                "This form has expired", "Go back, reload the page and submit the form again.");
        if (needs.Fresh && !sessions.IsFresh(session))
            return new PlainPage(StatusCodes.Status401Unauthorized, $"Meld u opnieuw aan ({Errors.SessionEnded.Number})", "Voor deze handeling moet u zich kort geleden hebben aangemeld. Meld u opnieuw aan en doe het daarna nog eens.",
                "Sign in again", "For this you must have signed in a short while ago. Sign in again, and then do it once more.", ProviderSignIn.AgainAddress);
        return await next(invocation);
    }

    /// <summary>A page is opened by somebody: not fetched again by a page that is open already (Fetch Metadata). Who sends no such headers counts as somebody.</summary>
    public static bool IsOpened(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"].ToString() is "" or "navigate";

    private static bool IsWork(HttpRequest request) => IsOpened(request) || HttpMethods.IsPost(request.Method);

    private static async Task<object> BeginAsync(HttpContext context, Sessions sessions, string given)
    {
        if (await sessions.BeginAsync(given, context.RequestAborted) is not { } begun)
        {
            await context.RequestServices.GetRequiredService<RefusedSignIns>().NoteAsync("sign in to the pages", OriginOf(context), context.RequestAborted);
            return Refuse();
        }
        await NoteAsync(context, begun.Who.Name, ActionKind.SignedIn, "pages");
        context.RequestServices.GetRequiredService<SessionCookie>().Write(context, begun);
        return context.Request.Path == "/" && begun.Who.Home != "/" ? Results.Redirect(begun.Who.Home) : new Elsewhere(context.Request, "token");
    }

    private static async Task<IResult?> MayNotAsync(HttpContext context, Session session, Needs needs)
    {
        var who = session.Who;
        // Also for who has the right: a right says what somebody does, not for whom.
        var isOfChain = needs.Reach == Reach.Chain && who.Partner is not null;
        if (!isOfChain && (needs.OneOf.Length == 0 || who.May(needs.OneOf)))
            return null;
        var endpoint = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        await NoteAsync(context, who.Name, $"{context.Request.Method} {endpoint}");
        var log = context.RequestServices.GetRequiredService<ILogger<PlainPage>>();
        if (isOfChain)
            LogOfChain(log, Errors.ForHubOnly.Number, who.Name, context.Request.Method, endpoint);
        else
            LogRefused(log, who.Name, context.Request.Method, endpoint);
        return isOfChain ? ForHubOnly(who) : Forbid(who);
    }

    private static PlainPage ForHubOnly(SignedIn who) => new(StatusCodes.Status403Forbidden, $"Alleen voor het beheer van de hub ({Errors.ForHubOnly.Number})",
        $"Hier staat wat de hele keten aangaat. Het account {who.Name} ziet wat {who.Partner!.Name} zelf aangaat. De poging is vastgelegd.",
        "For who runs the hub only", $"This is about the whole chain. The account {who.Name} sees what concerns {who.Partner.Name} itself. The attempt was logged.", who.Home);

    /// <summary>The answer to who has no right to something.</summary>
    public static IResult Forbid(SignedIn who) => new PlainPage(StatusCodes.Status403Forbidden, "Dit mag u niet", $"Het account {who.Name} heeft hier geen recht toe. De poging is vastgelegd.",
        "You may not do this", $"The account {who.Name} has no right to this. The attempt was logged.", who.Home);

    private static async Task<bool> CameFromOwnPageAsync(HttpContext context, string cookie) =>
        context.Request.HasFormContentType
        && Sessions.IsFormToken(cookie, (await context.Request.ReadFormAsync(context.RequestAborted))["formToken"].ToString());

    /// <summary>Writes down that somebody was refused something.</summary>
    public static Task NoteAsync(HttpContext context, string account, string subject) => NoteAsync(context, account, ActionKind.Denied, subject);

    /// <summary>Writes down what somebody did. A store that can't be written changes nothing about it; the operational log has it too.</summary>
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Number} {Account} is of a partner, and {Method} {Endpoint} is about the whole chain: refused")]
    private static partial void LogOfChain(ILogger log, string number, string account, string method, string endpoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Account} has no right to {Method} {Endpoint}: refused")]
    private static partial void LogRefused(ILogger log, string account, string method, string endpoint);

    private static PlainPage Refuse() => new(StatusCodes.Status401Unauthorized,
        "Niet aangemeld", "Open het dashboard met de link die de hub bij het starten toont. Die link staat in het venster of het logboek waarin de hub is gestart.",
        "Not signed in", "Open the dashboard with the link that the hub prints when it starts. It stands in the window or log in which the hub was started.");
}
