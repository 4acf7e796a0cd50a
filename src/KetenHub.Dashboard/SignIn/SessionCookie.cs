using Microsoft.AspNetCore.Http;

namespace KetenHub.Dashboard;

/// <summary>The cookie of a session. Over TLS its name says that it is this host's own and never went over plain HTTP (__Host-, RFC 6265bis).</summary>
internal sealed class SessionCookie(SignInSource? source = null)
{
    private const string Plain = "ketenhub-session";
    private const string Own = "__Host-ketenhub-session";

    /// <summary>What the browser's cookie says, or null.</summary>
    public string? Read(HttpContext context) => context.Request.Cookies[NameFor(context)];

    public void Write(HttpContext context, Session session) => context.Response.Cookies.Append(NameFor(context), session.Cookie, OptionsFor(context, session.Provided is not null));

    public void Remove(HttpContext context) => context.Response.Cookies.Delete(NameFor(context), OptionsFor(context, comesFromElsewhere: false));

    private string NameFor(HttpContext context) => IsSecure(context) ? Own : Plain;

    // A provider sends the browser back from its own site: Strict would leave the cookie behind at that step and at every link in a mail. Forms have their token.
    private CookieOptions OptionsFor(HttpContext context, bool comesFromElsewhere) => new()
    {
        HttpOnly = true, SameSite = comesFromElsewhere ? SameSiteMode.Lax : SameSiteMode.Strict, Secure = IsSecure(context), Path = "/", IsEssential = true,
    };

    // A proxy ends TLS in front of the hub: the address that browsers know says whether there is any.
    private bool IsSecure(HttpContext context) => context.Request.IsHttps || source?.Current.Address.Scheme == "https";
}
