using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Recomputes the chains of one person and those merged into it.</summary>
/// <param name="Entries">Entries recomputed, or that would have to be.</param>
/// <param name="FirstBad">The first one that does not fit, or null.</param>
/// <param name="IsTooLong">Not done: more than a page can wait for.</param>
internal sealed record ChainCheck(long Entries, long? FirstBad, bool IsTooLong)
{
    private const int Most = 20_000;
    private const int Step = 1000;

    public static async Task<ChainCheck> OfAsync(IHubReads reads, IReadOnlyList<PersonRow> family, CancellationToken cancellation)
    {
        var all = family.Sum(person => person.N);
        if (all > Most)
            return new ChainCheck(all, null, true);
        foreach (var person in family)
        {
            var log = await ReadAsync(reads, person, cancellation);
            if (FirstBadOf(person, log) is { } bad)
                return new ChainCheck(all, bad, false);
        }
        return new ChainCheck(all, null, false);
    }

    // In order of n, as far as the head that was read before: later entries are no fault.
    private static async Task<List<LogRow>> ReadAsync(IHubReads reads, PersonRow person, CancellationToken cancellation)
    {
        var log = new List<LogRow>();
        while (true)
        {
            var page = await reads.TimelineAsync([person.Id], log.Count, Step, cancellation);
            log.AddRange(page.Items);
            if (page.Items.Count < Step)
                return [.. log.OrderBy(row => row.N).TakeWhile(row => row.N <= person.N)];
        }
    }

    private static long? FirstBadOf(PersonRow person, List<LogRow> log)
    {
        var (n, head) = (0L, LogChain.Genesis());
        foreach (var row in log)
        {
            if (LogVerifier.WhyBad(row, n, head) is not null)
                return n + 1;
            (n, head) = (row.N, row.Hash);
        }
        return n == person.N && head.AsSpan().SequenceEqual(person.Head) ? null : n + 1;
    }
}
