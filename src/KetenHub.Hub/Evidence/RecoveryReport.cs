using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>What a store that was put back from a backup lacks, as far as can be known: how many signed entries are gone, and after which number
/// each source has to send again. Who sends more than is missing does no harm: what is there already is recognised by its id.</summary>
/// <param name="Signed">Entries that the checkpoints hold.</param>
/// <param name="Entries">Entries of the store.</param>
/// <param name="Until">When the store heard its last event; null when none.</param>
/// <param name="Sources">Per source the highest number heard, and numbers before it that never came.</param>
/// <param name="Unnumbered">Partners that may send and of whom no number was heard: they send again all since <paramref name="Until"/>.</param>
/// <param name="Unsent">Notifications that go out again, with the ids they had.</param>
public sealed record RecoveryReport(
    long Signed, long Entries, DateTimeOffset? Until, IReadOnlyList<SequenceRow> Sources, IReadOnlyList<string> Unnumbered, long Unsent)
{
    /// <summary>Entries as the tree counts them: those of the audit log too. Of those that wait for a checkpoint only the log's: what commands noted since the store was
    /// put back was never signed.</summary>
    public long InTree { get; init; }

    /// <summary>Signed entries that are gone; more may be that were not signed yet.</summary>
    public long Gone => Math.Max(0, Signed - InTree);

    /// <summary>Verifies the store as far as it goes, and reports.</summary>
    /// <exception cref="KetenHubException">KH304, KH307: it is not a beginning of the log that was signed, so this is no restored backup of it.</exception>
    public static async Task<RecoveryReport> ReadAsync(IHubStore store, CheckpointFolder folder, PartnerList partners, CancellationToken cancellation)
    {
        var verified = await CheckpointVerifier.VerifyAsync(store, folder, null, cancellation);
        if (verified.FirstBad is { } bad && bad.Kind != Errors.LogShorter)
            throw new KetenHubException(bad);
        var overview = await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, cancellation);
        var sources = await store.Reads.SequencesAsync(cancellation);
        var numbered = sources.Select(source => source.Publisher).ToHashSet(StringComparer.Ordinal);
        var waiting = (await store.Checkpoints.QueuedAsync(int.MaxValue, cancellation)).Sum(
            queued => Enumerable.Range(0, Leaves.Count(queued.Leaves)).Count(place => Leaves.EntryAt(queued.Leaves, place).N != Leaves.ActionN));
        return new RecoveryReport(
            folder.Read()[^1].Size, overview.LogEntries, overview.LastAcceptedAt, sources,
            [.. partners.All.Where(partner => partner.Publishes.Count > 0 && !numbered.Contains(partner.Code)).Select(partner => partner.Code)], overview.Unsent)
        {
            InTree = ((await store.Checkpoints.LatestAsync(cancellation))?.Size ?? 0) + waiting,
        };
    }
}
