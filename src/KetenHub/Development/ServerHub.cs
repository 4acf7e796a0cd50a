using KetenHub.Broker;
using KetenHub.Commands;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hosting;
using KetenHub.Hub;
using KetenHub.Partners;
using KetenHub.Production;
using KetenHub.Storage;
using Npgsql;

namespace KetenHub.Development;

/// <summary>Hub, dashboard and simulated partners in one process on a real RabbitMQ and PostgreSQL, which it prepares itself.</summary>
internal static class ServerHub
{
    private const string HubUser = "ketenhub";

    public static async Task<int> RunAsync(EmbeddedOptions options, ServerOptions servers, CancellationToken cancellation)
    {
        var (partners, policy) = SettingsFolder.Read(options.PartnersFile, options.PolicyFile);
        var folder = options.Folder;
        folder.Create();
        using var held = folder.Lock();
        await using var store = new PostgresStore(servers.Postgres);
        await MigrateAsync(store, servers, cancellation);
        folder.EnsureKey(await StoreKeys.AreNeededAsync(store, cancellation));
        var settings = Settings(options, servers, [.. partners.All.Select(partner => partner.Code)]);
        var masterKey = folder.ReadMasterKey();
        using var keys = await StoreKeys.OpenAsync(store, new KeyRingFile(folder.KeyRing, masterKey), masterKey, cancellation);
        var signer = folder.Signer(partners.HubSource);
        await CheckpointMaker.CheckKeyAsync(store.Checkpoints, signer, folder.CheckpointKey, cancellation);
        await ImportAsync(folder, servers, partners, cancellation);

        await using var app = ProductionHub.Build(settings, partners, policy, store, keys, signer, services =>
        {
            if (options.Simulate)
                AddPartners(services, options, servers, partners);
            else
                services.AddSingleton(TimeProvider.System);
        }, simulatedClock: options.Simulate, takesClearTokens: true);
        await app.StartHubAsync("--port", cancellation);
        Greeting.Print(app.Urls.First(), folder.Token("dashboard"), options, partners, policy,
            $"PostgreSQL {new NpgsqlConnectionStringBuilder(servers.Postgres).Host}, RabbitMQ {servers.Node.Authority}, virtual host {servers.VirtualHost}");
        await app.WaitForShutdownAsync(cancellation);
        Console.WriteLine("stopped; everything accepted is in the store");
        return ExitCodes.Good;
    }

    private static async Task MigrateAsync(PostgresStore store, ServerOptions servers, CancellationToken cancellation)
    {
        try
        {
            await store.MigrateAsync(cancellation);
        }
        catch (StoreUnavailableException error)
        {
            var address = new NpgsqlConnectionStringBuilder(servers.Postgres);
            var reason = error.InnerException is PostgresException { SqlState: var state } ? $"SQLSTATE {state}" : error.InnerException?.GetType().Name;
            throw new KetenHubException(Errors.DatabaseUnreachable.At("--postgres", $"{address.Host}:{address.Port}/{address.Database}: {reason}"), error);
        }
    }

    private static RunSettings Settings(EmbeddedOptions options, ServerOptions servers, IReadOnlyList<string> partners)
    {
        foreach (var account in partners.Append("dashboard"))
            options.Folder.Token(account);
        return new RunSettings
        {
            Postgres = servers.Postgres,
            RabbitMq = servers.Node.ToString(),
            VirtualHost = servers.VirtualHost,
            RabbitMqUser = HubUser,
            RabbitMqPasswordFile = options.Folder.Password(HubUser),
            RabbitMqManagement = servers.Management.GetLeftPart(UriPartial.Authority),
            MasterKeyFile = options.Folder.MasterKey,
            KeyRingFile = options.Folder.KeyRing,
            CheckpointKeyFile = options.Folder.CheckpointKey,
            CheckpointsFolder = options.Folder.Checkpoints,
            TokensFolder = options.Folder.Tokens,
            DashboardTokenFile = Path.Combine(options.Folder.Tokens, "dashboard.token"),
            Listen = $"127.0.0.1:{options.Port}",
            Roles = string.Join(',', RunSettings.AllRoles),
        };
    }

    private static async Task ImportAsync(DataFolder folder, ServerOptions servers, PartnerList partners, CancellationToken cancellation)
    {
        var marker = Path.Combine(folder.Path, $"imported-{servers.Node.Host}-{servers.Node.Port}");
        var topology = new RabbitMqTopology(partners, new RabbitMqTopologyOptions { VirtualHost = servers.VirtualHost, HubUser = HubUser });
        var passwords = partners.All.Select(partner => partner.Code).Append(HubUser).ToDictionary(user => user, user => RunSettings.Secret(folder.Password(user)));
        using var broker = new BrokerAdministration(servers.Management, servers.Administrator.User, servers.Administrator.Password);
        await broker.ImportAsync(topology, passwords, first: !File.Exists(marker), cancellation);
        await File.WriteAllTextAsync(marker, "", cancellation);
    }

    private static void AddPartners(IServiceCollection services, EmbeddedOptions options, ServerOptions servers, PartnerList partners)
    {
        SimulatedPartners.AddSimulation(services, options, partners);
        services.AddSingleton(provider => new PartnerBuses(provider.GetRequiredService<Simulation>().Workers.ToDictionary(
            worker => worker.Partner.Code,
            worker => RabbitMqBus.Create(
                new PartnerBroker([servers.Node], servers.VirtualHost, worker.Partner.Code, RunSettings.Secret(options.Folder.Password(worker.Partner.Code))),
                worker, provider.GetRequiredService<ILoggerFactory>()))));
        services.AddHostedService<PartnerBusService>();
        services.AddHostedService<SimulationService>();
    }
}
