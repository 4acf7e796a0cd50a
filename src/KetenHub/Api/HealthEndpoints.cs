using KetenHub.Hub;

namespace KetenHub.Api;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can accept and deliver; says what it can't.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // Liveness must not test the store: restarting the process does not mend a disk.
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" })).WithTags("health").WithName("live").WithSummary("The process answers");
        routes.MapGet("/health/ready", Ready).WithTags("health").WithName("ready").WithSummary("The hub can accept and deliver");
    }

    private static IResult Ready(HubHealth health) => Results.Json(
        new
        {
            status = IsReady(health) ? "ready" : "not ready",
            store = health.StoreProblem ?? "ok",
            evidence = health.EvidenceProblem ?? "ok",
            topology = health.TopologyProblems,
            notDelivering = health.DeliveryProblems,
        },
        statusCode: IsReady(health) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    private static bool IsReady(HubHealth health) => health is { StoreProblem: null, EvidenceProblem: null, TopologyProblems.Count: 0 };
}
