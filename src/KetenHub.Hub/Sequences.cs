using System.Globalization;

namespace KetenHub.Hub;

/// <summary>Watches the sequence numbers of each source: what is missing is counted and shown, never guessed at.</summary>
internal static class Sequences
{
    // What a source skips more than this is a fault of the source, not so many messages; it must not drown the counts of the others.
    private const long MostMissing = 1_000_000;

    // Ranges remembered per source; beyond it late numbers no longer count as filling a gap.
    private const int MostRanges = 100;

    /// <summary>Which sources these messages count on.</summary>
    public static IReadOnlyCollection<string> Of(IEnumerable<ReadMessage> messages) =>
        [.. messages.Where(read => read.Event!.Sequence is not null).Select(read => read.Event!.Source).Distinct()];

    /// <summary>The rows that accepted messages change.</summary>
    public static IReadOnlyList<SequenceRow> Advance(
        IReadOnlyDictionary<string, SequenceRow> stored, IEnumerable<ReadMessage> accepted, DateTimeOffset now)
    {
        var rows = new Dictionary<string, SequenceRow>(stored, StringComparer.Ordinal);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var read in accepted.Where(read => read.Event!.Sequence is not null))
        {
            var source = read.Event!.Source;
            // 20 digits can be more than a long holds; such a number follows nothing and is not counted.
            if (!long.TryParse(read.Event.Sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                continue;
            rows[source] = Advance(rows.GetValueOrDefault(source), source, read.Inbound.Publisher, number, now);
            changed.Add(source);
        }
        return [.. changed.Select(source => rows[source])];
    }

    private static SequenceRow Advance(SequenceRow? row, string source, string publisher, long number, DateTimeOffset now)
    {
        if (row is null)
            return new SequenceRow(source, publisher, number, 0, now, "");
        var gaps = Read(row.Gaps);
        if (number > row.Highest)
        {
            if (number > row.Highest + 1)
                gaps.Add((row.Highest + 1, number - 1));
            return With(row with { Highest = number, SeenAt = now }, gaps, row.Missing + Math.Min(MostMissing, number - row.Highest - 1));
        }
        // A late one fills its gap; one that came before, under another id, fills nothing.
        var at = gaps.FindIndex(gap => gap.From <= number && number <= gap.To);
        if (at < 0)
            return row with { SeenAt = now };
        var (from, to) = gaps[at];
        gaps.RemoveAt(at);
        if (number < to)
            gaps.Insert(at, (number + 1, to));
        if (from < number)
            gaps.Insert(at, (from, number - 1));
        return With(row with { SeenAt = now }, gaps, row.Missing - 1);
    }

    private static SequenceRow With(SequenceRow row, List<(long From, long To)> gaps, long missing) => row with
    {
        Missing = Math.Clamp(missing, 0, MostMissing),
        Gaps = string.Join(',', gaps.TakeLast(MostRanges).Select(gap => string.Create(CultureInfo.InvariantCulture, $"{gap.From}-{gap.To}"))),
    };

    private static List<(long From, long To)> Read(string gaps) =>
        [.. gaps.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(gap => gap.Split('-')).Select(ends =>
            (long.Parse(ends[0], CultureInfo.InvariantCulture), long.Parse(ends[1], CultureInfo.InvariantCulture)))];
}
