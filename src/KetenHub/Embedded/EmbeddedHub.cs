using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using KetenHub.Api;
using KetenHub.Broker;
using KetenHub.Commands;
using KetenHub.Contracts;
using KetenHub.Dashboard;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Connections;

namespace KetenHub.Embedded;

/// <summary>How the embedded hub is started.</summary>
/// <param name="Folder">Data folder.</param>
/// <param name="Port">Port on loopback; 0 picks a free one.</param>
/// <param name="Speed">Simulated seconds per real second.</param>
/// <param name="Simulate">With simulated partners.</param>
/// <param name="PartnersFile">Partners file, or null.</param>
/// <param name="PolicyFile">Policy file, or null.</param>
internal sealed record EmbeddedOptions(DataFolder Folder, int Port, double Speed, bool Simulate, string? PartnersFile, string? PolicyFile);

/// <summary>The whole hub in one process: SQLite, in-memory transport, relay, deadlines, API, dashboard, simulated partners.</summary>
internal static class EmbeddedHub
{
    // An oversize event is read to its end, so that it can be answered and kept cut; what is larger still is cut off.
    private const long LargestRequest = 8 * 1024 * 1024;

    private const string ApiVersion = "1.0.0";

    public static async Task<int> RunAsync(EmbeddedOptions options, CancellationToken cancellation)
    {
        var (partners, policy) = SettingsFolder.Read(options.PartnersFile, options.PolicyFile);
        options.Folder.Create();
        using var held = options.Folder.Lock();
        var (store, keys) = await options.Folder.OpenAsync(cancellation);
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await using var app = Build(options, partners, policy, store, keys, token);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException error) when (error.InnerException is AddressInUseException or SocketException)
        {
            throw new KetenHubException(Errors.PortInUse.At("--port"), error);
        }
        Greeting.Print(app.Urls.First(), token, options, partners, policy);
        await app.WaitForShutdownAsync(cancellation);
        Console.WriteLine("stopped; everything accepted is in the store");
        return ExitCodes.Good;
    }

    /// <summary>Builds the application; tests start it on a free port.</summary>
    public static WebApplication Build(EmbeddedOptions options, PartnerList partners, Policy policy, IHubStore store, HubKeys keys, string token)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.AddServerHeader = false;
        });
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));

        var services = builder.Services;
        services.AddSingleton(partners).AddSingleton(policy).AddSingleton(keys).AddSingleton(store);
        services.AddSingleton<HubHealth>().AddSingleton<HubTransaction>().AddSingleton<ChannelLane>();
        services.AddSingleton<ILaneSource>(provider => provider.GetRequiredService<ChannelLane>());
        services.AddSingleton(PartnerTokens.Of(partners, options.Folder.Token));
        services.AddHostedService<LaneRunner>().AddHostedService<DeadlineRunner>().AddHostedService<StoreProbe>();
        services.AddOpenApi(document => document.AddDocumentTransformer((api, _, _) =>
        {
            (api.Info.Title, api.Info.Version) = ("KetenHub API", ApiVersion);
            return Task.CompletedTask;
        }));
        services.AddKetenHubDashboard(dashboard =>
        {
            dashboard.Token = token;
            dashboard.Actor = "dashboard";
            dashboard.SimulatedClock = options.Simulate;
        });
        SimulatedPartners.Add(services, options, partners);

        var app = builder.Build();
        app.Use((http, next) =>
        {
            http.Response.Headers["API-Version"] = ApiVersion;
            http.Response.Headers.XContentTypeOptions = "nosniff";
            // Receipts, refusals and persons: nothing of it belongs in a cache.
            http.Response.Headers.CacheControl = "no-store";
            return next(http);
        });
        app.MapOpenApi("/openapi.json");
        EventsEndpoint.Map(app);
        ReferencesEndpoint.Map(app);
        HealthEndpoints.Map(app);
        app.MapKetenHubDashboard();
        return app;
    }
}
