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
    // More would take from a hub at work what its pages and lanes need.
    private const int MostParts = 4;

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
        // At one moment: on a store that is being written to, heads read later would be ahead of the log.
        await using var whole = await reads.WholeLogAsync(Math.Min(Environment.ProcessorCount, MostParts), cancellation);
        var told = new Told(progress);
        // Who reads an entry also hashes it: handed to another core it would have to be fetched again.
        var parts = await Task.WhenAll(whole.Parts.Select(part => Task.Run(() => ComparePartAsync(part, covered, told, cancellation), CancellationToken.None)));
        var result = new Verification(parts.Sum(part => part.Persons), parts.Sum(part => part.Entries), null);
        if (parts.FirstOrDefault(part => part.FirstBad is not null) is { } bad)
            return result with { FirstBad = bad.FirstBad, Rewritten = bad.Rewritten };
        return covered.Where(signed => !signed.Value.Met).Select(signed => signed.Key.ToString("D")).Min(StringComparer.Ordinal) is not { } gone ? result
            : result with { FirstBad = Errors.HistoryDiffers.At($"person {gone} entry 1", "its log was signed, and is gone with the person") };
    }

    private static async Task<Verification> ComparePartAsync(LogPart part, Dictionary<Guid, CoveredChain> covered, Told told, CancellationToken cancellation)
    {
        long persons = 0, entries = 0;
        await using var log = part.Log.GetAsyncEnumerator(cancellation);
        try
        {
            var more = await log.MoveNextAsync();
            await foreach (var person in part.Persons.WithCancellation(cancellation))
            {
                // Both come in order of person: an entry that sorts before this person has none.
                if (more && Before(log.Current.Person, person.Id))
                    return new Verification(persons, entries, Bad(log.Current, "it belongs to no person of this store"));
                var (n, head) = (0L, LogChain.Genesis());
                var signed = covered.GetValueOrDefault(person.Id);
                signed?.Meet();
                var missing = new MissingContent();
                while (more && log.Current.Person == person.Id)
                {
                    if (WhyBad(log.Current, n, head) is { } why)
                        return new Verification(persons, entries, Bad(log.Current, why));
                    (n, head) = (log.Current.N, log.Current.Hash);
                    missing.Look(log.Current);
                    if (n == signed?.N && !signed.Hash.SequenceEqual(head))
                        return new Verification(persons, entries, Rewritten(person.Id, n)) { Rewritten = person.Id };
                    if (++entries % Told.Step == 0)
                        told.OneStep();
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
            return new Verification(persons, entries, more ? Bad(log.Current, "it belongs to no person of this store") : null);
        }
        catch (KetenHubException unreadable) when (unreadable.Problems[0].Kind == Errors.ChainBroken)
        {
            return new Verification(persons, entries, unreadable.Problems[0]);
        }
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
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (row.SealedBody is not null)
        {
            SHA256.HashData(row.SealedBody, hash);
            if (!hash.SequenceEqual(row.BodyDigest))
                return "its content differs from its digest";
        }
        LogChain.HashOf(row, hash);
        return hash.SequenceEqual(row.Hash) ? null : "its hash differs from what it says";
    }

    // The store sorts ids as text; Guid.CompareTo sorts them otherwise.
    private static bool Before(Guid a, Guid b) => string.CompareOrdinal(a.ToString("D"), b.ToString("D")) < 0;

    private static Problem Bad(LogRow row, string why) => At(row.Person, row.N, why);

    private static Problem At(Guid person, long n, string why) => Errors.ChainBroken.At($"person {person:D} entry {n}", why);

    // How far all parts are together.
    private sealed class Told(IProgress<long>? progress)
    {
        public const int Step = 10_000;
        private long entries;

        public void OneStep() => progress?.Report(Interlocked.Add(ref entries, Step));
    }
}
