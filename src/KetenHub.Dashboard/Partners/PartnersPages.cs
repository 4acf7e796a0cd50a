using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>The page of the partners. What it shows was looked up before: a page costs the store nothing.</summary>
internal static class PartnersPages
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/partners", (Delegate)((HttpContext context) => Rendered.PageAsync<PartnersPage>(context)));
}
