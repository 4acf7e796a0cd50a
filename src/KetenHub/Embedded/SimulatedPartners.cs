using KetenHub.Broker;
using KetenHub.Hub;
using KetenHub.Partners;
using MassTransit;

namespace KetenHub.Embedded;

/// <summary>Simulated partners on the in-memory bus, and the clock that they and the hub live by.</summary>
internal static class SimulatedPartners
{
    public static void Add(IServiceCollection services, EmbeddedOptions options, PartnerList partners)
    {
        if (!options.Simulate)
        {
            // Nobody receives: notifications wait in the outbox, and partners send over HTTP.
            services.AddSingleton(TimeProvider.System);
            return;
        }
        AddSimulation(services, options, partners);
        services.AddSingleton<IOutbound>(provider => new InMemoryOutbound(provider.GetRequiredService<IBus>()));
        services.AddHostedService<Relay>();
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory((context, inMemory) =>
            {
                inMemory.ReceiveFromPartners(
                    partners.All.Select(partner => partner.Code), context.GetRequiredService<ChannelLane>(), TimeProvider.System,
                    context.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped,
                    partner => context.GetRequiredService<HubHealth>().IsPaused(partner, PauseSide.From));
                foreach (var worker in context.GetRequiredService<Simulation>().Workers)
                    inMemory.AddPartner(worker);
            });
        });
        services.AddSingleton(provider => PartnerBuses.Shared(provider.GetRequiredService<IBusControl>(), Simulation.Partners));
        services.AddHostedService<SimulationService>();
    }

    /// <summary>The simulation and the clock it lives by, for buses of any transport.</summary>
    public static void AddSimulation(IServiceCollection services, EmbeddedOptions options, PartnerList partners)
    {
        var file = new SimulationFile(options.Folder.Simulation);
        var now = DateTimeOffset.UtcNow;
        // Cases of an earlier simulation have the same numbers: without its state, live another stream of them.
        var state = file.Load() ?? SimulationState.Fresh(options.Folder.IsNew ? 1 : Random.Shared.Next(2, 9000), now);
        services.AddSingleton<TimeProvider>(new ScaledTimeProvider(state.ResumeAt > now ? state.ResumeAt : now, options.Speed));
        services.AddSingleton(provider => new Simulation(
            state,
            partners.All.Select(partner => new Partners.Partner(partner.Code, partner.Oin, "simulatie")),
            provider.GetRequiredService<TimeProvider>(), file.SaveAsync, provider.GetRequiredService<ILogger<Simulation>>()));
    }
}
