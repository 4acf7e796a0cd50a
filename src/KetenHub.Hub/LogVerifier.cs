using System.Security.Cryptography;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Result of verifying the whole log.</summary>
/// <param name="Persons">Persons verified.</param>
/// <param name="Entries">Entries verified.</param>
/// <param name="FirstBad">The first entry that does not fit; null when all do.</param>
public sealed record Verification(long Persons, long Entries, Problem? FirstBad)
{
    /// <summary>Whose chain fits in itself and is not the one that was signed.</summary>
    internal Guid? Rewritten { get; init; }
}

/// <summary>Verifies every person's hash chain, offline and without keys. Names the first entry that was changed, moved, added or removed.
/// Who can rewrite the whole database can make chains that fit, or take a person away with the whole log: that shows only against
/// receipts or checkpoints that are kept elsewhere.</summary>
public static class LogVerifier
{
    /// <summary>Reads the whole log once.</summary>
    /// <param name="reads">The store.</param>
    /// <param name="progress">Told the number of entries verified, now and then.</param>
    /// <param name="cancellation">Cancels.</param>
    public static Task<Verification> VerifyAsync(IHubReads reads, IProgress<long>? progress, CancellationToken cancellation) =>
        VerifyAsync(reads, [], progress, cancellation);

    /// <summary>The same, and that each chain holds what checkpoints say it held.</summary>
    internal static async Task<Verification> VerifyAsync(
        IHubReads reads, Dictionary<Guid, CoveredChain> covered, IProgress<long>? progress, CancellationToken cancellation)
    {
        try
        {
            return await CompareAsync(reads, covered, progress, cancellation);
        }
        catch (KetenHubException unreadable) when (unreadable.Problems[0].Kind == Errors.ChainBroken)
        {
            return new Verification(0, 0, unreadable.Problems[0]);
        }
    }

    private static async Task<Verification> CompareAsync(
        IHubReads reads, Dictionary<Guid, CoveredChain> covered, IProgress<long>? progress, CancellationToken cancellation)
    {
        long persons = 0, entries = 0;
        // At one moment: on a store that is being written to, heads read later would be ahead of the log.
        await using var whole = await reads.WholeLogAsync(cancellation);
        await using var log = ReadAhead.Of(_ => whole.Log, cancellation).GetAsyncEnumerator(cancellation);
        var more = await log.MoveNextAsync();
        await foreach (var person in whole.Persons.WithCancellation(cancellation))
        {
            // Both come in order of person: an entry that sorts before this person has none.
            if (more && Before(log.Current.Person, person.Id))
                return new Verification(persons, entries, Bad(log.Current, "it belongs to no person of this store"));
            var (n, head) = (0L, LogChain.Genesis());
            covered.Remove(person.Id, out var signed);
            var missing = new MissingContent();
            while (more && log.Current.Person == person.Id)
            {
                if (WhyBad(log.Current, n, head) is { } why)
                    return new Verification(persons, entries, Bad(log.Current, why));
                (n, head) = (log.Current.N, log.Current.Hash);
                missing.Look(log.Current);
                if (n == signed?.N && !signed.Hash.SequenceEqual(head))
                    return new Verification(persons, entries, Rewritten(person.Id, n)) { Rewritten = person.Id };
                if (++entries % 10_000 == 0)
                    progress?.Report(entries);
                more = await log.MoveNextAsync();
            }
            if (n != person.N || !head.AsSpan().SequenceEqual(person.Head))
                return new Verification(persons, entries, At(person.Id, n + 1, $"the person's head says {person.N} entries, the log has {n} that fit"));
            if (n < signed?.N)
                return new Verification(persons, entries, Errors.HistoryDiffers.At($"person {person.Id:D} entry {n + 1}", $"{signed.N} entries were signed, the log ends before it"));
            if (missing.First is { } bare)
                return new Verification(persons, entries, At(person.Id, bare, "its content is gone, and no erasure or retention says so"));
            persons++;
        }
        if (more)
            return new Verification(persons, entries, Bad(log.Current, "it belongs to no person of this store"));
        return covered.Count == 0 ? new Verification(persons, entries, null)
            : new Verification(persons, entries, Errors.HistoryDiffers.At(
                $"person {covered.Keys.MinBy(person => person.ToString("D"), StringComparer.Ordinal):D} entry 1", "its log was signed, and is gone with the person"));
    }

    // Every hash fits the one before it: somebody made the chain anew.
    private static Problem Rewritten(Guid person, long n) =>
        Errors.HistoryDiffers.At($"person {person:D} entry {n}", "it or one before it is not what was signed; the chain was made anew");

    /// <summary>Why an entry does not fit behind the one before it; null when it does.</summary>
    /// <param name="row">The entry.</param>
    /// <param name="previousN">Number of the one before it, 0 for none.</param>
    /// <param name="previousHash">Its hash, 32 zero bytes for none.</param>
    public static string? WhyBad(LogRow row, long previousN, byte[] previousHash)
    {
        if (row.N != previousN + 1)
            return $"entry {previousN + 1} is missing before it";
        if (!row.PrevHash.AsSpan().SequenceEqual(previousHash))
            return "its previous hash is not that of the entry before it";
        if (row.SealedBody is not null && !SHA256.HashData(row.SealedBody).AsSpan().SequenceEqual(row.BodyDigest))
            return "its content differs from its digest";
        return LogChain.HashOf(row).AsSpan().SequenceEqual(row.Hash) ? null : "its hash differs from what it says";
    }

    // The store sorts ids as text; Guid.CompareTo sorts them otherwise.
    private static bool Before(Guid a, Guid b) => string.CompareOrdinal(a.ToString("D"), b.ToString("D")) < 0;

    private static Problem Bad(LogRow row, string why) => At(row.Person, row.N, why);

    private static Problem At(Guid person, long n, string why) => Errors.ChainBroken.At($"person {person:D} entry {n}", why);
}
