using KetenHub.Servers;

namespace KetenHub.Faults.Real;

/// <summary>What happens to the lines between hubs and servers: of one hub or both, to the broker, the database or both.</summary>
internal static class NetworkFaults
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(250);

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("net-cut", "lines are reset and refused for a while; from the end of the cut", async scene =>
        {
            var lines = SomeLines(scene);
            lines.ForEach(line => line.Cut());
            await Task.Delay(scene.Options.Window);
            lines.ForEach(line => line.Mend());
            await scene.RecoveredAsync();
        }),
        new("net-slow", "every piece takes 250 ms longer, both ways, for a while; from the beginning", async scene =>
        {
            var lines = SomeLines(scene);
            lines.ForEach(line => line.Slow(Latency));
            var end = Task.Delay(scene.Options.Window);
            await scene.RecoveredAsync();
            await end;
            lines.ForEach(line => line.Slow(TimeSpan.Zero));
        }),
        new("net-halfopen", "connections stay open and carry nothing any more, new ones work; from then", async scene =>
        {
            SomeLines(scene).ForEach(line => line.LeaveHalfOpen());
            await scene.RecoveredAsync();
        }),
    ];

    private static List<TcpProxy> SomeLines(Scene scene)
    {
        List<HubSlot> hubs = scene.Random.Next(3) == 0 ? [scene.AnyHub()] : [.. scene.Hubs];
        var (lines, where) = scene.Random.Next(3) switch
        {
            0 => (hubs.SelectMany(hub => hub.Broker).ToList(), "broker"),
            1 => (hubs.ConvertAll(hub => hub.Store), "database"),
            _ => (hubs.SelectMany(hub => hub.Lines).ToList(), "broker and database"),
        };
        scene.Detail = $" ({(hubs.Count == 1 ? "one hub" : "both hubs")}, {where})";
        return lines;
    }
}
