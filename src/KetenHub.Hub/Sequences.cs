using System.Globalization;

namespace KetenHub.Hub;

/// <summary>Watches the sequence numbers of each source: what is missing is counted and shown, never guessed at.</summary>
internal static class Sequences
{
    public static async Task<IReadOnlyList<SequenceRow>> AdvanceAsync(
        IHubTx tx, IEnumerable<ReadMessage> accepted, DateTimeOffset now, CancellationToken cancellation)
    {
        var numbered = accepted.Where(read => read.Event!.Sequence is not null).ToList();
        if (numbered.Count == 0)
            return [];
        var rows = new Dictionary<string, SequenceRow>(
            await tx.FindSequencesTxAsync([.. numbered.Select(read => read.Event!.Source).Distinct()], cancellation), StringComparer.Ordinal);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var read in numbered)
        {
            var source = read.Event!.Source;
            if (!long.TryParse(read.Event.Sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                continue;
            rows[source] = Advance(rows.GetValueOrDefault(source), source, read.Inbound.Publisher, number, now);
            changed.Add(source);
        }
        return [.. changed.Select(source => rows[source])];
    }

    private static SequenceRow Advance(SequenceRow? row, string source, string publisher, long number, DateTimeOffset now) =>
        row is null ? new SequenceRow(source, publisher, number, 0, now)
        : number > row.Highest ? row with { Highest = number, Missing = row.Missing + number - row.Highest - 1, SeenAt = now }
        // A late one fills a gap; each number is counted once because each event is.
        : row with { Missing = Math.Max(0, row.Missing - 1), SeenAt = now };
}
