using KetenHub.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace KetenHub.Dashboard;

/// <summary>Sends people to the identity provider: to sign in, to be looked at again, to sign out.</summary>
internal sealed partial class ProviderSignIn(SignInSource source, ProviderLine line, ILogger<ProviderSignIn> log)
{
    /// <summary>Name of the scheme.</summary>
    public const string Scheme = "provider";

    /// <summary>Where the provider sends the browser back to.</summary>
    public const string CallbackPath = "/sign-in/callback";

    /// <summary>Signing in anew, also while a session goes on.</summary>
    public const string AgainAddress = "/sign-in/again";

    /// <summary>Where one ends after signing out.</summary>
    public const string SignedOutPath = "/signed-out";

    // What is kept of why somebody was sent, until they come back.
    private const string Purpose = "ketenhub.purpose";
    private const string Anew = "ketenhub.anew";

    /// <summary>Sends who opens a page to the provider, to come back to it; tells a page that fetches itself, or a form, that the session is over.</summary>
    public async Task<IResult> SendAsync(HttpContext context, SessionEnd why)
    {
        if (!SignInFilter.IsOpened(context.Request))
            return Over(why);
        return await line.AnswersAsync(context.RequestAborted)
            ? await ChallengeAsync(context, why == SessionEnd.Unknown ? SignInPurpose.SignIn : SignInPurpose.SignInAnew, context.Request.GetEncodedPathAndQuery())
            : Unreachable();
    }

    /// <summary>Asks the provider unseen whether it still knows who is signed in; null while it does not answer: nobody on duty is put out for that.</summary>
    public async Task<IResult?> CheckAsync(HttpContext context)
    {
        if (await line.AnswersAsync(context.RequestAborted))
            return await ChallengeAsync(context, SignInPurpose.Check, context.Request.GetEncodedPathAndQuery());
        LogUnreachable(log, Errors.ProviderUnreachable.Number);
        return null;
    }

    /// <summary>Sends to the provider, which asks who it is also when it knows.</summary>
    public async Task<IResult> AgainAsync(HttpContext context) =>
        await line.AnswersAsync(context.RequestAborted) ? await ChallengeAsync(context, SignInPurpose.Again, "/") : Unreachable();

    /// <summary>Where the browser goes after its session here has ended, so that the one at the provider ends too.</summary>
    public async Task<string> SignOutAddressAsync(Session session, CancellationToken cancellation)
    {
        var settings = source.Current;
        return session.Provided is { } provided && await line.EndSessionAsync(cancellation) is { Length: > 0 } end
            ? end + (end.Contains('?', StringComparison.Ordinal) ? '&' : '?') + new QueryBuilder
            {
                { "id_token_hint", provided.IdToken }, { "client_id", settings.ClientId }, { "post_logout_redirect_uri", new Uri(settings.Address, SignedOutPath).ToString() },
            }.ToString().TrimStart('?')
            : SignedOutPath;
    }

    /// <summary>Why somebody was sent.</summary>
    public static SignInPurpose PurposeOf(AuthenticationProperties? properties) =>
        properties?.Items.TryGetValue(Purpose, out var text) == true && Enum.TryParse<SignInPurpose>(text, out var purpose) ? purpose : SignInPurpose.SignIn;

    /// <summary>The page while the provider can't be reached.</summary>
    public static PlainPage Unreachable() => new(StatusCodes.Status503ServiceUnavailable,
        $"Aanmelden kan nu niet ({Errors.ProviderUnreachable.Number})", "De aanmelddienst van uw organisatie antwoordt niet. Wie al is aangemeld, kan doorwerken. Probeer het over een minuut opnieuw; blijft het zo, bel dan het beheer van de hub.",
        "Signing in is not possible now", "Your organisation's identity provider does not answer. Who is signed in already can go on. Try again in a minute; if it stays like this, call the hub's operations staff.", "/");

    /// <summary>Sends somebody once more who came back with a token signed by a key that was not known yet; false when that was done before.</summary>
    public async Task<bool> SendAnewAsync(HttpContext context, AuthenticationProperties? properties)
    {
        if (properties is null || properties.Items.ContainsKey(Anew) || !await line.LookForKeysAsync(context.RequestAborted))
            return false;
        await ChallengeAsync(context, PurposeOf(properties), properties.RedirectUri ?? "/", anew: true);
        return true;
    }

    private static async Task<IResult> ChallengeAsync(HttpContext context, SignInPurpose purpose, string backTo, bool anew = false)
    {
        // An address of two slashes would name another host.
        var properties = new OpenIdConnectChallengeProperties { RedirectUri = "/" + backTo.TrimStart('/', '\\') };
        properties.Items[Purpose] = purpose.ToString();
        if (anew)
            properties.Items[Anew] = "";
        properties.Prompt = purpose switch { SignInPurpose.Check => "none", SignInPurpose.SignIn => null, _ => "login" };
        if (purpose == SignInPurpose.Again)
            properties.MaxAge = TimeSpan.Zero;
        await context.ChallengeAsync(Scheme, properties);
        return Results.Empty;
    }

    private static PlainPage Over(SessionEnd why) => new(StatusCodes.Status401Unauthorized,
        $"U bent niet meer aangemeld ({Errors.SessionEnded.Number})",
        why switch
        {
            SessionEnd.Idle => "U deed een tijd niets. Meld u opnieuw aan.",
            SessionEnd.TooLong => "Uw sessie duurde zo lang als een sessie mag duren. Meld u opnieuw aan.",
            SessionEnd.AccountChanged => "Uw account of uw rol is gewijzigd. Meld u opnieuw aan.",
            SessionEnd.Ended => "Uw sessie is beëindigd: door een beheerder, of doordat u zich elders aanmeldde.",
            _ => "Meld u opnieuw aan.",
        },
        "You are no longer signed in", "Your session has ended. Sign in again.", "/");

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Number} the identity provider does not answer: who is signed in was not looked at again")]
    private static partial void LogUnreachable(ILogger log, string number);
}

/// <summary>Why somebody is sent to the provider.</summary>
internal enum SignInPurpose
{
    /// <summary>To sign in; a provider that knows them need not ask.</summary>
    SignIn,
    /// <summary>To sign in after a session here ended: the provider asks who it is.</summary>
    SignInAnew,
    /// <summary>To see, unseen, whether the provider still knows them.</summary>
    Check,
    /// <summary>To sign in now, because of what they are about to do.</summary>
    Again,
}
