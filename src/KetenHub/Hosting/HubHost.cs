using System.Net;
using System.Net.Sockets;
using KetenHub.Api;
using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace KetenHub.Hosting;

/// <summary>What every hub has, embedded or not: web server, log, health, transaction, API.</summary>
internal static class HubHost
{
    /// <summary>Most bytes of a request, unless settings say otherwise. An oversize event is read to its end, so that it can be answered and kept cut; what is
    /// larger still is cut off.</summary>
    public const long LargestRequest = 8 * 1024 * 1024;

    private const string ApiVersion = "1.0.0";

    /// <summary>A builder that listens at one address and logs to the console.</summary>
    /// <param name="listen">The address.</param>
    /// <param name="logFormat">A name of <see cref="JsonLogFormatter"/>.</param>
    /// <param name="largestRequest">Most bytes of a request.</param>
    public static WebApplicationBuilder CreateBuilder(IPEndPoint listen, string logFormat = JsonLogFormatter.Text, long largestRequest = LargestRequest)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(listen);
            kestrel.Limits.MaxRequestBodySize = largestRequest;
            kestrel.AddServerHeader = false;
        });
        // Requests are not logged: an address can hold a token.
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>();
        if (logFormat == JsonLogFormatter.Json)
            builder.Logging.AddConsole(console => console.FormatterName = JsonLogFormatter.Json);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("KetenHub", LogLevel.Information);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        return builder;
    }

    /// <summary>Settings, store, keys, health and the hub transaction.</summary>
    public static void AddHub(this IServiceCollection services, PartnerList partners, Policy policy, IHubStore store, HubKeys keys)
    {
        services.AddSingleton(partners).AddSingleton(policy).AddSingleton(keys).AddSingleton(store);
        services.AddSingleton<HubHealth>().AddSingleton<HubTransaction>();
        // First: before anything is read or sent, it is known what is paused.
        services.AddSingleton<PauseWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<PauseWatch>());
        services.AddHostedService<StoreProbe>();
        services.AddHostedService<KeyRingWatch>();
        services.AddHostedService<StoreGauges>();
        services.AddHostedService<PartnerWatch>();
        services.AddHostedService<FlowWriter>();
        services.AddHostedService<CaseNumberFilling>();
        services.TryAddSingleton<RefusedSignIns>();
        services.AddHostedService<PolicyKeeper>();
        services.AddSingleton<AlertReadings>();
        services.AddSingleton<KeptSurvey>();
        services.AddHostedService(provider => provider.GetRequiredService<KeptSurvey>());
        services.AddSingleton<Correction>().AddSingleton<ReplayRunner>().AddSingleton<PersonCorrection>();
        services.AddHostedService(provider => provider.GetRequiredService<ReplayRunner>());
        services.AddHubTelemetry();
    }

    /// <summary>Checkpoints over the log: made by this hub when it has the key, watched by every hub.</summary>
    public static void AddCheckpoints(this IServiceCollection services, NoteSigner? signer, IReadOnlyList<ICheckpointTarget> targets) =>
        services.AddHostedService(provider => new CheckpointRunner(
            provider.GetRequiredService<IHubStore>(),
            signer is null ? null : new CheckpointMaker(provider.GetRequiredService<IHubStore>().Checkpoints, signer, provider.GetRequiredService<TimeProvider>()),
            targets, provider.GetRequiredService<Policy>(), provider.GetRequiredService<HubHealth>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CheckpointRunner>>()));

    /// <summary>Events and references over HTTP, with the lane they go through.</summary>
    /// <param name="services">Services.</param>
    /// <param name="tokens">Folder of the tokens.</param>
    /// <param name="takesClear">Takes tokens in clear: see <see cref="PartnerTokens"/>.</param>
    public static void AddApi(this IServiceCollection services, string tokens, bool takesClear = false)
    {
        services.AddAccess(tokens, takesClear);
        services.AddSingleton<ChannelLane>();
        services.AddHostedService(provider => new LaneRunner(
            provider.GetRequiredService<ChannelLane>(), provider.GetRequiredService<HubTransaction>(), provider.GetRequiredService<HubHealth>(),
            provider.GetRequiredService<ILogger<LaneRunner>>()));
        services.AddOpenApi(document => document.AddDocumentTransformer((api, _, _) =>
        {
            (api.Info.Title, api.Info.Version) = ("KetenHub API", ApiVersion);
            return Task.CompletedTask;
        }));
    }

    /// <summary>Who may come in over HTTP, and how often.</summary>
    /// <param name="services">Services; with partners and a clock among them.</param>
    /// <param name="tokens">Folder of the tokens.</param>
    /// <param name="takesClear">Takes tokens in clear: see <see cref="PartnerTokens"/>.</param>
    public static void AddAccess(this IServiceCollection services, string tokens, bool takesClear = false)
    {
        services.AddSingleton(provider => new PartnerTokens(
            tokens, provider.GetRequiredService<PartnerList>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PartnerTokens>>(), takesClear));
        services.AddSingleton<RateLimits>().AddSingleton<ApiAccess>();
    }

    /// <summary>Headers of every answer.</summary>
    public static void UseHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        http.Response.Headers["API-Version"] = ApiVersion;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        // Receipts, refusals and persons: nothing of it belongs in a cache.
        http.Response.Headers.CacheControl = "no-store";
        return next(http);
    });

    /// <summary>The endpoints of the API. Whatever goes wrong under <c>/v1</c> is told as problem details.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal), api =>
        {
            api.UseExceptionHandler(failed => failed.Run(http => ApiProblem.Result(StatusCodes.Status500InternalServerError, Errors.Failed).ExecuteAsync(http)));
            api.Use(NoteUnauthorizedAsync);
            api.UseStatusCodePages(pages => ApiProblem.Result(pages.HttpContext.Response.StatusCode, Errors.NotFound).ExecuteAsync(pages.HttpContext));
        });
        // A token that can't be read stops the start, not the first request.
        _ = app.Services.GetRequiredService<PartnerTokens>();
        app.MapOpenApi("/openapi.json");
        EventsEndpoint.Map(app);
        ReferencesEndpoint.Map(app);
        TimelineEndpoint.Map(app);
        HeartbeatEndpoint.Map(app);
    }

    // Here and not where it is refused: an endpoint that is added later is seen too.
    private static async Task NoteUnauthorizedAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (http.Response.StatusCode == StatusCodes.Status401Unauthorized)
            await http.RequestServices.GetRequiredService<RefusedSignIns>().NoteAsync(RequestOf(http), ActorOf(http, "").Origin, http.RequestAborted);
    }

    /// <summary>Who asks.</summary>
    /// <param name="http">The request.</param>
    /// <param name="name">As whom.</param>
    public static Actor ActorOf(HttpContext http, string name) => new(name, http.Connection.RemoteIpAddress?.ToString() ?? "");

    // The pattern, not the path: a stranger's path could hold anything.
    private static string RequestOf(HttpContext http) => $"{http.Request.Method} {(http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}".TrimEnd();

    /// <summary>Starts; a port in use is KH105.</summary>
    public static async Task StartHubAsync(this WebApplication app, string portSetting, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException error) when (error.InnerException is AddressInUseException or SocketException)
        {
            throw new KetenHubException(Errors.PortInUse.At(portSetting), error);
        }
    }
}
