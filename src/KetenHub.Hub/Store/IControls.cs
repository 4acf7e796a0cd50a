namespace KetenHub.Hub;

/// <summary>What people who run the hub set, and what they look up about it: pauses, policies, what is kept. Part of seam 1.</summary>
public interface IControls
{
    /// <summary>Partners that are paused, in order of code and side.</summary>
    Task<IReadOnlyList<PauseRow>> PausesAsync(CancellationToken cancellation);

    /// <summary>Pauses one side of a partner, and writes down who did it.</summary>
    /// <returns>False when it was paused already: nothing was written.</returns>
    Task<bool> PauseAsync(PauseRow pause, CancellationToken cancellation);

    /// <summary>Lets it go on, and writes down who did it.</summary>
    /// <returns>False when it was not paused: nothing was written.</returns>
    Task<bool> ResumeAsync(string partner, PauseSide side, string reason, Actor actor, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>The latest refused message of each of these partners that has one, dealt with or not.</summary>
    Task<IReadOnlyList<LastRefusal>> LastRefusalsAsync(IReadOnlyList<string> partners, CancellationToken cancellation);

    /// <summary>Adds to which contracts partners sent.</summary>
    Task NoteContractsAsync(IReadOnlyList<ContractSeen> seen, CancellationToken cancellation);

    /// <summary>Which contracts partners sent, in order of partner, type, version and schema.</summary>
    Task<IReadOnlyList<ContractSeen>> ContractsAsync(CancellationToken cancellation);

    /// <summary>A hub works by this policy now. The text that a version has first, stays.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="text">Its text.</param>
    /// <param name="starts">The hub has just started: another text is counted.</param>
    /// <param name="at">Now.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>False when the version is known with another text.</returns>
    Task<bool> NotePolicyAsync(string version, string text, bool starts, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Every policy that hubs worked by, latest first.</summary>
    Task<IReadOnlyList<PolicyUse>> PoliciesAsync(CancellationToken cancellation);

    /// <summary>The text of a policy; null when the version is not known, empty when its text was not kept.</summary>
    Task<string?> PolicyTextAsync(string version, CancellationToken cancellation);

    /// <summary>Counts what is kept, by kind: reads everything, so it is asked seldom.</summary>
    Task<IReadOnlyList<KeptRow>> CountKeptAsync(CancellationToken cancellation);

    /// <summary>Keeps these counts in place of those of before.</summary>
    Task WriteKeptAsync(IReadOnlyList<KeptRow> kept, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>The counts, in order of kind, with the moment at which they were made; null: never.</summary>
    Task<(IReadOnlyList<KeptRow> Rows, DateTimeOffset? At)> KeptAsync(CancellationToken cancellation);

    /// <summary>Works of which one hub does each now, in order of name.</summary>
    Task<IReadOnlyList<string>> HeldLeasesAsync(CancellationToken cancellation);

    /// <summary>Hand-outs with a moment from <paramref name="from"/> up to and without <paramref name="until"/>, earliest first, with the total.</summary>
    /// <param name="from">First moment.</param>
    /// <param name="until">End.</param>
    /// <param name="location">Only there; null: everywhere.</param>
    /// <param name="party">Only of persons about whom this partner sent or was told anything; null: all.</param>
    /// <param name="notReady">Only those to come to which DT&amp;V has not said that it will be ready.</param>
    /// <param name="skip">How many to leave out.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<Page<ReadinessRow>> HandOutsAsync(
        DateTimeOffset from, DateTimeOffset until, string? location, string? party, bool notReady, int skip, int take, CancellationToken cancellation);
}

/// <summary>What of a partner is paused.</summary>
public enum PauseSide
{
    /// <summary>Its messages: its lane is not read; they wait at the broker, and over HTTP it is asked to come later.</summary>
    From,
    /// <summary>What is for it: notifications wait at the hub.</summary>
    To,
}

/// <summary>A pause.</summary>
/// <param name="Partner">Code of the partner.</param>
/// <param name="Side">Which side.</param>
/// <param name="Reason">Why, as the account gave it.</param>
/// <param name="Actor">The account.</param>
/// <param name="At">Since when.</param>
public sealed record PauseRow(string Partner, PauseSide Side, string Reason, string Actor, DateTimeOffset At)
{
    /// <summary>Network address that it was set from: goes into the audit log, and is not kept with the pause.</summary>
    public string Origin { get; init; } = "";
}

/// <summary>A partner's latest refused message.</summary>
/// <param name="Partner">Code of the partner.</param>
/// <param name="Id">Quarantine number.</param>
/// <param name="At">When it came.</param>
/// <param name="Errors">Numbers of the errors, joined with ",".</param>
public sealed record LastRefusal(string Partner, Guid Id, DateTimeOffset At, string Errors);

/// <summary>What a partner sent of one version of one contract.</summary>
/// <param name="Partner">Code of the partner.</param>
/// <param name="Type">Short name of the message; <c>?</c>: of no form that the hub knows.</param>
/// <param name="Version">Its version as the type says it, such as <c>v1</c>.</param>
/// <param name="Schema">Whether the event names the published schema: see <see cref="SchemaNamed"/>.</param>
/// <param name="FirstAt">When the first came.</param>
/// <param name="LastAt">When the latest came.</param>
/// <param name="Count">How many.</param>
/// <param name="Refused">How many of them were refused.</param>
public sealed record ContractSeen(
    string Partner, string Type, string Version, SchemaNamed Schema, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Count, long Refused);

/// <summary>What an event says of its schema.</summary>
public enum SchemaNamed
{
    /// <summary>The one that is published.</summary>
    Published,
    /// <summary>Nothing.</summary>
    None,
    /// <summary>Another one.</summary>
    Other,
}

/// <summary>A policy that hubs worked by.</summary>
/// <param name="Version">Its version.</param>
/// <param name="FirstAt">When a hub worked by it first, as far as is known.</param>
/// <param name="LastAt">When a hub worked by it last.</param>
/// <param name="HasText">Its text is kept.</param>
/// <param name="OtherTexts">How often a hub came with another text under the same version.</param>
public sealed record PolicyUse(string Version, DateTimeOffset FirstAt, DateTimeOffset LastAt, bool HasText, long OtherTexts);

/// <summary>What is kept of one kind.</summary>
/// <param name="Kind">Table, and for the log the kind of entry and type of message: <c>log Received case-signal</c>.</param>
/// <param name="Count">How many are kept with their content.</param>
/// <param name="OldestAt">When the oldest of them came; null: there is none.</param>
public sealed record KeptRow(string Kind, long Count, DateTimeOffset? OldestAt);
