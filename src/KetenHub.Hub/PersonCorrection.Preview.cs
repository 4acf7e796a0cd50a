using KetenHub.Contracts;

namespace KetenHub.Hub;

public sealed partial class PersonCorrection
{
    /// <summary>Whom a correction would be told to, and who can't be told by the hub. The look-up must be logged before; nothing is written.</summary>
    /// <param name="person">The person; not one that was merged into another.</param>
    /// <param name="of">Whose log the entry stands in.</param>
    /// <param name="n">Its number there.</param>
    /// <param name="field">The field, as a JSON Pointer.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="KetenHubException">KH418: no such entry or field.</exception>
    public async Task<CorrectionPreview> PreviewAsync(Guid person, Guid of, long n, string field, CancellationToken cancellation)
    {
        using var log = await OpenedLog.ReadAsync(store.Reads, keys, person, cancellation);
        if (log.Find(of, n) is not { Body: { } body } entry)
            throw new KetenHubException(Errors.EntryNotCorrectable.At("entry", "a message that came in or went out, and has its content still"));
        if (OpenedLog.At(body, field) is not { } was)
            throw new KetenHubException(Errors.EntryNotCorrectable.At("field", "a field that the message has, such as /data/handOut/location/name"));
        return new CorrectionPreview(was.ToString(),
        [
            .. log.ReachedBy(entry, field, partners).GroupBy(one => one.Row.Party)
                .Select(party => new CorrectionReach(party.Key, partners.Find(party.Key)?.Name ?? party.Key, party.Count(), IsTold(party.Key))).OrderBy(one => one.Partner, StringComparer.Ordinal),
        ]);
    }
}

/// <summary>What a correction would do.</summary>
/// <param name="Was">What the field says.</param>
/// <param name="Reached">Partners that were told what is wrong, or can have been.</param>
public sealed record CorrectionPreview(string Was, IReadOnlyList<CorrectionReach> Reached);

/// <summary>A partner that can have been told what is wrong.</summary>
/// <param name="Partner">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Notifications">By how many notifications.</param>
/// <param name="IsTold">The hub tells it the correction; otherwise somebody must.</param>
public sealed record CorrectionReach(string Partner, string Name, int Notifications, bool IsTold);
