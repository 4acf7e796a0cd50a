namespace KetenHub.Decisions;

/// <summary>What a rule of alerts watches: a number that the hub measures itself. Never about one person.</summary>
public enum AlertMeasure
{
    /// <summary>Hand-outs (uitreikingen) to come within a time, to which DT&amp;V has not said that it will be ready.</summary>
    HandOutsNotReady,
    /// <summary>Answers of DT&amp;V that are late.</summary>
    AnswersLate,
    /// <summary>First departure interviews (vertrekgesprekken) that are late.</summary>
    InterviewsLate,
    /// <summary>Open agreements (afspraken) past their term.</summary>
    AgreementsPast,
    /// <summary>For how long the hub has not handled its earliest deadline.</summary>
    DeadlinesLate,
    /// <summary>Refused messages that nobody dealt with.</summary>
    Refused,
    /// <summary>Age of the oldest refused message that nobody dealt with.</summary>
    RefusedAge,
    /// <summary>Notifications that were tried and not taken.</summary>
    NotTaken,
    /// <summary>Age of the oldest notification that waits for a partner.</summary>
    BacklogAge,
    /// <summary>For how long a partner has been silent by its own rhythm.</summary>
    PartnerSilent,
    /// <summary>Notifications in the queue of a partner that nobody reads.</summary>
    PartnerNotReading,
    /// <summary>Sequence numbers of a partner that never came.</summary>
    SequenceGap,
    /// <summary>For how long a partner has been paused.</summary>
    PartnerPaused,
    /// <summary>Age of the oldest log entry that stands in no checkpoint which everybody holds.</summary>
    CheckpointAge,
}

/// <summary>What is known of measures.</summary>
public static class AlertMeasures
{
    /// <summary>It is a time, in whole seconds; else a count.</summary>
    public static bool IsTime(this AlertMeasure measure) => measure is AlertMeasure.DeadlinesLate or AlertMeasure.RefusedAge or AlertMeasure.BacklogAge
        or AlertMeasure.PartnerSilent or AlertMeasure.PartnerPaused or AlertMeasure.CheckpointAge;

    /// <summary>There is one for each partner.</summary>
    public static bool IsPerPartner(this AlertMeasure measure) => measure is AlertMeasure.BacklogAge or AlertMeasure.PartnerSilent
        or AlertMeasure.PartnerNotReading or AlertMeasure.SequenceGap or AlertMeasure.PartnerPaused;

    /// <summary>It looks ahead for a time that the rule gives.</summary>
    public static bool HasWithin(this AlertMeasure measure) => measure is AlertMeasure.HandOutsNotReady;
}

/// <summary>When somebody must be called for something that the hub measures.</summary>
/// <param name="Name">Short name; unique.</param>
/// <param name="Measure">What is measured.</param>
/// <param name="Within">How far it looks ahead; null for measures that don't.</param>
/// <param name="RaiseAt">Raised from this count, or this many seconds, on.</param>
/// <param name="ClearAt">Calm below this; not above <paramref name="RaiseAt"/>.</param>
/// <param name="For">So long it must be at that height before it is raised.</param>
/// <param name="ClearFor">So long it must be calm before it is resolved.</param>
/// <param name="EscalateAfter">When nobody acknowledged it for so long it is escalated; null: never.</param>
public sealed record AlertRule(
    string Name, AlertMeasure Measure, TimeSpan? Within, long RaiseAt, long ClearAt, TimeSpan For, TimeSpan ClearFor, TimeSpan? EscalateAfter);

/// <summary>Rules of alerts.</summary>
/// <param name="Rules">The rules, in the order in which pages show them.</param>
/// <param name="RepeatAfter">While nobody acknowledges it, an alert is escalated again after so long.</param>
public sealed record AlertTerms(IReadOnlyList<AlertRule> Rules, TimeSpan RepeatAfter)
{
    /// <summary>No rules.</summary>
    public static AlertTerms None { get; } = new([], TimeSpan.FromHours(1));
}
