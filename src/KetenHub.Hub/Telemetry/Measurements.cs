using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace KetenHub.Hub;

/// <summary>Counts and times, as they happen.</summary>
internal static class Measurements
{
    private static readonly double[] Durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private static readonly Counter<long> Accepted = Counter(Metrics.Accepted);
    private static readonly Counter<long> Duplicates = Counter(Metrics.Duplicates);
    private static readonly Counter<long> Quarantined = Counter(Metrics.Quarantined);
    private static readonly Counter<long> Decisions = Counter(Metrics.Decisions);
    private static readonly Counter<long> LookUps = Counter(Metrics.LookUps);
    private static readonly Counter<long> Notified = Counter(Metrics.Notified);
    private static readonly Counter<long> ConfirmedCount = Counter(Metrics.Confirmed);
    private static readonly Counter<long> PostponedCount = Counter(Metrics.Postponed);
    private static readonly Counter<long> DeadlinesReached = Counter(Metrics.DeadlinesReached);
    private static readonly Counter<long> ReleasedCount = Counter(Metrics.BatchesReleased);
    private static readonly Counter<long> ConflictCount = Counter(Metrics.Conflicts);
    private static readonly Counter<long> LanesTaken = Counter(Metrics.LaneTaken);
    private static readonly Counter<long> LanesOvertaken = Counter(Metrics.LaneOvertaken);
    private static readonly Histogram<double> AcceptDuration = Histogram(Metrics.AcceptDuration, Durations);
    private static readonly Histogram<double> NotificationDelay = Histogram(Metrics.NotificationDelay, Durations);
    private static readonly Histogram<long> BatchSize = Telemetry.Meter.CreateHistogram<long>(
        Metrics.BatchSize.Name, Metrics.BatchSize.Unit, Metrics.BatchSize.Description, null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 150, 200, 256] });

    /// <summary>What one transaction wrote.</summary>
    public static void Committed(HubWrites writes)
    {
        if (!Accepted.Enabled)
            return;
        foreach (var entry in writes.Log)
        {
            switch (entry.Kind)
            {
                case LogKind.Received:
                    Accepted.Add(1, Partner(entry.Party), Type(entry.Type));
                    break;
                case LogKind.Notified:
                    Notified.Add(1, Partner(entry.Party), Type(entry.Type));
                    continue;
                case LogKind.Deadline:
                    DeadlinesReached.Add(1, new KeyValuePair<string, object?>("kind", entry.Type));
                    break;
                case LogKind.LookedUp:
                    LookUps.Add(1);
                    continue;
            }
            foreach (var reason in entry.Why.Split("; "))
                Decisions.Add(1, new KeyValuePair<string, object?>("reason", reason));
        }
    }

    /// <summary>A batch of a lane, with its receipts.</summary>
    public static void Handled(IReadOnlyList<InboundMessage> messages, IReadOnlyList<Receipt> receipts)
    {
        if (!Accepted.Enabled)
            return;
        BatchSize.Record(messages.Count);
        foreach (var (message, receipt) in messages.Zip(receipts))
        {
            AcceptDuration.Record(Stopwatch.GetElapsedTime(message.ArrivedAt).TotalSeconds, Partner(message.Publisher));
            if (receipt.Outcome == ReceiptOutcome.Duplicate)
                Duplicates.Add(1, Partner(message.Publisher));
            else if (receipt.Outcome == ReceiptOutcome.Quarantined)
                Quarantined.Add(1, Partner(message.Publisher), new KeyValuePair<string, object?>("error", receipt.Problems[0].Kind.Number));
        }
    }

    /// <summary>A batch that went back to its lane.</summary>
    public static void Released() => ReleasedCount.Add(1);

    /// <summary>The lane of this ticket is read here now.</summary>
    public static void LaneTaken(LaneTicket ticket) => LanesTaken.Add(1, new KeyValuePair<string, object?>("lane", ticket.Lane));

    /// <summary>A batch that another hub's reading of the lane made void.</summary>
    public static void LaneOvertaken() => LanesOvertaken.Add(1);

    /// <summary>A transaction that is decided again.</summary>
    public static void Conflict() => ConflictCount.Add(1);

    /// <summary>The recipient's queue has it.</summary>
    public static void Confirmed(string recipient, TimeSpan delay)
    {
        ConfirmedCount.Add(1, Partner(recipient));
        NotificationDelay.Record(delay.TotalSeconds, Partner(recipient));
    }

    /// <summary>A try that was not confirmed.</summary>
    public static void Postponed(string recipient) => PostponedCount.Add(1, Partner(recipient));

    private static Counter<long> Counter(Metric metric) => Telemetry.Meter.CreateCounter<long>(metric.Name, metric.Unit, metric.Description);

    private static Histogram<double> Histogram(Metric metric, double[] buckets) => Telemetry.Meter.CreateHistogram<double>(
        metric.Name, metric.Unit, metric.Description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });

    private static KeyValuePair<string, object?> Partner(string code) => new("partner", code);

    private static KeyValuePair<string, object?> Type(string name) => new("type", name);
}
