using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>What an account sent, and what became of it as far as the sender may know: that it was taken, and which organisations were told because of
/// it. Nothing about the person or the case.</summary>
internal sealed class SentQuery(IHubStore store, PartnerList partners, Visit visit)
{
    private const int Most = 50;

    public IReadOnlyList<SentReport> Reports { get; private set; } = [];

    public long Total { get; private set; }

    public async Task LoadAsync(CancellationToken cancellation)
    {
        var page = await store.Reads.EnteredAsync(PageEvent.SourceOf(visit.Who.Partner!, visit.Who), 0, Most, cancellation);
        var reports = new List<SentReport>();
        foreach (var row in page.Items)
        {
            var entries = await store.Reads.CausedAsync(row.Person, row.N, cancellation);
            var told = entries.Where(entry => entry.Kind == LogKind.Notified).Select(entry => partners.Find(entry.Party)?.Name ?? entry.Party).Distinct();
            var own = entries.FirstOrDefault(entry => entry.N == row.N);
            reports.Add(new SentReport(row.Key.EventId, row.ReceivedAt, own?.Type ?? "", [.. told.Order(StringComparer.Ordinal)], own is { SealedBody: null }));
        }
        (Reports, Total) = (reports, page.Total);
    }
}

/// <summary>One report that was sent.</summary>
/// <param name="Number">Number of its receipt.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Type">Short name of the message type.</param>
/// <param name="Told">Names of the organisations that were told because of it.</param>
/// <param name="Erased">What it said was erased.</param>
internal sealed record SentReport(string Number, DateTimeOffset At, string Type, IReadOnlyList<string> Told, bool Erased);
