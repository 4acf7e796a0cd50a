using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace KetenHub.Dashboard;

/// <summary>Dutch, unless English was asked for once with <c>?lang=en</c>.</summary>
internal static class LanguageFilter
{
    private const string Cookie = "ketenhub-lang";

    public static async ValueTask<object?> ChooseAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Query["lang"].ToString() is "nl" or "en")
        {
            context.Response.Cookies.Append(Cookie, context.Request.Query["lang"].ToString(), new CookieOptions
            {
                HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", IsEssential = true, MaxAge = TimeSpan.FromDays(365),
            });
            return new Elsewhere(context.Request, "lang");
        }
        context.RequestServices.GetRequiredService<Visit>().Language = context.Request.Cookies[Cookie] == "en" ? Language.English : Language.Dutch;
        return await next(invocation);
    }
}
