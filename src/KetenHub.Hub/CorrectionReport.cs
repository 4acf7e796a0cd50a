using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Whether those who got wrong data have the correction (AVG art. 19).</summary>
/// <param name="Entry">Number of the correction in its person's log.</param>
/// <param name="At">When it was made.</param>
/// <param name="Actor">Who corrected.</param>
/// <param name="Of">Reference of the log, and number, of the entry that is wrong.</param>
/// <param name="Field">The field.</param>
/// <param name="Reason">Why.</param>
/// <param name="Recipients">A line for each notification.</param>
/// <param name="ToldOtherwise">Codes of partners that were told by somebody.</param>
public sealed record CorrectionReport(
    long Entry, DateTimeOffset At, string Actor, string Of, string Field, string Reason, IReadOnlyList<CorrectionDelivery> Recipients, IReadOnlyList<string> ToldOtherwise)
{
    /// <summary>Everybody has it.</summary>
    public bool IsDelivered => Recipients.All(recipient => recipient.DeliveredAt is not null && recipient.Result is null or "Delivered");

    /// <summary>Every correction of a person, earliest first. The look-up must be logged before.</summary>
    public static async Task<IReadOnlyList<CorrectionReport>> ReadAsync(IHubReads reads, HubKeys keys, PartnerList partners, Guid person, CancellationToken cancellation)
    {
        using var log = await OpenedLog.ReadAsync(reads, keys, person, cancellation);
        var told = log.Entries.Where(entry => entry.Row is { Kind: LogKind.Notified, Type: PersonCorrection.Told }).ToList();
        var sent = (await reads.DeliveriesAsync([.. told.Select(entry => Guid.Parse(entry.Row.EventId))], cancellation)).ToDictionary(row => row.Notification);
        // What an adapter reported last.
        var reported = log.Entries.Where(entry => entry.Row is { Kind: LogKind.Received, Type: "delivery-reported" }).Select(entry => entry.Body?["data"])
            .Where(data => data is not null).GroupBy(data => (string?)data!["notificationId"] ?? "", StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (string?)group.Last()!["result"], StringComparer.Ordinal);
        return [.. log.Entries.Where(entry => entry.Correction is not null).Select(entry => new CorrectionReport(
            entry.Row.N, entry.Row.At, entry.Row.Party, $"{entry.Correction!.Person:D}/{entry.Correction.N}", entry.Correction.Field, entry.Correction.Reason,
            [.. told.Where(one => one.Row.Person == entry.Row.Person && one.Row.CauseN == entry.Row.N).Select(one => Delivery(one, partners, sent, reported))],
            entry.Correction.ToldOtherwise))];
    }

    /// <summary>As JSON.</summary>
    public static string ToJson(IReadOnlyList<CorrectionReport> corrections) => JsonSerializer.Serialize(new { corrections }, CloudEventWriter.JsonOptions);

    private static CorrectionDelivery Delivery(
        OpenedEntry told, PartnerList partners, Dictionary<Guid, DeliveryRow> sent, Dictionary<string, string?> reported)
    {
        var row = sent.GetValueOrDefault(Guid.Parse(told.Row.EventId));
        return new CorrectionDelivery(
            told.Row.Party, partners.Find(told.Row.Party)?.Name ?? told.Row.Party, told.Row.EventId, (string?)told.Body?["data"]?["correctedId"] ?? "", row?.SentAt, row?.Attempts ?? 0,
            reported.GetValueOrDefault(told.Row.EventId));
    }
}

/// <summary>One notification of a correction.</summary>
/// <param name="Partner">Code of the recipient.</param>
/// <param name="Name">Its name.</param>
/// <param name="Notification">Id of the notification.</param>
/// <param name="CorrectedId">Id of the notification that was wrong.</param>
/// <param name="DeliveredAt">Since when the recipient's queue has it; null: not yet.</param>
/// <param name="Attempts">How often it was tried in vain.</param>
/// <param name="Result">What the recipient's adapter reported, see <see cref="DeliveryResult"/>; null: nothing.</param>
public sealed record CorrectionDelivery(string Partner, string Name, string Notification, string CorrectedId, DateTimeOffset? DeliveredAt, int Attempts, string? Result);
