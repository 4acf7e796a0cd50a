using KetenHub.Servers;

namespace KetenHub.Faults.Real;

/// <summary>What happens to the broker.</summary>
internal static class BrokerFaults
{
    // A leader that is back at once would hide the election.
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("broker-kill", "SIGKILL to a node, started again at once; from when it answers", scene => AgainAsync(scene, node => node.KillAsync())) { IsBrokersOwn = true },
        new("broker-term", "SIGTERM to a node, started again at once; from when it answers", scene => AgainAsync(scene, node => node.EndAsync())) { IsBrokersOwn = true },
        new("broker-leader-kill", "SIGKILL to the node that leads a lane's queue; from the kill", KillLeaderAsync) { NeedsCluster = true },
        new("broker-disk-alarm", "the node's disk limit is passed for a while; from the end of the alarm", scene =>
            AlarmAsync(scene, ["set_disk_free_limit", "mem_relative", "1000.0"], ["set_disk_free_limit", "50MB"])),
        new("broker-disk-full", "the file system of a node is full to the last byte for a while; from when there is room and it runs", FillAsync),
        new("broker-memory-alarm", "the node's memory limit is passed for a while; from the end of the alarm", scene =>
            AlarmAsync(scene, ["set_vm_memory_high_watermark", "0.0001"], ["set_vm_memory_high_watermark", "0.4"])),
    ];

    private static async Task AgainAsync(Scene scene, Func<RabbitMqServer, Task> end)
    {
        var node = scene.Broker.Nodes[scene.Random.Next(scene.Broker.Nodes.Count)];
        await end(node);
        await node.StartNodeAsync();
        await scene.RecoveredAsync();
    }

    private static async Task KillLeaderAsync(Scene scene)
    {
        var queue = await scene.AskAsync($"queues/{scene.Site.VirtualHost}/keten.in.ind");
        var leader = queue.GetProperty("leader").GetString();
        var node = scene.Broker.Nodes.Single(candidate => candidate.NodeName == leader);
        var back = Task.Delay(Away);
        await node.KillAsync();
        await scene.RecoveredAsync();
        await back;
        await node.StartNodeAsync();
        await scene.RecoveredAsync();
    }

    private static async Task FillAsync(Scene scene)
    {
        var node = scene.Broker.Nodes[scene.Random.Next(scene.Broker.Nodes.Count)];
        await node.Disk.FillAsync();
        await Task.Delay(scene.Options.Window);
        node.Disk.Free();
        // Where its own log can't be written, the broker ends itself.
        scene.Detail = await node.StartUnlessAnsweringAsync(Patience) ? " (the broker went on)" : " (the broker had ended)";
        await scene.RecoveredAsync();
    }

    private static async Task AlarmAsync(Scene scene, string[] set, string[] unset)
    {
        var node = scene.Broker.Nodes[scene.Random.Next(scene.Broker.Nodes.Count)];
        await node.ControlAsync(set);
        await Task.Delay(scene.Options.Window);
        await node.ControlAsync(unset);
        await scene.RecoveredAsync();
    }
}
