using KetenHub.Hub;

namespace KetenHub.Api;

/// <summary><c>POST /v1/heartbeats</c>: a partner's service is alive although it has nothing to send. On AMQP its connection says so.</summary>
internal static class HeartbeatEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/heartbeats", Take)
        .Produces(StatusCodes.Status204NoContent)
        .Produces<ApiProblem>(StatusCodes.Status401Unauthorized, "application/problem+json")
        .WithTags("partners")
        .WithName("sendHeartbeat")
        .WithSummary("Say that this partner's service is alive")
        .WithDescription("Without a body. Once a minute is enough; who never does is watched by its messages alone.");

    private static IResult Take(HttpContext http, PartnerTokens tokens, HubTransaction hub, TimeProvider clock)
    {
        if (tokens.Find(http.Request) is not { } partner)
            return ApiProblem.Unauthorized(http);
        hub.Pulses.Heard(partner.Code, PulseKind.Heartbeat, clock.GetUtcNow());
        return Results.NoContent();
    }
}
