using System.Net;
using System.Security.Cryptography;
using KetenHub.Api;
using KetenHub.Commands;
using KetenHub.Dashboard;
using KetenHub.Decisions;
using KetenHub.Hosting;
using KetenHub.Hub;

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
    public static async Task<int> RunAsync(EmbeddedOptions options, CancellationToken cancellation)
    {
        var (partners, policy) = SettingsFolder.Read(options.PartnersFile, options.PolicyFile);
        options.Folder.Create();
        using var held = options.Folder.Lock();
        var (store, keys) = await options.Folder.OpenAsync(cancellation);
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await CheckpointMaker.CheckKeyAsync(store.Checkpoints, options.Folder.Signer(partners.HubSource), options.Folder.CheckpointKey, cancellation);
        await using var app = Build(options, partners, policy, store, keys, token);
        await app.StartHubAsync("--port", cancellation);
        Greeting.Print(app.Urls.First(), token, options, partners, policy);
        await app.WaitForShutdownAsync(cancellation);
        Console.WriteLine("stopped; everything accepted is in the store");
        return ExitCodes.Good;
    }

    /// <summary>Builds the application; tests start it on a free port.</summary>
    public static WebApplication Build(EmbeddedOptions options, PartnerList partners, Policy policy, IHubStore store, HubKeys keys, string token)
    {
        // What is in no register is not processed.
        SettingsFolder.ReadRegister(null);
        var builder = HubHost.CreateBuilder(new IPEndPoint(IPAddress.Loopback, options.Port));
        builder.Services.AddHub(partners, policy, store, keys);
        // Made where there is none yet: who sends from this machine finds its own there.
        foreach (var partner in partners.All)
            options.Folder.Token(partner.Code);
        builder.Services.AddApi(options.Folder.Tokens, takesClear: true);
        builder.Services.AddHostedService<DeadlineRunner>().AddHostedService<RetentionRunner>();
        // No mail and no webhook here: what would be escalated is shown.
        builder.Services.AddHostedService<AlertRunner>();
        var signer = options.Folder.Signer(partners.HubSource);
        builder.Services.AddCheckpoints(signer, [new CheckpointFolder(options.Folder.Checkpoints, signer.PublicKey)]);
        builder.Services.AddKetenHubDashboard(dashboard =>
        {
            dashboard.Token = token;
            dashboard.Actor = "dashboard";
            dashboard.SimulatedClock = options.Simulate;
            dashboard.DataFolder = options.Folder.Checkpoints;
            dashboard.Accounts = options.Folder.Accounts(partners);
        });
        SimulatedPartners.Add(builder.Services, options, partners);

        var app = builder.Build();
        app.UseHeaders();
        app.MapApi();
        HealthEndpoints.Map(app);
        app.MapMetrics();
        app.MapKetenHubDashboard();
        return app;
    }
}
