using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Api;

/// <summary><c>/health/live</c>: the process answers. <c>/health/accepting</c>: it accepts what is sent to it over HTTP, for who routes requests.
/// <c>/health/ready</c>: everything it is there for goes on, for who is on duty; says what does not.
/// <c>/health/partners</c>: when each partner was heard, what is missing and what waits.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // Liveness must not test the store: restarting the process does not mend a disk.
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" })).WithTags("health").WithName("live").WithSummary("The process answers");
        // A broker that is away takes no hub out of the routing: over HTTP it accepts all the same.
        routes.MapGet("/health/accepting", Accepting).WithTags("health").WithName("accepting").WithSummary("The hub accepts events over HTTP");
        routes.MapGet("/health/ready", Ready).WithTags("health").WithName("ready").WithSummary("The hub can accept and deliver");
        routes.MapGet("/health/partners", (HubHealth health) => Results.Json(health.Partners, CloudEventWriter.JsonOptions))
            .WithTags("health").WithName("partners").WithSummary("How it is with each partner");
    }

    private static IResult Accepting(HubHealth health) => health is { StoreProblem: null, EvidenceProblem: null }
        ? Results.Json(new { status = "accepting" })
        : Results.Json(new { status = "not accepting", store = health.StoreProblem ?? "ok", evidence = health.EvidenceProblem ?? "ok" }, statusCode: StatusCodes.Status503ServiceUnavailable);

    private static IResult Ready(HubHealth health) => Results.Json(
        new
        {
            status = IsReady(health) ? "ready" : "not ready",
            store = health.StoreProblem ?? "ok",
            evidence = health.EvidenceProblem ?? "ok",
            broker = health.BrokerProblems,
            topology = health.TopologyProblems,
            kept = health.KeptMessages,
            full = health.FullQueues,
            notDelivering = health.DeliveryProblems,
            // Somebody's decision and no trouble: the hub is ready all the same.
            paused = health.Pauses?.Select(pause => $"{pause.Partner} {pause.Side}"),
        },
        statusCode: IsReady(health) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    private static bool IsReady(HubHealth health) => health is { StoreProblem: null, EvidenceProblem: null, TopologyProblems.Count: 0, BrokerProblems.Count: 0 };
}
