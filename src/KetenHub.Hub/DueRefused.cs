using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Refused messages that were kept long enough: their bytes go, and those of changed copies. Rows stay, with the reason of the refusal and when the bytes went;
/// one that nobody dealt with stays open.</summary>
internal sealed class DueRefused(IHubStore store, HubKeys keys, RetentionTerms terms, PersonsByRight rights)
{
    private const int InBatch = 100;

    /// <summary>Looks at all of them, and counts.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="dryRun">Counts only.</param>
    /// <param name="tally">What it did.</param>
    /// <param name="note">After each batch.</param>
    /// <param name="cancellation">Ends it after the batch it is in.</param>
    public async Task RunAsync(DateTimeOffset now, bool dryRun, RetentionTally tally, Func<Task> note, CancellationToken cancellation)
    {
        var due = new RefusedTerms(now - terms.Refused?.Keep, now - terms.RefusedOpen?.Keep);
        if (due is { SettledUntil: null, OpenUntil: null })
            return;
        Guid? last = null;
        while (await store.Retention.RefusedAsync(due, last, InBatch, cancellation) is { Count: > 0 } rows)
        {
            last = rows[^1].Id;
            var goes = new List<KeptRefused>();
            foreach (var row in rows)
            {
                if (await WhyStaysAsync(row, cancellation) is { } why)
                    tally.Add(NameOf(row), why);
                else
                    goes.Add(row);
            }
            var gone = dryRun ? [.. goes.Select(row => row.Id)] : await store.Retention.EmptyRefusedAsync(due, [.. goes.Select(row => row.Id)], now, cancellation);
            foreach (var row in goes.Where(row => gone.Contains(row.Id)))
                tally.Add(NameOf(row), null);
            await note();
        }
    }

    private static string NameOf(KeptRefused row) => row.IsOpen ? RetentionTerms.RefusedOpenName : RetentionTerms.RefusedName;

    private async Task<Problem?> WhyStaysAsync(KeptRefused row, CancellationToken cancellation)
    {
        if (row.IsWorkedOn)
            return Errors.StillNeeded.At("refused message", "somebody works on it");
        // Whom it is about, as far as it can be read: a hold holds what was refused too.
        if (RefusedBody.Open(keys, row.Id, await store.Failures.SealedRawAsync(row.Id, cancellation)) is not { } raw)
            return null;
        foreach (var hash in RefusedBody.PersonsOf(keys, raw))
        {
            if (await store.Reads.FindPersonAsync(hash, cancellation) is { } person && await rights.WhyAsync(person, cancellation) is { } why)
                return why;
        }
        return null;
    }
}
