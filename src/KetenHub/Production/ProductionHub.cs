using System.Data.Common;
using System.Net;
using KetenHub.Alerting;
using KetenHub.Api;
using KetenHub.Broker;
using KetenHub.Commands;
using KetenHub.Dashboard;
using KetenHub.Decisions;
using KetenHub.Embedded;
using KetenHub.Hosting;
using KetenHub.Hub;
using KetenHub.Storage;
using Npgsql;

namespace KetenHub.Production;

/// <summary>One hub of several on RabbitMQ and PostgreSQL.</summary>
internal static class ProductionHub
{
    public static async Task<int> RunAsync(RunSettings settings, CancellationToken cancellation)
    {
        settings.Validate();
        var (partners, policy) = SettingsFolder.Read(NullIfEmpty(settings.Partners), NullIfEmpty(settings.Policy));
        await using var store = OpenStore(settings);
        await store.CheckAsync(cancellation);
        var masterKey = await settings.MasterKeyAsync(cancellation);
        using var keys = await StoreKeys.OpenAsync(store, new KeyRingFile(settings.KeyRingFile, masterKey), masterKey, cancellation);
        var signer = settings.RoleList.Contains("checkpoints") ? SecretFile.Signer(settings.CheckpointKeyFile, partners.HubSource) : null;
        if (signer is not null)
            await CheckpointMaker.CheckKeyAsync(store.Checkpoints, signer, nameof(settings.CheckpointKeyFile), cancellation);
        await using var app = Build(settings, partners, policy, store, keys, signer, services => services.AddSingleton(TimeProvider.System));
        await app.StartHubAsync("Listen", cancellation);
        Console.WriteLine($"KetenHub: {string.Join(", ", settings.RoleList)} at {app.Urls.First()}; {partners.All.Count} partners, policy {policy.Version}");
        await app.WaitForShutdownAsync(cancellation);
        Console.WriteLine("stopped; everything accepted is in the store");
        return ExitCodes.Good;
    }

    /// <summary>The store of the settings.</summary>
    public static PostgresStore OpenStore(RunSettings settings)
    {
        var database = new NpgsqlConnectionStringBuilder(settings.Postgres)
        {
            Password = settings.PostgresPasswordFile.Length == 0 ? null : RunSettings.Secret(settings.PostgresPasswordFile),
        };
        // What the string says itself, stays: a database on this machine's socket needs no TLS.
        var said = new DbConnectionStringBuilder { ConnectionString = settings.Postgres };
        if (settings.AuthoritiesFile.Length > 0 && !said.ContainsKey("SSL Mode") && !said.ContainsKey("SslMode"))
            (database.SslMode, database.RootCertificate) = (SslMode.VerifyFull, settings.AuthoritiesFile);
        if (settings.CertificateFile.Length > 0 && database.SslMode != SslMode.Disable)
            (database.SslCertificate, database.SslKey) = (settings.CertificateFile, settings.CertificateKeyFile);
        return new PostgresStore(database.ConnectionString);
    }

    /// <summary>The hub of these settings.</summary>
    /// <param name="settings">Settings.</param>
    /// <param name="partners">Partners.</param>
    /// <param name="policy">Policy.</param>
    /// <param name="store">Store.</param>
    /// <param name="keys">Keys.</param>
    /// <param name="signer">Signs checkpoints; null without that role.</param>
    /// <param name="addClock">Adds the clock, and what else lives by it.</param>
    /// <param name="simulatedClock">Pages say that the clock is not the real one.</param>
    /// <param name="takesClearTokens">Takes tokens of partners in clear: see <see cref="PartnerTokens"/>.</param>
    public static WebApplication Build(
        RunSettings settings, PartnerList partners, Policy policy, IHubStore store, HubKeys keys, NoteSigner? signer,
        Action<IServiceCollection> addClock, bool simulatedClock = false, bool takesClearTokens = false)
    {
        var roles = settings.RoleList;
        // Whether records are sent elsewhere or not: what is in no register is not processed.
        var register = SettingsFolder.ReadRegister(NullIfEmpty(settings.Register));
        // Mistakes in it are told now, not when the first one signs in.
        if (settings.SignInFile.Length > 0 && roles.Contains("dashboard"))
            SignInFile.Read(settings.SignInFile, partners);
        var builder = HubHost.CreateBuilder(IPEndPoint.Parse(settings.Listen), settings.LogFormat, settings.LargestRequest);
        var services = builder.Services;
        addClock(services);
        services.AddHub(partners, policy, store, keys);
        if (roles.Contains("api"))
            services.AddApi(settings.TokensFolder, takesClearTokens);
        if (roles.Contains("ingest") || roles.Contains("relay"))
            AddBroker(services, settings, partners, roles);
        if (settings.Tls.HasCertificate)
            services.AddHostedService(provider => new CertificateWatch(
                [("hub", settings.Tls)], provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CertificateWatch>>()));
        services.AddCheckpoints(signer, signer is null ? [] : [.. Targets(settings, signer)]);
        if (settings.ProcessingLogUrl.Length > 0)
            AddProcessingLog(services, settings, new ProcessingRecords(keys, register, partners));
        if (settings.AdapterAddresses() is { Count: > 0 } adapters)
            services.AddHostedService(provider => new AdapterWatch([.. adapters.OfType<Uri>()], provider.GetRequiredService<HubHealth>()));
        if (roles.Contains("deadlines"))
            services.AddHostedService<DeadlineRunner>().AddHostedService<RetentionRunner>();
        if (roles.Contains("dashboard"))
            services.AddKetenHubDashboard(dashboard =>
            {
                dashboard.Token = settings.TakesTokens ? RunSettings.Secret(settings.DashboardTokenFile) : "";
                (dashboard.SignInFile, dashboard.SignInSecret) = (settings.SignInFile, settings.SignInSecret() ?? "");
                dashboard.SimulatedClock = simulatedClock;
                dashboard.DataFolder = settings.CheckpointsFolder;
                dashboard.Accounts = !settings.TakesTokens ? [] : [.. partners.AllAccounts.Select(one => (one.Partner, one.Account, Token: AccountToken(one.Partner, one.Account)))
                    .Where(account => account.Token.Length > 0)];
            });

        var app = builder.Build();
        app.UseHeaders();
        app.UseMetricsToken(settings.MetricsNeedToken);
        HealthEndpoints.Map(app);
        app.MapMetrics();
        if (roles.Contains("api"))
            app.MapApi();
        if (roles.Contains("dashboard"))
            app.MapKetenHubDashboard();
        return app;

        // An account without a file can't sign in.
        string AccountToken(Partner? partner, Account account) =>
            Path.Combine(settings.TokensFolder, $"{DataFolder.AccountFile(partner, account)}.token") is var file && settings.TokensFolder.Length > 0 && File.Exists(file)
                ? RunSettings.Secret(file) : "";
    }

