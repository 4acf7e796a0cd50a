using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>The terms the hub works by. No law makes DT&amp;V's presence at a hand-out a duty, so every term is policy,
/// with a version that each log entry names.</summary>
public sealed record Policy
{
    /// <summary>Version, 1 to 64 characters.</summary>
    public required string Version { get; init; }

    /// <summary>Which partner fills which role.</summary>
    public required Roles Roles { get; init; }

    /// <summary>Terms where the location has none of its own.</summary>
    public required Terms Terms { get; init; }

    /// <summary>Terms by name of location.</summary>
    public IReadOnlyDictionary<string, Terms> Locations { get; init; } = new Dictionary<string, Terms>(StringComparer.Ordinal);

    /// <summary>Reminders and escalations until DT&amp;V answers.</summary>
    public required IReadOnlyList<LadderRung> Ladder { get; init; }

    /// <summary>Who is told when no departure interview was held in time.</summary>
    public required IReadOnlyList<EscalationTarget> InterviewOverdue { get; init; }

    /// <summary>How long reports are gathered into one attention proposal.</summary>
    public required TimeSpan AttentionWindow { get; init; }

    /// <summary>How long an update of a proposal waits for more, unless an impact is High or VeryHigh.</summary>
    public required TimeSpan AttentionUpdateAfter { get; init; }

    /// <summary>How recent a serious incident must be to be told when a readiness opens after it.</summary>
    public required TimeSpan SafetyLookBack { get; init; }

    /// <summary>How the log is proven.</summary>
    public EvidenceTerms Evidence { get; init; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromHours(4));

    /// <summary>How long a reference may be fetched.</summary>
    public ReferenceTerms References { get; init; } = ReferenceTerms.Usual;

    /// <summary>Which days terms count by.</summary>
    public WorkingDays WorkingDays { get; init; } = WorkingDays.Plain;

    /// <summary>Reminders and escalations of agreements.</summary>
    public AgreementTerms Agreements { get; init; } = AgreementTerms.None;

    /// <summary>Process directors, and when a case counts as stalled.</summary>
    public DirectionTerms Direction { get; init; } = DirectionTerms.None;

    /// <summary>When a transport is in time.</summary>
    public TransportTerms Transport { get; init; } = TransportTerms.None;

    /// <summary>How long data are kept.</summary>
    public RetentionTerms Retention { get; init; } = RetentionTerms.None;

    /// <summary>Tables at which partners meet.</summary>
    public IReadOnlyList<TableTerms> Tables { get; init; } = [];

    /// <summary>When somebody must be called for what the hub measures.</summary>
    public AlertTerms Alerts { get; init; } = AlertTerms.None;

    /// <summary>The file it was read from, as it is written; empty when it was not read from one.</summary>
    public string Text { get; init; } = "";

    /// <summary>The terms at a location.</summary>
    public Terms TermsAt(Location? location) =>
        location is not null && Locations.TryGetValue(location.Name, out var terms) ? terms : Terms;
}

/// <summary>Terms of a readiness.</summary>
/// <param name="RespondWithin">Time DT&amp;V has to answer.</param>
/// <param name="LeadTime">The answer is due this long before the hand-out; a hand-out nearer than this is short notice.</param>
/// <param name="MinimumToRespond">DT&amp;V has at least this long, unless it is short notice.</param>
/// <param name="InterviewWithin">Time from hand-out to first departure interview.</param>
public sealed record Terms(TimeSpan RespondWithin, TimeSpan LeadTime, TimeSpan MinimumToRespond, TimeSpan InterviewWithin);

/// <summary>Terms of the checkpoints over the log.</summary>
/// <param name="CheckpointEvery">How often one is made when there is anything new.</param>
/// <param name="StopAfter">How old an entry may become without a checkpoint that is kept elsewhere; then nothing more is accepted.</param>
public sealed record EvidenceTerms(TimeSpan CheckpointEvery, TimeSpan StopAfter);

/// <summary>Terms of what notifications refer to.</summary>
/// <param name="ExpireAfter">After this a reference can't be fetched any more.</param>
public sealed record ReferenceTerms(TimeSpan ExpireAfter)
{
    /// <summary>Where the policy says nothing.</summary>
    public static readonly ReferenceTerms Usual = new(TimeSpan.FromDays(90));
}

/// <summary>Codes of the partners that fill a role; a role exists once.</summary>
/// <param name="Decisions">Issues decisions and plans hand-outs: IND.</param>
/// <param name="Departure">Must be ready at the hand-out: DT&amp;V.</param>
/// <param name="Reception">Runs reception locations: COA.</param>
/// <param name="Guardian">Guardian of minors: Nidos. Null when no such partner is configured.</param>
public sealed record Roles(string Decisions, string Departure, string Reception, string? Guardian);

/// <summary>One rung of the ladder: a reminder when <paramref name="EscalateTo"/> is empty, else an escalation.</summary>
/// <param name="Fraction">Share of the time between asking and respond-by, 0 to 1; or null.</param>
/// <param name="BeforeHandOut">This long before the hand-out, but never before respond-by; or null.</param>
/// <param name="EscalateTo">Who is told.</param>
public sealed record LadderRung(double? Fraction, TimeSpan? BeforeHandOut, IReadOnlyList<EscalationTarget> EscalateTo);

/// <summary>Who is told of an escalation.</summary>
/// <param name="Role">At which partner.</param>
/// <param name="Audience">Whom there.</param>
public sealed record EscalationTarget(Role Role, Audience Audience);

/// <summary>Roles that partners fill.</summary>
public enum Role
{
    /// <summary>See <see cref="Roles.Decisions"/>.</summary>
    Decisions,
    /// <summary>See <see cref="Roles.Departure"/>.</summary>
    Departure,
    /// <summary>See <see cref="Roles.Reception"/>.</summary>
    Reception,
    /// <summary>See <see cref="Roles.Guardian"/>.</summary>
    Guardian,
    /// <summary>The partner that owns an agreement.</summary>
    Owner,
    /// <summary>The process director of the case; while there is none, the partner that issues decisions.</summary>
    Director,
}
