using System.Diagnostics;
using System.Security.Cryptography;
using KetenHub.Contracts;
using KetenHub.Hub;
using Npgsql;
using RabbitMQ.Client;

namespace KetenHub.Faults.Real;

/// <summary>A message outside of the load, and what must become of it.</summary>
/// <param name="Name">What it is, for the report.</param>
/// <param name="Partner">On whose lane.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Refusal">Number of the error for which it must be in quarantine; empty: it must be accepted; null: either, but kept.</param>
internal sealed record Parcel(string Name, string Partner, byte[] Body, string? Refusal)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    /// <summary>Content type.</summary>
    public string? ContentType { get; init; } = CloudEvent.ContentType;

    /// <summary>Headers beside it.</summary>
    public IDictionary<string, object?>? Headers { get; init; }

    // Of what is too large one byte too many is kept.
    private byte[] Digest => SHA256.HashData(Body.AsSpan(0, Math.Min(Body.Length, InboundMessage.MaxBytes)));

    /// <summary>Sends them, each in its own partner's name, and waits until the broker has confirmed all.</summary>
    public static async Task SendAsync(Scene scene, IEnumerable<Parcel> parcels)
    {
        foreach (var ofPartner in parcels.GroupBy(parcel => parcel.Partner))
        {
            await using var connection = await scene.Site.OpenAsync(ofPartner.Key, CancellationToken.None);
            await using var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
            foreach (var parcel in ofPartner)
            {
                var properties = new BasicProperties { DeliveryMode = DeliveryModes.Persistent, ContentType = parcel.ContentType, Headers = parcel.Headers };
                await channel.BasicPublishAsync($"keten.in.{parcel.Partner}", "any", mandatory: true, properties, parcel.Body);
            }
        }
    }

    /// <summary>Waits until each stands where it must.</summary>
    /// <returns>Those that do not.</returns>
    public static async Task<IReadOnlyList<string>> MisplacedAsync(Scene scene, IReadOnlyList<Parcel> parcels)
    {
        var watch = Stopwatch.StartNew();
        List<string> wrong;
        do
        {
            await Task.Delay(100);
            wrong = [];
            foreach (var parcel in parcels)
            {
                var place = await parcel.PlaceAsync(scene.Site.Database);
                if (!parcel.FitsIn(place))
                    wrong.Add($"misplaced: {parcel.Name} should be {parcel.Refusal ?? "kept"}, is '{place ?? "nowhere"}'");
            }
        }
        while (wrong.Count > 0 && watch.Elapsed < Bound);
        return wrong;
    }

    /// <summary>Whether it stands in the inbox.</summary>
    public async Task<bool> IsAcceptedAsync(string database) => await PlaceAsync(database) is "";

    /// <summary>Whether it stands where it must.</summary>
    public async Task<bool> IsKeptAsync(string database) => FitsIn(await PlaceAsync(database));

    private bool FitsIn(string? place) => place is not null && (Refusal is null || (Refusal.Length == 0 ? place.Length == 0 : place.Split(',').Contains(Refusal)));

    // Empty where it was accepted, the numbers of its errors where it was refused, null where it is not.
    private async Task<string?> PlaceAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var find = new NpgsqlCommand("""
            SELECT errors FROM quarantine WHERE publisher = $1 AND digest = $2
            UNION ALL SELECT '' FROM inbox WHERE publisher = $1 AND body_digest = $2 LIMIT 1
            """, connection)
        {
            Parameters = { new() { Value = Partner }, new() { Value = Digest } },
        };
        return (string?)await find.ExecuteScalarAsync();
    }
}
