using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace KetenHub.Dashboard;

/// <summary>Sends the browser to the same address without one query value, so that it does not stay in the address bar or history.</summary>
internal sealed class Elsewhere(HttpRequest request, string without) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var rest = request.Query.Where(pair => pair.Key != without).SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? ""));
        // A path of two slashes would name another host.
        var path = "/" + $"{request.PathBase}{request.Path}".TrimStart('/', '\\');
        httpContext.Response.Redirect(new PathString(path).ToUriComponent() + new QueryBuilder(rest).ToQueryString());
        return Task.CompletedTask;
    }
}
