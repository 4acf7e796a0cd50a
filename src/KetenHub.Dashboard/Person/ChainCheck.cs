using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Recomputes the chains of one person and those merged into it, from the first entry to the head that was read before.</summary>
/// <param name="Entries">Entries recomputed, or that would have to be.</param>
/// <param name="FirstBad">The first one that does not fit, or null.</param>
/// <param name="BadMember">Whose it is: place in the family.</param>
/// <param name="IsTooLong">Not done: it takes longer than a page may, and was not asked for.</param>
internal sealed record ChainCheck(long Entries, long? FirstBad, int BadMember, bool IsTooLong)
{
    // Recomputed at each look; what is longer only when somebody asks for it.
    private const int Most = 20_000;
    private const int Step = 1000;

    public static async Task<ChainCheck> OfAsync(IHubReads reads, IReadOnlyList<PersonRow> family, bool asked, CancellationToken cancellation)
    {
        var all = family.Sum(person => person.N);
        if (all > Most && !asked)
            return new ChainCheck(all, null, 0, true);
        foreach (var (member, person) in family.Index())
        {
            if (await FirstBadAsync(reads, person, cancellation) is { } bad)
                return new ChainCheck(all, bad, member, false);
        }
        return new ChainCheck(all, null, 0, false);
    }

    /// <summary>Whether this entry, or one before it in the same log, does not fit.</summary>
    public bool IsDoubtful(int member, long n) => FirstBad is { } bad && BadMember == member && n >= bad;

    private static async Task<long?> FirstBadAsync(IHubReads reads, PersonRow person, CancellationToken cancellation)
    {
        var (n, head) = (0L, LogChain.Genesis());
        while (n < person.N)
        {
            // As far as the head: later entries are no fault.
            var page = await reads.ChainAsync(person.Id, n, (int)Math.Min(Step, person.N - n), cancellation);
            foreach (var row in page)
            {
                if (row.N > person.N || LogVerifier.WhyBad(row, n, head) is not null)
                    return n + 1;
                (n, head) = (row.N, row.Hash);
            }
            if (page.Count == 0)
                return n + 1;
        }
        return head.AsSpan().SequenceEqual(person.Head) ? null : n + 1;
    }
}
