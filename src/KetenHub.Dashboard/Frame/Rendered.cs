using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KetenHub.Dashboard;

/// <summary>Makes a page whole before anything of it is sent, so that a failure half-way can still be said. The renderer is used by itself:
/// the endpoints for Razor components would create data protection keys in the home folder, for a state that these pages don't have.</summary>
internal static class Rendered
{
    public static async Task<IResult> PageAsync<TPage>(HttpContext context, int status = StatusCodes.Status200OK) where TPage : IComponent
    {
        var services = context.RequestServices;
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TPage>()).ToHtmlString());
        return Results.Content(html, "text/html; charset=utf-8", statusCode: status);
    }
}
