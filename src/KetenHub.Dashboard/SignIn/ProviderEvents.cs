using System.Globalization;
using System.Security.Claims;
using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace KetenHub.Dashboard;

/// <summary>What the hub does at each step of a sign-in.</summary>
internal static partial class ProviderEvents
{
    /// <summary>Where what the provider said stays until the session is begun.</summary>
    public const string Said = "ketenhub.said";

    // A provider's clock is not ours.
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);

    // The provider would have to ask somebody, and was told not to.
    private static readonly string[] WouldAsk = ["login_required", "interaction_required", "consent_required", "account_selection_required"];

    public static OpenIdConnectEvents For(SignInSettings settings) => new()
    {
        OnRedirectToIdentityProvider = context =>
        {
            // As browsers know the hub, whatever a proxy made of the request.
            context.ProtocolMessage.RedirectUri = new Uri(settings.Address, ProviderSignIn.CallbackPath).ToString();
            return Task.CompletedTask;
        },
        OnTokenValidated = context =>
        {
            var provided = ProvidedBy(settings, context.Principal!, context.TokenEndpointResponse?.IdToken ?? "", context.HttpContext);
            if (!IsRecent(context, provided))
                context.Fail(new SecurityTokenException("auth_time"));
            else if (context.HttpContext.RequestServices.GetRequiredService<Sessions>().AccountOf(provided) is null)
                context.Fail(new UnknownAccountException(Sessions.NameOf(null, provided.Subject)));
            context.Properties!.SetParameter(Said, provided);
            return Task.CompletedTask;
        },
        OnTicketReceived = context =>
        {
            // Who may not see the overview begins at a page of their own.
            if (context.ReturnUri == "/" && context.Properties?.GetParameter<Provided>(Said) is { } said)
                context.ReturnUri = context.HttpContext.RequestServices.GetRequiredService<Sessions>().AccountOf(said)?.Home ?? "/";
            return Task.CompletedTask;
        },
        OnRemoteFailure = FailAsync,
    };

    private static Provided ProvidedBy(SignInSettings settings, ClaimsPrincipal user, string idToken, HttpContext context)
    {
        var names = context.RequestServices.GetRequiredService<SignInSource>().Current.Claims;
        var subject = Provided.Hashed(settings.Issuer, user.FindFirst("sub")?.Value);
        DateTimeOffset? at = long.TryParse(user.FindFirst("auth_time")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < int.MaxValue
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        return new Provided(subject, Provided.Hashed(settings.Issuer, user.FindFirst("sid")?.Value), [.. user.Claims.Where(claim => names.Contains(claim.Type)).Select(claim => KeyValuePair.Create(claim.Type, claim.Value))], idToken,
            context.RequestServices.GetRequiredService<DashboardOptions>().SessionClock.GetUtcNow(), at);
    }

    // Who was asked to show it again must have done so; a provider that does not say when can't be relied on for that.
    private static bool IsRecent(TokenValidatedContext context, Provided provided)
    {
        var limits = context.HttpContext.RequestServices.GetRequiredService<SignInSource>().Current.Limits;
        var age = provided.CheckedAt - provided.AuthenticatedAt;
        return ProviderSignIn.PurposeOf(context.Properties) == SignInPurpose.Again ? age < limits.Fresh + Leeway : age is null || age < limits.Longest + Leeway;
    }

    private static async Task FailAsync(RemoteFailureContext failure)
    {
        var context = failure.HttpContext;
        failure.HandleResponse();
        PageHeaders.AddTo(context.Response);
        var error = (failure.Failure as OpenIdConnectProtocolException)?.Data["error"] as string;
        if (ProviderSignIn.PurposeOf(failure.Properties) == SignInPurpose.Check && WouldAsk.Contains(error))
        {
            // It does not know them any more: the session ends, and the page is asked for again as by a stranger.
            await EndSessionAsync(context);
            context.Response.Redirect(failure.Properties!.RedirectUri ?? "/");
            return;
        }
        // The provider changed its keys: with the new ones they come back with a token that can be judged.
        if (failure.Failure is SecurityTokenSignatureKeyNotFoundException && await context.RequestServices.GetRequiredService<ProviderSignIn>().SendAnewAsync(context, failure.Properties))
            return;
        var kind = failure.Failure switch
        {
            UnknownAccountException => Errors.AccountUnknown,
            _ when error is "invalid_client" or "unauthorized_client" => Errors.ClientSecretWrong,
            _ when IsLine(failure.Failure) => Errors.ProviderUnreachable,
            _ => Errors.SignInRefused,
        };
        LogRefused(context.RequestServices.GetRequiredService<ILogger<ProviderSignIn>>(), kind.Number, KindOf(failure.Failure), error is { Length: < 50 } && error.All(c => char.IsAsciiLetter(c) || c == '_') ? error : "");
        if (kind == Errors.SignInRefused || kind == Errors.AccountUnknown)
            await SignInFilter.NoteAsync(context, (failure.Failure as UnknownAccountException)?.Account ?? "-", $"sign-in {kind.Number}");
        await PageOf(kind).ExecuteAsync(context);
    }

    private static async Task EndSessionAsync(HttpContext context)
    {
        var (sessions, cookie) = (context.RequestServices.GetRequiredService<Sessions>(), context.RequestServices.GetRequiredService<SessionCookie>());
        if (cookie.Read(context) is { } id && (await sessions.FindAsync(id, isWorking: false, context.RequestAborted)).Session is { } session)
            await sessions.EndAsync(session.Row, SessionEnd.Unknown, context.RequestAborted);
        cookie.Remove(context);
    }

    // Its type and, of token checks, its number (IDX…): the text can quote what was in the token.
    private static string KindOf(Exception? failure)
    {
        var message = failure?.Message ?? "";
        return message.StartsWith("IDX", StringComparison.Ordinal) && message.Length > 8 ? $"{failure!.GetType().Name} {message[..8]}" : failure?.GetType().Name ?? "";
    }

    private static bool IsLine(Exception? failure)
    {
        for (var error = failure; error is not null; error = error.InnerException)
        {
            if (error is HttpRequestException or TaskCanceledException or IOException)
                return true;
        }
        return false;
    }

    private static PlainPage PageOf(ErrorKind kind) => kind.Number switch
    {
        "KH454" => ProviderSignIn.Unreachable(),
        "KH456" => new PlainPage(StatusCodes.Status403Forbidden, $"U heeft geen account bij de hub ({kind.Number})",
            "Uw organisatie heeft u geen rol bij KetenHub gegeven, of u hoort bij twee organisaties tegelijk. Vraag uw beheerder om de juiste groep. De poging is vastgelegd.",
            "You have no account at the hub", "Your organisation gave you no role at KetenHub, or you belong to two organisations at once. Ask your administrator for the right group. The attempt was logged.", "/"),
        "KH458" => new PlainPage(StatusCodes.Status503ServiceUnavailable, $"Aanmelden kan nu niet ({kind.Number})", "De hub wordt door de aanmelddienst niet herkend. Bel het beheer van de hub en noem dit nummer.",
            "Signing in is not possible now", "The identity provider does not recognise the hub. Call the hub's operations staff and name this number.", "/"),
        _ => new PlainPage(StatusCodes.Status400BadRequest, $"Aanmelden is niet gelukt ({kind.Number})",
            "Wat van de aanmelddienst kwam, was niet voor deze hub en deze browser bedoeld, was al gebruikt of verlopen. Begin opnieuw; lukt het weer niet, bel dan het beheer van de hub.",
            "Signing in failed", "What came from the identity provider was not meant for this hub and this browser, was used before or has expired. Begin again; if it fails again, call the hub's operations staff.", "/"),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Number} a sign-in was refused: {Failure} {Error}")]
    private static partial void LogRefused(ILogger log, string number, string failure, string error);
}

/// <summary>Whom the provider knows and the hub does not.</summary>
internal sealed class UnknownAccountException(string account) : Exception
{
    /// <summary>As logs would name it.</summary>
    public string Account => account;
}
