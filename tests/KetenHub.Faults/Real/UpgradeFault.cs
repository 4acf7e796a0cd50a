using KetenHub.Servers;
using Npgsql;

namespace KetenHub.Faults.Real;

/// <summary>From one release to the next and back under load, as deploy/README.md tells operations to do it.</summary>
internal static class UpgradeFault
{
    public static Fault Rolling { get; } = new("upgrade-rolling", "migrated, then one hub after the other is replaced by the next release, and back; from each start", RollAsync);

    private static async Task RollAsync(Scene scene)
    {
        var (before, after) = (scene.Options.Releases.Before, scene.Options.Releases.After);
        await scene.Site.MigrateAsync(after);
        await scene.RecoveredAsync();
        await SendMinorAsync(scene);

        // A hub of before that dies now is started on the store of after.
        await scene.Hubs[1].Process.KillAsync();
        await StartAsync(scene, scene.Hubs[1], before);
        await ReplaceAsync(scene, scene.Hubs[0], after);
        await SendMinorAsync(scene);
        await ReplaceAsync(scene, scene.Hubs[1], after);
        await SendMinorAsync(scene);

        // Nothing was taken away: going back loses nothing, and is allowed.
        await ReplaceAsync(scene, scene.Hubs[0], before);
        await SendMinorAsync(scene);
        await ReplaceAsync(scene, scene.Hubs[0], after);
        await ContractAsync(scene, before);
        await scene.RecoveredAsync();
    }

    private static async Task ReplaceAsync(Scene scene, HubSlot hub, string release)
    {
        await HubFaults.EndAsync(scene, hub);
        await StartAsync(scene, hub, release);
    }

    private static async Task StartAsync(Scene scene, HubSlot hub, string release)
    {
        hub.Release = release;
        try
        {
            await hub.StartAgainAsync();
        }
        catch (InvalidOperationException refused)
        {
            scene.Found.Add($"start: {refused.Message.Trim()}");
            hub.Release = scene.Options.Releases.After;
            await hub.StartAgainAsync();
        }
        await scene.RecoveredAsync();
    }

    // Partners are upgraded at another time than the hub: a later minor version of the contract comes to both releases.
    private static async Task SendMinorAsync(Scene scene)
    {
        List<Parcel> parcels = [Crafted.Mixed(scene.Traffic.NewPerson())[0]];
        await Parcel.SendAsync(scene, parcels);
        scene.Found.AddRange(await Parcel.MisplacedAsync(scene, parcels));
    }

    // Once the release after that has taken away what the one before uses, the one before must not start: it says why, and writes nothing.
    private static async Task ContractAsync(Scene scene, string before)
    {
        await using var connection = new NpgsqlConnection(scene.Site.Database);
        await connection.OpenAsync();
        await ExecuteAsync("INSERT INTO schema_version (number, name, needs) SELECT 999, '999_contract.sql', max(number) FROM schema_version");
        var (code, printed) = await HubProcess.TryAsync(before, "run", "--settings", scene.Site.Settings, "--roles", "relay", "--listen", "127.0.0.1:0");
        if (code == 0 || !printed.Contains("KH302", StringComparison.Ordinal))
            scene.Found.Add($"downgrade: a hub of before was not refused on a store that it can't work with: {code} {printed}");
        await ExecuteAsync("DELETE FROM schema_version WHERE number = 999");

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
