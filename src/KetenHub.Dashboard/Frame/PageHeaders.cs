using Microsoft.AspNetCore.Http;

namespace KetenHub.Dashboard;

/// <summary>Headers of every answer of the dashboard: nothing from elsewhere, nothing inline, nothing kept.</summary>
internal static class PageHeaders
{
    private const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static async ValueTask<object?> AddAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        AddTo(invocation.HttpContext.Response);
        return await next(invocation);
    }

    /// <summary>For answers that no endpoint gives: what comes back from the identity provider.</summary>
    public static void AddTo(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
    }
}
