using KetenHub.Hub;
using KetenHub.Partners;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace KetenHub.Hosting;

/// <summary>OpenTelemetry of a hub, or of a process that hosts adapters: metrics always (<c>/metrics</c>, for Prometheus), traces and logs to an OTLP receiver where the standard
/// variables <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and companions name one.</summary>
internal static class HubTelemetry
{
    // Of traces that begin here; those that a partner began are kept as that partner decided. OTEL_TRACES_SAMPLER wins.
    private const double SampledAtRoot = 0.01;

    private static readonly string[] Endpoints =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
    ];

    private static bool Exports => Array.Exists(Endpoints, name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });

    /// <summary>Collects what the hub, the web server, Npgsql and the runtime tell of themselves.</summary>
    public static void AddHubTelemetry(this IServiceCollection services)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("ketenhub", "nl.vreemdelingenketen", typeof(HubTelemetry).Assembly.GetName().Version!.ToString(3)))
            .WithMetrics(metrics => metrics
                .AddMeter(Telemetry.Name, "Npgsql", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                .AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 1000));
        if (!Exports)
            return;
        telemetry.WithTracing(traces =>
        {
            traces.AddSource(Telemetry.Name, PartnerTrace.Name, "Npgsql", "System.Net.Http")
                // A liveness check is no work, and /metrics neither.
                .AddAspNetCoreInstrumentation(web => web.Filter = http => http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
                    || (http.Request.Path.StartsWithSegments("/adapters", StringComparison.Ordinal) && HttpMethods.IsPost(http.Request.Method)));
            if (Environment.GetEnvironmentVariable("OTEL_TRACES_SAMPLER") is not { Length: > 0 })
                traces.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(SampledAtRoot)));
        });
        telemetry.WithLogging();
        telemetry.UseOtlpExporter();
    }

    /// <summary>The page that Prometheus reads.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint("/metrics");
}
