using System.Diagnostics;
using System.Text.Json;
using KetenHub.Contracts;
using RabbitMQ.Client;

namespace KetenHub.Faults.Real;

/// <summary>Somebody changes the broker by hand.</summary>
internal static class TopologyFaults
{
    // Drift must be seen within a minute.
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("drift", "a binding and a queue are deleted and imported again; from the import", DriftAsync),
    ];

    private static async Task DriftAsync(Scene scene)
    {
        await DeleteAsync(scene, $"bindings/{scene.Site.VirtualHost}/e/keten.in.coa/q/keten.in.coa/%23");
        await NoticedAsync(scene, "the lost binding");
        // What is kept apart must go in before anything newer: an operator pauses the partner, or order is lost by hand.
        scene.Traffic.IsFlowing = false;
        await UntilAsync(() => Task.FromResult(scene.Publishers["coa"].Waiting == 0));
        await scene.Site.ImportAsync();
        await MoveUnroutedAsync(scene);
        await scene.RecoveredAsync();

        await DeleteEmptyAsync(scene, "keten.out.dtv");
        scene.Traffic.IsFlowing = true;
        await NoticedAsync(scene, "the lost queue");
        await scene.Site.ImportAsync();
        await scene.RecoveredAsync();
    }

    private static async Task NoticedAsync(Scene scene, string what)
    {
        foreach (var hub in scene.Hubs)
        {
            var watch = Stopwatch.StartNew();
            JsonElement health;
            do
            {
                await Task.Delay(500);
                health = await Scene.HealthAsync(hub);
            }
            while (health.GetProperty("topology").GetArrayLength() == 0 && watch.Elapsed < Noticed);
            if (health.GetProperty("topology").GetArrayLength() == 0)
                scene.Found.Add($"unnoticed: a hub does not see {what}");
        }
    }

    private static async Task DeleteAsync(Scene scene, string path)
    {
        using var answer = await scene.Broker.Nodes[0].Http.DeleteAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    // What a queue holds goes with it, and no hub can know. Terms pass while no message comes, and the management API counts what was seconds ago: the hubs stand still
    // until the receiver has taken the last one.
    private static async Task DeleteEmptyAsync(Scene scene, string queue)
    {
        foreach (var hub in scene.Hubs)
            await hub.Process.SleepAsync();
        var watch = Stopwatch.StartNew();
        do
            await Task.Delay(500);
        while (await scene.Broker.Nodes[0].MessagesAsync(scene.Site.VirtualHost, queue) > 0 && watch.Elapsed < Noticed);
        await DeleteAsync(scene, $"queues/{scene.Site.VirtualHost}/{queue}");
        foreach (var hub in scene.Hubs)
            await hub.Process.WakeAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition() && watch.Elapsed < Noticed)
            await Task.Delay(200);
    }

    // As an operator does, with a tool: from the queue that keeps what no binding took, to the exchange it was meant for.
    private static async Task MoveUnroutedAsync(Scene scene)
    {
        await scene.Broker.Nodes[0].ControlAsync("set_permissions", "-p", scene.Site.VirtualHost, "guest", ".*", ".*", ".*");
        await using var connection = await new ConnectionFactory
        {
            Endpoint = new AmqpTcpEndpoint(scene.Broker.Nodes[0].Amqp), VirtualHost = scene.Site.VirtualHost,
        }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        while (await channel.BasicGetAsync("keten.unrouted", autoAck: false) is { } kept)
        {
            await channel.BasicPublishAsync(kept.Exchange, kept.RoutingKey, mandatory: true,
                new BasicProperties { ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent }, kept.Body);
            await channel.BasicAckAsync(kept.DeliveryTag, multiple: false);
        }
    }
}