    private static IEnumerable<ICheckpointTarget> Targets(RunSettings settings, NoteSigner signer)
    {
        if (settings.CheckpointsFolder.Length > 0)
            yield return new CheckpointFolder(settings.CheckpointsFolder, signer.PublicKey);
        if (settings.WitnessUrl.Length > 0)
        {
            var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(settings.WitnessUrl), Timeout = TimeSpan.FromSeconds(20) };
            yield return new CheckpointWitness(http, NoteKey.Parse(settings.WitnessKey)!);
        }
    }

    private static void AddProcessingLog(IServiceCollection services, RunSettings settings, ProcessingRecords records)
    {
        var handler = settings.Tls.Handler();
        handler.AllowAutoRedirect = false;
        var http = new HttpClient(handler) { BaseAddress = new Uri(settings.ProcessingLogUrl), Timeout = TimeSpan.FromSeconds(20) };
        services.AddHostedService(provider => new ProcessingRelay(
            provider.GetRequiredService<IHubStore>(), records, new ProcessingReceiver(http, records.SubjectType), provider.GetRequiredService<ILogger<ProcessingRelay>>()));
    }

    private static void AddBroker(IServiceCollection services, RunSettings settings, PartnerList partners, IReadOnlyList<string> roles)
    {
        var password = settings.RabbitMqPasswordFile.Length == 0 ? "" : RunSettings.Secret(settings.RabbitMqPasswordFile);
        var access = new RabbitMqAccess(
            [.. settings.Nodes().OfType<Uri>()], settings.VirtualHost, settings.RabbitMqUser, password,
            new RabbitMqTls(settings.Tls.Trusts, settings.Tls.HasCertificate ? settings.Tls.Select : null));
        services.AddSingleton(access);
        services.AddSingleton(new RabbitMqTopologyCheck(
            new RabbitMqTopology(partners, new RabbitMqTopologyOptions { VirtualHost = settings.VirtualHost, HubUser = settings.RabbitMqUser }), access,
            settings.RabbitMqManagement.Length == 0 ? null : new RabbitMqManagement(
                [.. settings.ManagementAddresses().OfType<Uri>()], settings.RabbitMqUser, password, settings.Tls.Trusts)));
        services.AddHostedService<TopologyWatch>();
        // By the hubs that know the broker: the others don't see the queues that some rules look at.
        foreach (var channel in AlertChannels.Of(settings))
            services.AddSingleton(channel);
        services.AddHostedService<AlertRunner>();
        if (roles.Contains("ingest"))
            AddLanes(services, access, partners);
        if (roles.Contains("relay"))
        {
            services.AddSingleton<IOutbound>(provider =>
            {
                var outbound = new RabbitMqOutbound(access, log: provider.GetRequiredService<ILogger<RabbitMqOutbound>>());
                provider.GetRequiredService<HubHealth>().Watch("outbound", () => outbound.Problem);
                return outbound;
            });
            services.AddHostedService<Relay>();
        }
    }

    private static void AddLanes(IServiceCollection services, RabbitMqAccess access, PartnerList partners)
    {
        foreach (var partner in partners.All.Where(partner => partner.Publishes.Count > 0))
        {
            foreach (var queue in RabbitMqNames.Lanes(partner))
            {
                services.AddKeyedSingleton(queue, (provider, _) => new RabbitMqLane(
                    access, queue, partner.Code, provider.GetRequiredService<IHubStore>().TakeLaneAsync,
                    log: provider.GetRequiredService<ILogger<RabbitMqLane>>()));
                services.AddSingleton<IHostedService>(provider =>
                {
                    var lane = provider.GetRequiredKeyedService<RabbitMqLane>(queue);
                    var health = provider.GetRequiredService<HubHealth>();
                    health.Watch(queue, () => lane.Problem);
                    return new LaneRunner(
                        lane, provider.GetRequiredService<HubTransaction>(), health, provider.GetRequiredService<ILogger<LaneRunner>>(), partner: partner.Code);
                });
            }
        }
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
