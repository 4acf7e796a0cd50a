using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>An agreement as tables and pages show it; rewritten whenever it changes.</summary>
/// <param name="Person">About whom.</param>
/// <param name="Maker">Code of the partner that made it.</param>
/// <param name="Number">Its number there; unique with person and maker.</param>
/// <param name="Owner">Code of the partner that does it.</param>
/// <param name="Kind">Which of the accelerations, or empty.</param>
/// <param name="EndsAt">End of the term.</param>
/// <param name="Location">Name of the place, or empty.</param>
/// <param name="Table">Table at which it was made, or empty.</param>
/// <param name="Result">How it ended; empty while open.</param>
/// <param name="ClosedAt">When.</param>
/// <param name="Level">Escalation rungs climbed.</param>
/// <param name="MadeAt">When it was agreed.</param>
/// <param name="ChangedAt">When this row changed.</param>
public sealed record AgreementRow(
    Guid Person, string Maker, string Number, string Owner, string Kind, DateTimeOffset EndsAt, string Location, string Table,
    string Result, DateTimeOffset? ClosedAt, int Level, DateTimeOffset MadeAt, DateTimeOffset ChangedAt);

/// <summary>A person's case as tables and pages show it; rewritten whenever it changes.</summary>
/// <param name="Person">Whose.</param>
/// <param name="Phase">How far it is.</param>
/// <param name="Since">Latest progress.</param>
/// <param name="OpenedAt">When the hub first knew of it.</param>
/// <param name="WaitsFor">Code of the partner whose turn it is; empty when finished.</param>
/// <param name="Location">Where it plays, or empty.</param>
/// <param name="Director">Code of the partner that directs it, or empty.</param>
/// <param name="DirectorFunction">Team or function there, or empty.</param>
/// <param name="DirectorMissing">Policy wants a process director and there is none.</param>
/// <param name="OutOfViewSince">Since when the person is out of view; null when in view.</param>
/// <param name="SeenPlace">Where the person was reported last, or empty.</param>
/// <param name="SeenAt">When.</param>
/// <param name="ReportedAt">When the hub heard the latest signal or incident.</param>
/// <param name="OpenAgreements">Agreements that are open.</param>
/// <param name="IsMinor">The person is held to be a minor.</param>
public sealed record CaseRow(
    Guid Person, CasePhase Phase, DateTimeOffset Since, DateTimeOffset OpenedAt, string WaitsFor, string Location, string Director,
    string DirectorFunction, bool DirectorMissing, DateTimeOffset? OutOfViewSince, string SeenPlace, DateTimeOffset? SeenAt,
    DateTimeOffset? ReportedAt, int OpenAgreements, bool IsMinor);

/// <summary>A sum of the figures.</summary>
/// <param name="Month">Year and month, for example 202603; 0 where months are not told apart.</param>
/// <param name="Measure">What is counted.</param>
/// <param name="Location">Name of the place, or empty.</param>
/// <param name="Partner">Code of the partner, or empty.</param>
/// <param name="Label">Which kind, or empty.</param>
/// <param name="Minutes">For times: how long; else 0.</param>
/// <param name="Count">How many.</param>
public sealed record FigureRow(int Month, Measure Measure, string Location, string Partner, string Label, int Minutes, long Count);

/// <summary>What of the figures is told apart; the rest is added up, which is much less to read.</summary>
[Flags]
public enum FigureDetail
{
    /// <summary>Only what is counted and which kind of it.</summary>
    None = 0,
    /// <summary>By place.</summary>
    Location = 1,
    /// <summary>By partner.</summary>
    Partner = 2,
    /// <summary>How long, for times: needed for medians.</summary>
    Minutes = 4,
    /// <summary>By month.</summary>
    Month = 8,
    /// <summary>Everything.</summary>
    All = Location | Partner | Minutes | Month,
}

/// <summary>Somebody looked at exact figures.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">The account, not a name.</param>
/// <param name="Purpose">For which purpose.</param>
/// <param name="From">First day of the period.</param>
/// <param name="Until">First day after it.</param>
public sealed record ExactLook(DateTimeOffset At, string Actor, string Purpose, DateOnly From, DateOnly Until);

/// <summary>Which agreements; all conditions hold together.</summary>
/// <param name="Location">Only this place; null: all.</param>
/// <param name="Open">Open ones, closed ones, or null: all.</param>
/// <param name="ClosedSince">Closed ones: only those closed at or after this moment.</param>
/// <param name="Table">Only those made at this table; null: all.</param>
/// <param name="MadeSince">Only those made after this moment.</param>
/// <param name="MadeUntil">Only those made at or before this moment.</param>
/// <param name="ClosedUntil">Closed ones: only those closed at or before this moment.</param>
/// <param name="Party">Only those that this partner made or does; null: all.</param>
public sealed record AgreementFilter(
    string? Location, bool? Open, DateTimeOffset? ClosedSince = null, string? Table = null, DateTimeOffset? MadeSince = null,
    DateTimeOffset? MadeUntil = null, DateTimeOffset? ClosedUntil = null, string? Party = null);

/// <summary>Which cases; all conditions hold together.</summary>
/// <param name="Location">Only this place; null: all.</param>
/// <param name="OutOfView">Only persons out of view.</param>
/// <param name="DirectorMissing">Only those that miss a process director.</param>
/// <param name="ReportedSince">Only those with a signal or incident at or after this moment.</param>
/// <param name="StalledBefore">Only those without progress since this moment, by phase; a phase that is not named never stalls. Null: all.</param>
/// <param name="OpenedBefore">Only those opened before this moment and not finished.</param>
/// <param name="Party">Only of persons about whom this partner sent or was told anything; null: all.</param>
public sealed record CaseFilter(
    string? Location, bool OutOfView = false, bool DirectorMissing = false, DateTimeOffset? ReportedSince = null,
    IReadOnlyDictionary<CasePhase, DateTimeOffset>? StalledBefore = null, DateTimeOffset? OpenedBefore = null, string? Party = null);
