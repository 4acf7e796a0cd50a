namespace KetenHub.Hub;

/// <summary>What a metric is.</summary>
public enum MetricKind
{
    /// <summary>Only goes up.</summary>
    Counter,
    /// <summary>Times or sizes, in buckets.</summary>
    Histogram,
    /// <summary>As it is now.</summary>
    Gauge,
}

/// <summary>A metric of the hub.</summary>
/// <param name="Name">OpenTelemetry name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Unit">UCUM unit, or what is counted in braces.</param>
/// <param name="Tags">Its attributes, separated by spaces: codes and names of lists only, never a person, place, case or text.</param>
/// <param name="Description">For people.</param>
public sealed record Metric(string Name, MetricKind Kind, string Unit, string Tags, string Description)
{
    /// <summary>Its name at Prometheus, as OpenTelemetry's rules of translation make it.</summary>
    public string Prometheus => Name.Replace('.', '_') + (Unit == "s" ? "_seconds" : "") + (Kind == MetricKind.Counter ? "_total" : "");
}

/// <summary>Every metric of the hub, and nothing elsewhere: dashboards and alerts are checked against this list.</summary>
public static class Metrics
{
#pragma warning disable CS1591 // the description says it
    public static readonly Metric Accepted = new("ketenhub.messages.accepted", MetricKind.Counter, "{message}", "partner type", "Messages accepted");
    public static readonly Metric Duplicates = new("ketenhub.messages.duplicate", MetricKind.Counter, "{message}", "partner", "Messages that were known already");
    public static readonly Metric Quarantined = new("ketenhub.messages.quarantined", MetricKind.Counter, "{message}", "partner error", "Messages refused and set apart, by first error number");
    public static readonly Metric AcceptDuration = new("ketenhub.accept.duration", MetricKind.Histogram, "s", "partner", "From arrival at the hub to commit");
    public static readonly Metric BatchSize = new("ketenhub.batch.size", MetricKind.Histogram, "{message}", "", "Messages in one transaction");
    public static readonly Metric BatchesReleased = new("ketenhub.batches.released", MetricKind.Counter, "{batch}", "", "Batches given back because the store could not be written");
    public static readonly Metric Conflicts = new("ketenhub.store.conflicts", MetricKind.Counter, "{transaction}", "", "Transactions decided again because another one was first");
    public static readonly Metric Decisions = new("ketenhub.decisions", MetricKind.Counter, "{decision}", "reason", "Reasons written to the log: answers, reminders, escalations, missed presences");
    public static readonly Metric LookUps = new("ketenhub.lookups", MetricKind.Counter, "{look-up}", "", "Looks at a person's log");
    public static readonly Metric Notified = new("ketenhub.notifications.made", MetricKind.Counter, "{notification}", "partner type", "Notifications made");
    public static readonly Metric Confirmed = new("ketenhub.notifications.confirmed", MetricKind.Counter, "{notification}", "partner", "Notifications confirmed by the recipient's queue");
    public static readonly Metric Postponed = new("ketenhub.notifications.postponed", MetricKind.Counter, "{try}", "partner", "Tries that were not confirmed; each is tried again");
    public static readonly Metric NotificationDelay = new("ketenhub.notification.delay", MetricKind.Histogram, "s", "partner", "From decision to the confirm of the recipient's queue");
    public static readonly Metric Backlog = new("ketenhub.outbox.backlog", MetricKind.Gauge, "{notification}", "partner", "Notifications that wait");
    public static readonly Metric BacklogAge = new("ketenhub.outbox.oldest.age", MetricKind.Gauge, "s", "partner", "Age of the oldest notification that waits");
    public static readonly Metric DeadlinesReached = new("ketenhub.deadlines.reached", MetricKind.Counter, "{deadline}", "kind", "Deadlines decided on");
    public static readonly Metric DeadlinesOpen = new("ketenhub.deadlines.open", MetricKind.Gauge, "{deadline}", "", "Deadlines to come");
    public static readonly Metric DeadlinesOverdue = new("ketenhub.deadlines.overdue", MetricKind.Gauge, "{deadline}", "", "Deadlines whose moment passed and which nobody decided on yet");
    public static readonly Metric Readiness = new("ketenhub.readiness", MetricKind.Gauge, "{decision}", "status", "Readinesses by status");
    public static readonly Metric Missing = new("ketenhub.sequence.missing", MetricKind.Gauge, "{message}", "partner", "Sequence numbers that never came");
    public static readonly Metric QuarantineSize = new("ketenhub.quarantine.size", MetricKind.Gauge, "{message}", "", "Refused messages that nobody dealt with");
    public static readonly Metric LogEntries = new("ketenhub.log.entries", MetricKind.Gauge, "{entry}", "", "Entries of all correlation logs");
    public static readonly Metric Problems = new("ketenhub.health.problems", MetricKind.Gauge, "{problem}", "kind", "Problems that /health/ready tells of");
    public static readonly Metric PartnerHeardAge = new("ketenhub.partner.heard.age", MetricKind.Gauge, "s", "partner", "Since a partner's own message came last");
    public static readonly Metric PartnerSilent = new("ketenhub.partner.silent", MetricKind.Gauge, "{partner}", "partner", "1 for a partner that is silent by its own rhythm");
    public static readonly Metric PartnerQueue = new("ketenhub.partner.queue", MetricKind.Gauge, "{notification}", "partner", "Notifications in a partner's queue at the broker");
    public static readonly Metric PartnerConsumers = new("ketenhub.partner.consumers", MetricKind.Gauge, "{consumer}", "partner", "Who reads a partner's queue now");
    public static readonly Metric PartnerPaused = new("ketenhub.partner.paused", MetricKind.Gauge, "{pause}", "partner side", "1 for a side of a partner that people of the hub paused: From, its messages; To, what is for it");
    public static readonly Metric Circuit = new("ketenhub.partner.circuit", MetricKind.Gauge, "{state}", "partner", "Calls to a partner's system: 0 go out, 1 one is tried, 2 none after many failures");
    public static readonly Metric NotTakenAge = new("ketenhub.partner.untaken.age", MetricKind.Gauge, "s", "partner", "Since when a partner's system does not take the first notification in its queue");
    public static readonly Metric CheckpointAge = new("ketenhub.checkpoint.age", MetricKind.Gauge, "s", "", "Age of the oldest entry that stands in no checkpoint which everybody holds; 0 without one");
    public static readonly Metric ProcessingWaiting = new("ketenhub.processing.waiting", MetricKind.Gauge, "{entry}", "", "Entries in checkpoints whose record of processing the receiver has not confirmed; none without a receiver");
    public static readonly Metric LaneTaken = new("ketenhub.lane.epochs", MetricKind.Counter, "{epoch}", "lane", "Times this hub became the reader of a lane: its epoch went up");
    public static readonly Metric LaneOvertaken = new("ketenhub.lane.overtaken", MetricKind.Counter, "{batch}", "", "Batches given back because another hub reads the lane now");
    public static readonly Metric CertificateLeft = new("ketenhub.certificate.left", MetricKind.Gauge, "s", "certificate", "Until an own certificate expires; hub, or the partner whose adapter comes with it");
#pragma warning restore CS1591

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Metric> All { get; } =
        [.. typeof(Metrics).GetFields().Where(field => field.FieldType == typeof(Metric)).Select(field => (Metric)field.GetValue(null)!).OrderBy(metric => metric.Name, StringComparer.Ordinal)];
}
