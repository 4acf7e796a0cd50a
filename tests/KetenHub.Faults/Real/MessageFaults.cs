using System.Security.Cryptography;
using KetenHub.Contracts;
using KetenHub.Hub;
using Npgsql;
using RabbitMQ.Client;

namespace KetenHub.Faults.Real;

/// <summary>What partners send, by mistake or on purpose.</summary>
internal static class MessageFaults
{
    private const int Duplicated = 40;
    private const int Times = 10;
    private const int Plans = 12;

    // What the largest messages may cost a hub for a while.
    private const long MostMoreMemory = 512L * 1024 * 1024;

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("duplicates", "40 messages ten times each over five channels at once, and one id with another body", DuplicateAsync),
        new("shuffle", "twelve plans of one hand-out in any order; the highest revision must hold", ShuffleAsync),
        new("poison", "a person whose state can't be read: its messages go to quarantine, the others go on, and it goes on when mended", PoisonAsync),
        new("crash", "the largest, deepest and strangest messages: no hub may end", scene => KeptAsync(scene, Crafted.Heavy(scene.Traffic.NewPerson()))),
        new("malformed", "what is no message of the published language: each refused with its number", scene => KeptAsync(scene, Crafted.Malformed(scene.Traffic.NewPerson()))),
        new("oversize", "0.3, 1 and 16 MiB: refused, and memory is bounded; 129 MiB: refused by the broker; 100 KiB of headers are taken", OversizeAsync),
        new("mixed-versions", "unknown attributes, fields and values are kept as sent; unknown types wait in quarantine", MixAsync),
    ];

    private static async Task KeptAsync(Scene scene, IReadOnlyList<Parcel> parcels)
    {
        await Parcel.SendAsync(scene, parcels);
        await scene.RecoveredAsync();
        scene.Found.AddRange(await Parcel.MisplacedAsync(scene, parcels));
    }

    private static async Task DuplicateAsync(Scene scene)
    {
        var made = Enumerable.Range(0, Duplicated).Select(_ => scene.Traffic.MakeIncident(scene.Traffic.NewPerson())).ToList();
        await Task.WhenAll(Enumerable.Range(0, Times / 2).Select(async channelNumber =>
        {
            var copies = made.Concat(made).Select(item => new Parcel("copy", "coa", item.Body, "")).ToArray();
            new Random(scene.Options.Seed + channelNumber).Shuffle(copies);
            await Parcel.SendAsync(scene, copies);
        }));
        foreach (var (sent, _) in made)
            sent.ConfirmedAt = DateTimeOffset.UtcNow;
        scene.Special.AddRange(made.Select(item => item.Sent));
        // A blank more is another body.
        await KeptAsync(scene, [new Parcel("an id used again", "coa", [.. made[0].Body, (byte)' '], "KH230")]);
    }

    private static async Task ShuffleAsync(Scene scene)
    {
        var (decision, handOutAt) = scene.Traffic.SendShuffled(Plans);
        await scene.RecoveredAsync();
        await using var connection = new NpgsqlConnection(scene.Site.Database);
        await connection.OpenAsync();
        await using var read = new NpgsqlCommand("SELECT hand_out_at FROM readiness WHERE decision_number = $1", connection) { Parameters = { new() { Value = decision.Thread } } };
        if (await read.ExecuteScalarAsync() is not long planned || planned != handOutAt.ToUnixTimeMilliseconds())
            scene.Found.Add($"revision: the hand-out of decision {decision.Thread} is not what its highest revision says");
    }

    // A message that no code can handle is not at hand; a state that can't be opened does the same to every message about that person.
    private static async Task PoisonAsync(Scene scene)
    {
        var person = scene.Traffic.NewPerson();
        var first = new Parcel("before", "coa", Crafted.Incident(person, "poison").ToBytes(), "");
        await Parcel.SendAsync(scene, [first]);
        scene.Found.AddRange(await Parcel.MisplacedAsync(scene, [first]));
        await using var connection = new NpgsqlConnection(scene.Site.Database);
        await connection.OpenAsync();
        await using var damage = new NpgsqlCommand("""
            UPDATE person SET sealed_state = '\x00'::bytea FROM person AS old
            WHERE person.id = old.id AND person.id = (SELECT person FROM inbox WHERE body_digest = $1) RETURNING person.id, old.sealed_state
            """, connection) { Parameters = { new() { Value = SHA256.HashData(first.Body) } } };
        Guid id;
        byte[] state;
        await using (var reader = await damage.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            (id, state) = (reader.GetGuid(0), (byte[])reader[1]);
        }
        await KeptAsync(scene, [.. Enumerable.Range(0, 3).Select(i => new Parcel($"poisoned {i}", "coa", Crafted.Incident(person, "poison").ToBytes(), "KH240"))]);
        await using var mend = new NpgsqlCommand("UPDATE person SET sealed_state = $2 WHERE id = $1", connection) { Parameters = { new() { Value = id }, new() { Value = state } } };
        await mend.ExecuteNonQueryAsync();
        await KeptAsync(scene, [new Parcel("after", "coa", Crafted.Incident(person, "poison").ToBytes(), "")]);
    }

    private static async Task OversizeAsync(Scene scene)
    {
        var before = scene.Hubs.Select(hub => hub.Process.Memory).ToList();
        await KeptAsync(scene, Crafted.Oversize(scene.Traffic.NewPerson()));
        await AuthorityFaults.RefusedAsync(scene, "a message of 129 MiB", channel => channel.BasicPublishAsync(
            "keten.in.coa", "any", true, new BasicProperties { ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent }, Crafted.Huge()).AsTask());
        foreach (var (hub, was) in scene.Hubs.Zip(before))
        {
            if (hub.Process.Memory - was > MostMoreMemory)
                scene.Found.Add($"memory: a hub took {(hub.Process.Memory - was) >> 20} MiB for messages that are too large");
        }
    }

    private static async Task MixAsync(Scene scene)
    {
        var parcels = Crafted.Mixed(scene.Traffic.NewPerson());
        await KeptAsync(scene, parcels);
        await using var connection = new NpgsqlConnection(scene.Site.Database);
        await connection.OpenAsync();
        foreach (var parcel in parcels.Where(parcel => parcel.Refusal == ""))
        {
            await using var find = new NpgsqlCommand("""
                SELECT p.id, p.wrapped_key, l.sealed_body FROM inbox i JOIN person p ON p.id = i.person JOIN log l ON l.person = i.person AND l.n = i.n
                WHERE i.body_digest = $1
                """, connection) { Parameters = { new() { Value = SHA256.HashData(parcel.Body) } } };
            await using var reader = await find.ExecuteReaderAsync();
            if (!await reader.ReadAsync() || !Opened(reader.GetGuid(0), (byte[])reader[1], (byte[])reader[2]).AsSpan().SequenceEqual(parcel.Body))
                scene.Found.Add($"not kept: {parcel.Name} does not stand in the log as it was sent");
        }

        byte[] Opened(Guid person, byte[] wrapped, byte[] body)
        {
            using var keys = new HubKeys(new KeyRingFile(scene.Site.KeyRingFile, Convert.FromHexString(Servers.KetenSite.MasterKey)).Read());
            using var key = keys.PersonKey(person, wrapped);
            return key.Open(body, HubKeys.Bound(person, "log"));
        }
    }
}
