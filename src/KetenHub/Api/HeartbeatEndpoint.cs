using KetenHub.Hub;

namespace KetenHub.Api;

/// <summary><c>POST /v1/heartbeats</c>: a partner's service is alive although it has nothing to send. On AMQP its connection says so.</summary>
internal static class HeartbeatEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/heartbeats", Take)
        .RequireToken(TokenScope.Send)
        .Produces(StatusCodes.Status204NoContent)
        .WithTags("partners")
        .WithName("sendHeartbeat")
        .WithSummary("Say that this partner's service is alive")
        .WithDescription("Without a body. Once a minute is enough; who never does is watched by its messages alone.");

    private static IResult Take(HttpContext http, HubTransaction hub, TimeProvider clock)
    {
        hub.Pulses.Heard(ApiAccess.CallerOf(http).Code, PulseKind.Heartbeat, clock.GetUtcNow());
        return Results.NoContent();
    }
}
