namespace KetenHub.Hub;

/// <summary>How much came in and went out since it was written down last. Kept out of the hub transaction, as <see cref="PartnerPulses"/>.</summary>
public sealed class Flow
{
    private readonly Lock sync = new();
    private Dictionary<(long Minute, FlowKind Kind, int Bucket), long> counted = [];

    /// <summary>Minutes since 1970 of a moment.</summary>
    public static long MinuteOf(DateTimeOffset at) => (long)Math.Floor((at - DateTimeOffset.UnixEpoch).TotalMinutes);

    /// <summary>Messages were accepted.</summary>
    public void Accepted(int count, DateTimeOffset at)
    {
        if (count > 0)
            Add([new FlowRow(MinuteOf(at), FlowKind.Accepted, 0, count)]);
    }

    /// <summary>Notifications were confirmed, each so long after it was decided.</summary>
    public void Confirmed(IEnumerable<TimeSpan> delays, DateTimeOffset at) =>
        Add(delays.GroupBy(Delays.BucketOf).Select(bucket => new FlowRow(MinuteOf(at), FlowKind.Confirmed, bucket.Key, bucket.Count())));

    /// <summary>Takes what is not written down yet, in an order in which hubs that write the same rows don't wait for each other crosswise.</summary>
    public IReadOnlyList<FlowRow> Take()
    {
        Dictionary<(long Minute, FlowKind Kind, int Bucket), long> taken;
        lock (sync)
            (taken, counted) = (counted, []);
        return [.. taken.Select(one => new FlowRow(one.Key.Minute, one.Key.Kind, one.Key.Bucket, one.Value))
            .OrderBy(row => row.Minute).ThenBy(row => row.Kind).ThenBy(row => row.Bucket)];
    }

    /// <summary>Adds counts, also those that could not be written down.</summary>
    public void Add(IEnumerable<FlowRow> rows)
    {
        lock (sync)
        {
            foreach (var row in rows)
                counted[(row.Minute, row.Kind, row.Bucket)] = counted.GetValueOrDefault((row.Minute, row.Kind, row.Bucket)) + row.Count;
        }
    }
}

/// <summary>Times, counted in buckets: few enough to keep for every minute, fine enough to say "within 50 ms".</summary>
public static class Delays
{
    /// <summary>Upper bounds of the buckets; what took longer than the last is in one more.</summary>
    public static IReadOnlyList<TimeSpan> Bounds { get; } =
    [
        .. new[] { 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000 }.Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds)),
    ];

    /// <summary>Place of the bucket for a time.</summary>
    public static int BucketOf(TimeSpan delay)
    {
        var bucket = 0;
        while (bucket < Bounds.Count && Bounds[bucket] < delay)
            bucket++;
        return bucket;
    }

    /// <summary>Within what time this share of them was done.</summary>
    /// <param name="rows">Counts of times.</param>
    /// <param name="share">From 0 to 1: 0.5 for the median.</param>
    /// <returns>Place of the bucket; null when nothing was counted.</returns>
    public static int? Percentile(IEnumerable<FlowRow> rows, double share)
    {
        var buckets = rows.GroupBy(row => row.Bucket).OrderBy(bucket => bucket.Key).Select(bucket => (bucket.Key, Count: bucket.Sum(row => row.Count))).ToList();
        var rank = share * buckets.Sum(bucket => bucket.Count);
        var passed = 0L;
        foreach (var (bucket, count) in buckets)
        {
            passed += count;
            if (passed >= rank)
                return bucket;
        }
        return null;
    }
}
