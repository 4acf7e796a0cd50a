using System.Security.Cryptography;

namespace KetenHub.Hub;

/// <summary>Entries of one person whose content is gone, until a later entry says why: an erasure, or retention that names them.</summary>
internal sealed class MissingContent
{
    private static readonly byte[] Nothing = SHA256.HashData([]);

    private List<long>? numbers;

    /// <summary>The first that nothing explains; null when there is none.</summary>
    public long? First => numbers is { Count: > 0 } ? numbers[0] : null;

    /// <summary>The next entry of the person.</summary>
    public void Look(LogRow row)
    {
        if (row.SealedBody is null && !row.BodyDigest.AsSpan().SequenceEqual(Nothing))
            (numbers ??= []).Add(row.N);
        else if (numbers is not null && row.Kind == LogKind.Erased)
            numbers = null;
        else if (numbers is not null && row.Kind == LogKind.Expired)
            numbers.RemoveAll(n => ExpiredEntries.Names(row.Why, n));
    }
}
