using KetenHub.Servers;
using Npgsql;

namespace KetenHub.Faults.Real;

/// <summary>What happens to the database.</summary>
internal static class DatabaseFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("postgres-kill", "SIGKILL to the postmaster, started again at once; from when it answers", async scene =>
        {
            await scene.Database.KillAsync();
            await scene.Database.StartAgainAsync();
            await scene.RecoveredAsync();
        }),
        new("postgres-backend-kill", "SIGKILL to the session of a hub, at which the server ends all; from the kill", async scene =>
        {
            await PostgresNode.KillBackendAsync(await SessionOfAHubAsync(scene));
            await scene.RecoveredAsync();
        }),
        new("postgres-restart", "stopped with all sessions and started; from when it answers", async scene =>
        {
            await scene.Database.RestartAsync();
            await scene.RecoveredAsync();
        }),
        new("postgres-term", "SIGTERM to the postmaster, which waits for sessions to end, then SIGINT as a service manager does; from when it answers again", async scene =>
        {
            await scene.Database.TermAsync();
            await scene.Database.StartAgainAsync();
            await scene.RecoveredAsync();
        }),
        new("postgres-disk-full", "the file system of the database is full for a while; from when there is room and it runs", FillAsync),
    ];

    private static async Task FillAsync(Scene scene)
    {
        await scene.Database.Disk.FillAsync();
        await Task.Delay(scene.Options.Window);
        scene.Database.Disk.Free();
        // Where even its own log can't be written, the server ends itself.
        await scene.Database.StartAgainAsync();
        await scene.RecoveredAsync();
    }

    private static async Task<int> SessionOfAHubAsync(Scene scene)
    {
        await using var connection = new NpgsqlConnection(scene.Database.Administrator);
        await connection.OpenAsync();
        await using var find = new NpgsqlCommand("SELECT pid FROM pg_stat_activity WHERE application_name = 'ketenhub' ORDER BY random() LIMIT 1", connection);
        return (int)(await find.ExecuteScalarAsync())!;
    }
}
