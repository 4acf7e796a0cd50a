using System.Diagnostics;

namespace KetenHub.Faults.Real;

/// <summary>What happens to a hub while the other one goes on.</summary>
internal static class HubFaults
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("hub-kill", "SIGKILL to one hub; from the kill", async scene =>
        {
            var hub = scene.AnyHub();
            await hub.Process.KillAsync();
            await scene.RecoveredAsync();
            await hub.StartAgainAsync();
        }),
        new("hub-term", "SIGTERM to one hub; from its end", async scene =>
        {
            var hub = scene.AnyHub();
            await EndAsync(scene, hub);
            await scene.RecoveredAsync();
            await hub.StartAgainAsync();
        }),
        new("hub-sleep", "SIGSTOP to one hub, SIGCONT later; from the stop", SleepAsync),
        new("hub-rolling", "one hub after the other is ended and started, every 20 s; from each start", RollAsync),
    ];

    private static async Task SleepAsync(Scene scene)
    {
        var hub = scene.AnyHub();
        var waking = Task.Delay(scene.Options.Sleep);
        await hub.Process.SleepAsync();
        await scene.RecoveredAsync();
        await waking;
        await hub.Process.WakeAsync();
        await scene.RecoveredAsync();
    }

    private static async Task RollAsync(Scene scene)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < scene.Options.Rolling)
        {
            foreach (var hub in scene.Hubs)
            {
                var next = Task.Delay(Every);
                await EndAsync(scene, hub);
                await hub.StartAgainAsync();
                await scene.RecoveredAsync();
                await next;
            }
        }
    }

    /// <summary>SIGTERM, which must end it well.</summary>
    public static async Task EndAsync(Scene scene, HubSlot hub)
    {
        var code = await hub.Process.EndAsync();
        if (code != 0)
            scene.Found.Add($"exit: a hub that was asked to end ended with {code}");
    }
}
