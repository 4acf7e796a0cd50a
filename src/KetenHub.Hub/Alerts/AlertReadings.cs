using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>What the hub measures, as rules of alerts look at it. The page's preview and the alerts themselves read the same.</summary>
public sealed class AlertReadings(IHubStore store, HubHealth health, PartnerList partners, TimeProvider clock)
{
    /// <summary>Measures for these rules: one reading for each, or one for each partner. What is not known now is left out: not knowing is no calm.</summary>
    public async Task<IReadOnlyList<AlertReading>> ReadAsync(IReadOnlyList<AlertRule> rules, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var glance = await store.Operations.GlanceAsync(now, cancellation);
        var statuses = (await store.Reads.OverviewAsync(now, cancellation)).ByStatus;
        var unproven = await store.Checkpoints.OldestUnprovenAsync(cancellation);
        var readings = new List<AlertReading>();
        foreach (var rule in rules)
        {
            if (rule.Measure.IsPerPartner())
                readings.AddRange(health.Partners.Select(partner => (partner.Code, Value: Of(rule.Measure, partner, now)))
                    .Where(partner => partner.Value is not null).Select(partner => new AlertReading(rule, partner.Code, partner.Value!.Value)));
            else if (rule.Measure == AlertMeasure.HandOutsNotReady)
                readings.Add(new AlertReading(rule, "", (await store.Operations.Controls.HandOutsAsync(now, now + rule.Within!.Value, null, null, notReady: true, 0, 1, cancellation)).Total));
            else
                readings.Add(new AlertReading(rule, "", Of(rule.Measure, glance, statuses, unproven, now)));
        }
        return readings;
    }

    /// <summary>Whether there still is such a rule, and such a partner.</summary>
    public bool Exists(AlertRule? rule, string subject) =>
        rule is not null && (rule.Measure.IsPerPartner() ? partners.Find(subject) is not null : subject.Length == 0);

    private static long Of(AlertMeasure measure, Glance glance, IReadOnlyDictionary<ReadinessStatus, long> statuses, DateTimeOffset? unproven, DateTimeOffset now) => measure switch
    {
        AlertMeasure.AnswersLate => statuses.GetValueOrDefault(ReadinessStatus.Overdue),
        AlertMeasure.InterviewsLate => statuses.GetValueOrDefault(ReadinessStatus.InterviewOverdue),
        AlertMeasure.AgreementsPast => glance.AgreementsPast,
        AlertMeasure.DeadlinesLate => Seconds(glance.NextDeadline, now),
        AlertMeasure.Refused => glance.Refused,
        AlertMeasure.RefusedAge => Seconds(glance.OldestRefused, now),
        AlertMeasure.NotTaken => glance.Postponed,
        AlertMeasure.CheckpointAge => Seconds(unproven, now),
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "no measure of the whole hub"),
    };

    private static long? Of(AlertMeasure measure, PartnerHealth partner, DateTimeOffset now) => measure switch
    {
        // What waits because somebody paused it has a rule of its own.
        AlertMeasure.BacklogAge => partner.IsPaused(PauseSide.To) ? 0 : Seconds(partner.OldestWaitingAt, now),
        AlertMeasure.PartnerSilent => partner.IsSilent ? Math.Max(1, Seconds(partner.SilentFrom, now)) : 0,
        AlertMeasure.PartnerNotReading => partner.Queue is { } queue ? (queue.Consumers == 0 ? queue.Messages : 0) : null,
        AlertMeasure.SequenceGap => partner.Missing,
        AlertMeasure.PartnerPaused => partner.Pauses.Count == 0 ? 0 : Seconds(partner.Pauses.Min(pause => pause.At), now),
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "no measure of a partner"),
    };

    private static long Seconds(DateTimeOffset? since, DateTimeOffset now) => since is { } at && at < now ? (long)(now - at).TotalSeconds : 0;
}

/// <summary>A measurement for a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Subject">Code of the partner that it is about; empty: of none.</param>
/// <param name="Value">A count, or seconds.</param>
public sealed record AlertReading(AlertRule Rule, string Subject, long Value)
{
    /// <summary>It is as high as the rule says.</summary>
    public bool IsHigh => Value >= Rule.RaiseAt;
}
