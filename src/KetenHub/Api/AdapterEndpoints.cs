using KetenHub.Contracts;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Hosting;

namespace KetenHub.Api;

/// <summary>What an adapter process answers: <c>POST /adapters/CODE</c> takes a document in the partner's own format, <c>GET /adapters</c> says what waits.</summary>
internal static class AdapterEndpoints
{
    /// <summary>Maps them.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="hosts">The adapters.</param>
    /// <param name="takesDocuments">There are tokens: each partner may post to its own adapter, with one of the scope Send and at its own rate.</param>
    public static void Map(IEndpointRouteBuilder routes, IReadOnlyList<HostedAdapter> hosts, bool takesDocuments)
    {
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        routes.MapGet("/adapters", () => Results.Json(hosts.Select(host => host.State()), CloudEventWriter.JsonOptions));
        foreach (var host in takesDocuments ? hosts : [])
        {
            routes.MapPost($"/adapters/{host.Partner.Code}", (HttpContext http, CancellationToken cancellation) => TakeAsync(host, http, cancellation))
                .RequireToken(TokenScope.Send, host.Partner.Code);
        }
    }

    private static async Task<IResult> TakeAsync(HostedAdapter host, HttpContext http, CancellationToken cancellation)
    {
        try
        {
            // Adapters read synchronously; a document is small and is here before it is read.
            using var document = new MemoryStream();
            await http.Request.Body.CopyToAsync(document, cancellation);
            document.Position = 0;
            var (sent, problems) = await host.Intake.TakeWholeAsync(document, new Origin(NameOf(http.Request)), cancellation);
            return problems.Count > 0
                ? ApiProblem.Result(StatusCodes.Status400BadRequest, problems)
                : Results.Json(new { ids = sent }, CloudEventWriter.JsonOptions, statusCode: StatusCodes.Status202Accepted);
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return ApiProblem.Result(StatusCodes.Status413PayloadTooLarge, Errors.TooLarge);
        }
        catch (TimeoutException)
        {
            // Sent again, it has the same ids.
            return ApiProblem.Busy(http, [Errors.Busy.At("")]);
        }
    }

    private static string NameOf(HttpRequest request) => request.ContentType switch
    {
        { } type when type.Contains("csv", StringComparison.OrdinalIgnoreCase) => "document.csv",
        { } type when type.Contains("xml", StringComparison.OrdinalIgnoreCase) => "document.xml",
        _ => "document.json",
    };
}
