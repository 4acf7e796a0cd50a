using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Rows of the outbox that were kept long enough after their recipient's queue confirmed them. One that was not confirmed is never among them. What a
/// correction was told by stays as long as its person: whether it reached everybody must be answered (AVG art. 19).</summary>
internal sealed class DueSent(IHubStore store, RetentionTerms terms, PersonsByRight rights)
{
    private const int InBatch = 500;

    /// <summary>Looks at them from the earliest on, and counts.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="dryRun">Counts only.</param>
    /// <param name="tally">What it did.</param>
    /// <param name="note">After each batch.</param>
    /// <param name="cancellation">Ends it after the batch it is in.</param>
    public async Task RunAsync(DateTimeOffset now, bool dryRun, RetentionTally tally, Func<Task> note, CancellationToken cancellation)
    {
        if (terms.Sent is not { } term)
            return;
        for (long? after = 0; after is { } place;)
        {
            var page = await store.Retention.SentAsync(now - term.Keep, place, InBatch, cancellation);
            var goes = new List<Guid>();
            foreach (var row in page.Rows)
            {
                if (await WhyStaysAsync(row, cancellation) is { } why)
                    tally.Add(term.Type, why);
                else
                    goes.Add(row.Id);
            }
            if (!dryRun && goes.Count > 0)
                await store.Retention.RemoveSentAsync(goes, cancellation);
            foreach (var _ in goes)
                tally.Add(term.Type, null);
            await note();
            after = page.Next;
        }
    }

    private async Task<Problem?> WhyStaysAsync(SentRow row, CancellationToken cancellation) =>
        await rights.WhyAsync(row.Person, cancellation)
        ?? (row.Type == PersonCorrection.Told && !await rights.IsErasedAsync(row.Person, cancellation) ? Errors.StillNeeded.At("notification", "it tells a correction") : null);
}
