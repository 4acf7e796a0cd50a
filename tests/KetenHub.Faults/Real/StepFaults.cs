using System.Diagnostics;
using System.Security.Cryptography;
using KetenHub.Servers;
using Npgsql;

namespace KetenHub.Faults.Real;

/// <summary>Hubs are killed at a named step of one message. It is held there from outside: by a lock in the database, or by what the line to the broker
/// keeps back.</summary>
internal static class StepFaults
{
    // Until the step is reached. A line that carries nothing is given up after two or three heartbeats of 5 s.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private const int Crashes = 6;

    // Until it is suspect, until it is alone, until it is set apart: seven to ten.
    private const int MostDeaths = 20;

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("hub-kill-in-transaction", "SIGKILL to both hubs, one waits in the database within its transaction; from when both run", InTransactionAsync),
        new("hub-kill-before-ack", "SIGKILL to both hubs after the commit, the acknowledgement kept back; from when both run", BeforeAckAsync),
        new("hub-kill-before-confirm", "SIGKILL to both hubs after a notification arrived, its confirm kept back; from when both run",
            scene => TellingAsync(scene, marks: false)),
        new("hub-kill-before-mark", "SIGKILL to both hubs after the confirm, the mark waits in the database; from when both run",
            scene => TellingAsync(scene, marks: true)),
        new("crash-loop", $"a message at which every hub that works on it dies, {Crashes} times; from the last start", CrashLoopAsync),
        new("deadly", "a message at which every hub that works on it dies, until it is set apart; from the last start", DeadlyAsync),
    ];

    private static async Task InTransactionAsync(Scene scene)
    {
        var (person, first) = await KnownPersonAsync(scene);
        await using (var held = await Held.PersonAsync(scene, first))
        {
            var second = new Parcel("killed within its transaction", "coa", Crafted.Incident(person, "steps").ToBytes(), "");
            await Parcel.SendAsync(scene, [second]);
            await ReachedAsync(scene, "a hub waits for the person", async () => (await WaitingAsync(scene, held)).Count > 0);
            await KillAllAsync(scene);
            await held.DisposeAsync();
            await StartAllAsync(scene);
            scene.Found.AddRange(await Parcel.MisplacedAsync(scene, [first, second]));
        }
    }

    private static async Task BeforeAckAsync(Scene scene)
    {
        var lines = await LinesAsync(scene, "ketenhub lane keten.in.coa");
        lines.ForEach(line => line.Proxy.HoldUp(line.Port));
        var parcel = new Parcel("killed before its acknowledgement", "coa", Crafted.Incident(scene.Traffic.NewPerson(), "steps").ToBytes(), "");
        await Parcel.SendAsync(scene, [parcel]);
        await ReachedAsync(scene, "the message is committed", async () => await parcel.IsAcceptedAsync(scene.Site.Database));
        await KillAllAsync(scene);
        await StartAllAsync(scene);
        scene.Found.AddRange(await Parcel.MisplacedAsync(scene, [parcel]));
    }

    private static async Task TellingAsync(Scene scene, bool marks)
    {
        var dtv = scene.Receivers.Single(receiver => receiver.Partner == "dtv");
        var lines = await LinesAsync(scene, "ketenhub outbound");
        lines.ForEach(line => line.Proxy.HoldDown(line.Port));
        var before = dtv.Ledger.Count;
        // What waits for its confirm holds up what comes after it, so that it is the first of the load and not a message of our own.
        Guid? arrived = null;
        await ReachedAsync(scene, "a notification has arrived that is not marked as sent", async () =>
            (arrived = await UnmarkedAsync(scene, [.. dtv.Ledger.Skip(before).Select(told => told.Id)])) is not null);
        if (arrived is not { } id)
            return;
        if (marks)
        {
            await using var held = await Held.NotificationAsync(scene, id);
            lines.ForEach(line => line.Proxy.LetGo());
            await ReachedAsync(scene, "a hub waits to mark it as sent", async () => (await WaitingAsync(scene, held)).Count > 0);
            await KillAllAsync(scene);
            await held.EndWaitersAsync();
        }
        else
        {
            await KillAllAsync(scene);
        }
        await StartAllAsync(scene);
        await ReachedAsync(scene, "the notification comes again", () => Task.FromResult(dtv.Ledger.Count(told => told.Id == id) > 1));
    }

    private static async Task<Guid?> UnmarkedAsync(Scene scene, Guid[] ids)
    {
        await using var connection = new NpgsqlConnection(scene.Site.Database);
        await connection.OpenAsync();
        await using var find = new NpgsqlCommand("SELECT id FROM outbox WHERE id = ANY ($1) AND sent_at IS NULL LIMIT 1", connection)
        {
            Parameters = { new() { Value = ids } },
        };
        return (Guid?)await find.ExecuteScalarAsync();
    }

    // The message comes again each time, to the hub that is left or to the one that was started again.
    private static async Task CrashLoopAsync(Scene scene)
    {
        var (person, first) = await KnownPersonAsync(scene);
        var deadly = new Parcel("every hub died at it", "coa", Crafted.Incident(person, "steps").ToBytes(), "");
        await using (var held = await Held.PersonAsync(scene, first))
        {
            await Parcel.SendAsync(scene, [deadly]);
            for (var crash = 0; crash < Crashes; crash++)
            {
                await ReachedAsync(scene, "a hub waits for the person", async () => (await WaitingAsync(scene)).Count > 0);
                await KillWaitingAsync(scene);
            }
        }
        await scene.RecoveredAsync();
        scene.Found.AddRange(await Parcel.MisplacedAsync(scene, [first, deadly]));
    }

    // Nobody stops dying at it; what came before and after it must be handled all the same.
    private static async Task DeadlyAsync(Scene scene)
    {
        var (person, first) = await KnownPersonAsync(scene);
        var deadly = new Parcel("every hub dies at it", "coa", Crafted.Incident(person, "steps").ToBytes(), "KH241");
        var deaths = 0;
        await using (var held = await Held.PersonAsync(scene, first))
        {
            await Parcel.SendAsync(scene, [deadly]);
            var apart = false;
            while (!apart && deaths < MostDeaths)
            {
                await ReachedAsync(scene, "a hub waits for the person, or the message is set apart",
                    async () => (apart = await deadly.IsKeptAsync(scene.Site.Database)) || (await WaitingAsync(scene, held)).Count > 0, 3 * Bound);
                if (apart)
                    break;
                deaths += await KillWaitingAsync(scene, held);
            }
        }
        scene.Detail = $" ({deaths} deaths)";
        await scene.RecoveredAsync();
        scene.Found.AddRange(await Parcel.MisplacedAsync(scene, [first, deadly]));
    }

    private static async Task<int> KillWaitingAsync(Scene scene, Held? held = null)
    {
        var waiting = (await WaitingAsync(scene, held)).Distinct().ToList();
        foreach (var hub in waiting)
        {
            await hub.Process.KillAsync();
            await hub.StartAgainAsync();
        }
        return waiting.Count;
    }

    private static async Task<(int Person, Parcel First)> KnownPersonAsync(Scene scene)
    {
        var person = scene.Traffic.NewPerson();
        var first = new Parcel("the first about the person", "coa", Crafted.Incident(person, "steps").ToBytes(), "");
        await Parcel.SendAsync(scene, [first]);
        scene.Found.AddRange(await Parcel.MisplacedAsync(scene, [first]));
        return (person, first);
    }

    private static async Task ReachedAsync(Scene scene, string step, Func<Task<bool>> condition, TimeSpan? within = null)
    {
        var watch = Stopwatch.StartNew();
        var bound = within ?? Bound;
        while (!await condition())
        {
            if (watch.Elapsed > bound)
            {
                scene.Found.Add($"not reached: within {bound.TotalSeconds} s not '{step}', so that the fault tried nothing");
                return;
            }
            await Task.Delay(20);
        }
    }

    // What a line kept back dies with it.
    private static async Task KillAllAsync(Scene scene)
    {
        await Task.WhenAll(scene.Hubs.Select(hub => hub.Process.KillAsync()));
        foreach (var line in scene.Hubs.SelectMany(hub => hub.Lines))
        {
            line.Cut();
            line.LetGo();
            line.Mend();
        }
    }

    private static async Task StartAllAsync(Scene scene)
    {
        await Task.WhenAll(scene.Hubs.Select(hub => hub.StartAgainAsync()));
        await scene.RecoveredAsync();
    }

    // Hubs with a session that waits for this lock; without one for any, for who died while waiting is still before them in the line.
    private static async Task<List<HubSlot>> WaitingAsync(Scene scene, Held? held = null)
    {
        await using var connection = new NpgsqlConnection(scene.Database.Administrator);
        await connection.OpenAsync();
        await using var find = new NpgsqlCommand(
            "SELECT client_port FROM pg_stat_activity WHERE application_name = 'ketenhub' AND wait_event_type = 'Lock' AND ($1 = 0 OR $1 = ANY (pg_blocking_pids(pid)))",
            connection) { Parameters = { new() { Value = held?.Session ?? 0 } } };
        await using var reader = await find.ExecuteReaderAsync();
        var waiting = new List<HubSlot>();
        while (await reader.ReadAsync())
        {
            var port = reader.GetInt32(0);
            waiting.AddRange(scene.Hubs.Where(hub => hub.Store.Carries(port)));
        }
        return waiting;
    }

    // Lines to the broker by what the hub calls its connection.
    private static async Task<List<(TcpProxy Proxy, int Port)>> LinesAsync(Scene scene, string name)
    {
        var lines = new List<(TcpProxy, int)>();
        await ReachedAsync(scene, $"the broker knows connections '{name}'", async () =>
        {
            lines.Clear();
            foreach (var connection in (await scene.AskAsync("connections")).EnumerateArray())
            {
                // What the broker has just heard of has a name and no port yet.
                if (!connection.TryGetProperty("user_provided_name", out var given) || given.GetString() != name
                    || !connection.TryGetProperty("peer_port", out var told))
                    continue;
                var port = told.GetInt32();
                lines.AddRange(scene.Hubs.SelectMany(hub => hub.Broker).Where(proxy => proxy.Carries(port)).Select(proxy => (proxy, port)));
            }
            return lines.Count > 0;
        });
        return lines;
    }

    /// <summary>A row that somebody else holds.</summary>
    private sealed class Held(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        private bool isOver;

        /// <summary>Number of the session that holds it.</summary>
        public int Session => connection.ProcessID;

        public static Task<Held> PersonAsync(Scene scene, Parcel first) => TakeAsync(scene,
            "SELECT 1 FROM person WHERE id = (SELECT person FROM inbox WHERE body_digest = $1) FOR UPDATE", SHA256.HashData(first.Body));

        public static Task<Held> NotificationAsync(Scene scene, Guid id) =>
            TakeAsync(scene, "SELECT 1 FROM outbox WHERE id = $1 AND sent_at IS NULL FOR UPDATE", id);

        /// <summary>Ends the sessions that wait for it: of who died the server would hear only after it had done what it was asked.</summary>
        public async Task EndWaitersAsync()
        {
            await using var end = new NpgsqlCommand(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))", connection, transaction);
            await end.ExecuteNonQueryAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (isOver)
                return;
            isOver = true;
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }

        private static async Task<Held> TakeAsync(Scene scene, string sql, object value)
        {
            var connection = new NpgsqlConnection(scene.Site.Database);
            await connection.OpenAsync();
            var transaction = await connection.BeginTransactionAsync();
            await using var take = new NpgsqlCommand(sql, connection, transaction) { Parameters = { new() { Value = value } } };
            if (await take.ExecuteScalarAsync() is null)
                scene.Found.Add("not reached: the row to hold is not there, so that the fault tried nothing");
            return new Held(connection, transaction);
        }
    }
}
