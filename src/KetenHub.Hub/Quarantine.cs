using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Sets refused messages apart with their raw bytes, so that nothing that came in is lost.</summary>
internal static class Quarantine
{
    public static Receipt Add(HubWrites writes, HubKeys keys, ReadMessage read, IReadOnlyList<Problem> problems, DateTimeOffset now)
    {
        var inbound = read.Inbound;
        // The same bytes of the same partner are kept once; the number must then be the same as well.
        var id = EffectIds.Of($"quarantine|{inbound.Publisher}|{Convert.ToHexStringLower(read.Digest)}", 0);
        var kept = inbound.Body.Length > CloudEvent.MaxBytes ? inbound.Body[..CloudEvent.MaxBytes] : inbound.Body;
        var contentType = inbound.ContentType ?? "";
        writes.Quarantine.Add(new QuarantineRow(
            id, inbound.Publisher, now, contentType.Length > 200 ? contentType[..200] : contentType,
            string.Join(",", problems.Select(problem => problem.Kind.Number).Distinct()),
            string.Join('\n', problems),
            keys.SealQuarantine(id, kept.Span), read.Digest, inbound.Length));
        return new Receipt(ReceiptOutcome.Quarantined, read.Event?.Id, null, null, id, problems);
    }
}
