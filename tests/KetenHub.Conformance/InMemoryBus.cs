using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace KetenHub.Conformance;

/// <summary>The in-memory bus as the composition makes it.</summary>
internal sealed class InMemoryBus : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private InMemoryBus(ServiceProvider services) => this.services = services;

    public IBus Bus => services.GetRequiredService<IBus>();

    public static async Task<InMemoryBus> StartAsync(Action<IInMemoryBusFactoryConfigurator> configure)
    {
        var bus = new InMemoryBus(new ServiceCollection().AddLogging().AddMassTransit(registration =>
        {
            registration.DisableUsageTelemetry();
            registration.UsingInMemory((_, transport) => configure(transport));
        }).BuildServiceProvider());
        await bus.services.GetRequiredService<IBusControl>().StartAsync();
        return bus;
    }

    public async ValueTask DisposeAsync()
    {
        await services.GetRequiredService<IBusControl>().StopAsync();
        await services.DisposeAsync();
    }
}
