using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace KetenHub.Benchmarks;

/// <summary>The way most .NET teams would do it: a MassTransit consumer per message on quorum queues, one transaction each with inbox and
/// outbox rows, and a publisher that polls the outbox. Concurrency and prefetch as MassTransit's documentation advises for a database
/// behind it; confirms on. Plain prepared SQL, where most would have an object-relational mapper: faster than usual.
/// It keeps no order per person: MassTransit's loops run beside each other.</summary>
internal static class UsualWay
{
    public const string InPrefix = "usual.in.";
    public const string OutPrefix = "usual.out.";

    private const int Prefetch = 64;
    private const int Concurrency = 16;
    private const int Connections = 100;
    private const int Tries = 5;

    public static async Task RunAsync(ServerSettings settings, int stateBytes, CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.Postgres)
        {
            MaxAutoPrepare = 50, AutoPrepareMinUsages = 2, MaxPoolSize = Connections, Options = "-c synchronous_commit=on",
        }));
        builder.Services.AddSingleton(new StateSize(stateBytes));
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<EventConsumer>();
            bus.UsingRabbitMq((context, rabbit) =>
            {
                var at = new Uri(settings.RabbitMq);
                rabbit.Host(at.Host, (ushort)at.Port, settings.VirtualHost, host =>
                {
                    host.Username(ServerSettings.User);
                    host.Password(settings.Password);
                });
                rabbit.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
                foreach (var partner in Loader.Partners)
                {
                    rabbit.ReceiveEndpoint(InPrefix + partner, endpoint =>
                    {
                        endpoint.ConfigureConsumeTopology = false;
                        endpoint.SetQuorumQueue();
                        endpoint.PrefetchCount = Prefetch;
                        endpoint.ConcurrentMessageLimit = Concurrency;
                        endpoint.UseMessageRetry(retry => retry.Immediate(Tries));
                        endpoint.ConfigureConsumer<EventConsumer>(context);
                    });
                }
            });
        });
        builder.Services.AddHostedService<OutboxPublisher>();
        using var host = builder.Build();
        await host.StartAsync(cancellation);
        await host.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
        Console.WriteLine("KetenHub: the usual way runs");
        await host.WaitForShutdownAsync(cancellation);
    }
}

/// <summary>Bytes of state per person, as many as the hub's.</summary>
internal sealed record StateSize(int Bytes)
{
    /// <summary>Random, as ciphertext is: zeros would be compressed by the database.</summary>
    public byte[] Sample { get; } = System.Security.Cryptography.RandomNumberGenerator.GetBytes(Bytes);
}
